"""Requests that fail because something around the site fails: status 503, and what to do."""

import errno
import sqlite3
from collections.abc import Callable
from http import HTTPStatus

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import Error, OperationalError, connection
from django.test import Client
from django.urls import reverse

from articles.models import Source
from newsroom.outages import Outage, find_outage
from tests.factories import make_user

pytestmark = pytest.mark.django_db

UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE


def fail_to_answer(*_args: object) -> None:
    raise OperationalError("the server closed the connection") from psycopg.OperationalError()


def build_sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("a test")
    error.sqlite_errorcode = code
    return error


CAUSES: dict[str, tuple[Callable[[], BaseException], Outage | None]] = {
    "busy": (lambda: build_sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), Outage.BUSY),
    "read-only": (lambda: build_sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), Outage.READ_ONLY),
    "full": (lambda: build_sqlite_error(sqlite3.SQLITE_FULL), Outage.FULL),
    "disk": (lambda: build_sqlite_error(sqlite3.SQLITE_IOERR_WRITE), Outage.AWAY),
    "no file": (lambda: build_sqlite_error(sqlite3.SQLITE_CANTOPEN), Outage.AWAY),
    "no table": (lambda: build_sqlite_error(sqlite3.SQLITE_ERROR), None),
    "of the module": (lambda: sqlite3.ProgrammingError("a test"), None),
    "disk of the server": (psycopg.errors.DiskFull, Outage.FULL),
    "read-only server": (psycopg.errors.ReadOnlySqlTransaction, Outage.READ_ONLY),
    "deadlock": (psycopg.errors.DeadlockDetected, Outage.BUSY),
    "server stopped": (psycopg.errors.AdminShutdown, Outage.AWAY),
    "closed": (psycopg.InterfaceError, Outage.AWAY),
    "bad SQL": (psycopg.errors.SyntaxError, None),
    "file system full": (lambda: OSError(errno.ENOSPC, "a test"), Outage.FULL),
    "file system read-only": (lambda: OSError(errno.EROFS, "a test"), Outage.READ_ONLY),
    "no such file": (lambda: OSError(errno.ENOENT, "a test"), None),
    "of ours": (lambda: ValueError("a test"), None),
}


@pytest.mark.parametrize("name", CAUSES)
def test_an_outage_is_known_by_the_cause_of_the_error(name: str) -> None:
    make_cause, outage = CAUSES[name]
    error = Error("a test")
    error.__cause__ = make_cause()
    assert find_outage(error) == outage


def test_a_page_that_needs_the_database_says_that_it_is_away() -> None:
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(fail_to_answer):
        response = client.get("/?q=ferry")
    assert (response.status_code, response["Retry-After"]) == (UNAVAILABLE, "10")
    assert response["Cache-Control"] == "private, no-store"
    assert "The database of the site does not answer." in response.text
    assert "<textarea" not in response.text


def test_the_api_says_so_with_a_problem_document() -> None:
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(fail_to_answer):
        response = client.get("/api/articles/")
    assert (response.status_code, response["Retry-After"]) == (UNAVAILABLE, "10")
    assert response["Content-Type"] == "application/problem+json"


def post(url: str, values: dict[str, str], *, failing: str) -> str:
    """Send the form while statements with this text in them fail; return the page."""
    client = Client(raise_request_exception=False)
    client.force_login(make_user("Publishers", is_superuser=True))

    def fail_to_write(execute: Callable[..., object], sql: str, *args: object) -> object:
        if failing in sql:
            raise OperationalError from psycopg.errors.DiskFull()
        return execute(sql, *args)

    with connection.execute_wrapper(fail_to_write):
        response = client.post(url, values)
    assert response.status_code == UNAVAILABLE
    return response.text


def test_the_desk_repeats_what_was_typed() -> None:
    about = 'A daily of the harbour, "since 1931" & <later>'
    values = {"name": "Harbour Gazette", "slug": "gazette", "about": about, "_save": "Save"}
    page = post(reverse("admin:articles_source_add"), values, failing="articles_source")
    assert "The disk of the site is full, so nothing can be saved." in page
    assert "A daily of the harbour, &quot;since 1931&quot; &amp; &lt;later&gt;</textarea>" in page
    assert "Harbour Gazette</textarea>" in page
    assert '<input type="hidden" name="_save" value="Save">' in page
    assert 'action="/admin/articles/source/add/"' in page
    assert "Send again</button>" in page
    assert not Source.objects.exists()


def test_the_desk_repeats_no_password() -> None:
    values = {"username": "vera", "password1": "s3cret", "password2": "s3cret"}
    page = post(reverse("admin:auth_user_add"), values, failing='"username" = ')
    assert "s3cret" not in page
    assert "vera</textarea>" in page
    assert "Send again</button>" not in page
    assert not User.objects.filter(username="vera").exists()


def test_what_was_typed_to_sign_in_is_not_repeated() -> None:
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(fail_to_answer):
        response = client.post(reverse("account_login"), {"login": "vera", "password": "s3cret"})
    assert response.status_code == UNAVAILABLE
    assert "vera" not in response.text
    assert "s3cret" not in response.text
