"""What is said of a database that cannot be used, and whether waiting would help."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from psycopg.errors import UndefinedTable
from psycopg_pool import PoolTimeout

from articles.database import refusals
from articles.database.sqlite_file import MissingDatabaseError

URL = "in NEWSROOM_DATABASE_URL"


def make_error(message: str, cause: type[Exception] = psycopg.OperationalError) -> OperationalError:
    error = OperationalError(message)
    error.__cause__ = cause(message)
    return error


@pytest.mark.parametrize(
    ("message", "sentence", "is_lasting"),
    [
        (
            (
                'connection failed: connection to server at "::1", port 5432 failed: '
                "FATAL:  password "
                'authentication failed for user "vera"'
            ),
            (
                'The database cannot be used (connection to server at "::1", port 5432 '
                "failed: FATAL: "
                f'password authentication failed for user "vera"): check user and password {URL}.'
            ),
            True,
        ),
        (
            "failed to resolve host 'db.invalid': [Errno -2] Name or service not known",
            (
                "The database cannot be used (failed to resolve host 'db.invalid': "
                "[Errno -2] Name or "
                f"service not known): check the host name {URL}."
            ),
            True,
        ),
        (
            'FATAL:  database "nix" does not exist',
            (
                'The database cannot be used (FATAL: database "nix" does not exist): '
                "check the name, "
                f"or create it with createdb {URL}."
            ),
            True,
        ),
        (
            "server does not support SSL, but SSL was required",
            (
                "The database cannot be used (server does not support SSL, but SSL was required): "
                f"check what stands behind the question mark {URL}."
            ),
            True,
        ),
        (
            "connection failed: Connection refused\n\tIs the server running?",
            (
                "The database cannot be used (Connection refused Is the server "
                "running?): check that "
                "it runs, and try again."
            ),
            False,
        ),
        (
            "unable to open database file",
            (
                "The database cannot be used (unable to open database file): check "
                "that the file and "
                "its folder are there and that this user may write them."
            ),
            True,
        ),
    ],
)
def test_a_reason_is_named_with_what_to_check(
    message: str, sentence: str, *, is_lasting: bool
) -> None:
    error = make_error(message)
    assert (refusals.explain(error), refusals.is_lasting(error)) == (sentence, is_lasting)


def test_a_missing_file_is_named_as_it_is() -> None:
    error = make_error("The database x does not exist.", MissingDatabaseError)
    assert refusals.explain(error) == "The database x does not exist."
    assert refusals.is_lasting(error)


@pytest.mark.parametrize(
    "error",
    [
        make_error('relation "articles_article" does not exist', UndefinedTable),
        make_error("no such table: articles_article", sqlite3.OperationalError),
    ],
    ids=["postgresql", "sqlite"],
)
def test_missing_tables_call_for_migrate(error: OperationalError) -> None:
    assert refusals.explain(error) == ("Tables are missing in the database: run manage.py migrate.")


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let connections lead to a database that is not there."""
    settings: dict[str, Any] = {"NAME": "/missing/newsroom.sqlite3"}
    if connection.vendor == "postgresql":
        settings = {"HOST": "127.0.0.1", "PORT": 1}
    with monkeypatch.context() as patch:
        for name, value in settings.items():
            patch.setitem(connection.settings_dict, name, value)
        yield


@pytest.mark.django_db
def test_a_connection_that_can_be_opened_is_closed_again() -> None:
    refusals.connect_once()


@pytest.mark.django_db
@pytest.mark.usefixtures("away")
def test_a_pool_that_says_nothing_is_asked_for_the_reason() -> None:
    sentence = refusals.explain(make_error("couldn't get a connection after 10 s", PoolTimeout))
    said = {"sqlite": "/missing/newsroom.sqlite3 does not exist", "postgresql": "refused"}
    assert said[connection.vendor] in sentence


@pytest.mark.django_db
def test_a_pool_without_a_reason_is_reported_as_it_is() -> None:
    message = "couldn't get a connection after 10 s"
    assert refusals.explain(make_error(message, PoolTimeout)) == (
        f"The database cannot be used ({message}): check that it runs, and try again."
    )
