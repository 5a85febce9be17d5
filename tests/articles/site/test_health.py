"""The page for monitoring: what it says, and to whom."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from articles.site import health

pytestmark = pytest.mark.django_db

OK = (HTTPStatus.OK, "ok\n")
ELSEWHERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def _ask_anew() -> Iterator[None]:
    """Forget that the database has all migrations."""
    health.require_migrations.cache_clear()
    yield
    health.require_migrations.cache_clear()


@pytest.fixture
def _behind_a_proxy(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["press.example.org"]
    settings.SECURE_SSL_REDIRECT = True


def fetch(
    host: str = "press.example.org", *, address: str = "127.0.0.1", **headers: str
) -> tuple[int, str]:
    response = Client().get("/healthz", REMOTE_ADDR=address, headers={"host": host, **headers})
    return response.status_code, response.text


@pytest.mark.usefixtures("_behind_a_proxy")
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
@pytest.mark.parametrize("host", ["press.example.org", "127.0.0.1:8000", "[::1]", "x..y"])
def test_the_machine_itself_gets_an_answer_whatever_host_it_asks(address: str, host: str) -> None:
    assert fetch(host, address=address) == OK


@pytest.mark.usefixtures("_behind_a_proxy")
@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (ELSEWHERE, {}),
        ("127.0.0.1", {"x-forwarded-for": ELSEWHERE}),
        ("127.0.0.1", {"x-forwarded-proto": "http"}),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}),
        ("", {}),
    ],
    ids=["elsewhere", "forwarded for", "forwarded proto", "forwarded", "a socket"],
)
def test_others_are_answered_under_the_host_of_the_site_only(
    address: str, headers: dict[str, str]
) -> None:
    assert fetch("127.0.0.1:8000", address=address, **headers)[0] == HTTPStatus.BAD_REQUEST
    assert fetch(address=address, **headers)[0] == HTTPStatus.MOVED_PERMANENTLY


def test_others_are_answered_by_https(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["press.example.org"]
    assert fetch(address=ELSEWHERE) == OK


def test_it_gives_no_more_than_the_kind_of_a_failure() -> None:
    def fail(*_args: object) -> None:
        raise OperationalError("secret address")

    health.require_migrations()
    with connection.execute_wrapper(fail):
        status, text = fetch()
    expected = "The database does not answer: OperationalError.\n"
    assert (status, text) == (HTTPStatus.SERVICE_UNAVAILABLE, expected)


def test_it_says_that_migrations_are_missing() -> None:
    MigrationRecorder(connection).record_unapplied("articles", "0003_roles")
    expected = "Migrations are missing: run manage.py migrate.\n"
    assert fetch() == (HTTPStatus.SERVICE_UNAVAILABLE, expected)
    MigrationRecorder(connection).record_applied("articles", "0003_roles")
    assert fetch() == OK
