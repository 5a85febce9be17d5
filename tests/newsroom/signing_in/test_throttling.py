"""Attempts to sign in: counted for the account and for the address, refused plainly, and logged."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as current_settings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from pytest_django import Settings

from tests.accounts import LOGIN
from tests.documents import FOLDER, read_page
from tests.factories import make_user

TOO_MANY = 429


WRONG = "wrong"


def attempt(name: str, *, password: str = WRONG, **headers: str) -> int:
    """Send a password from an address of its own client; return the status."""
    form = {"login": name, "password": password}
    return Client().post(LOGIN, form, **headers).status_code  # type: ignore[arg-type] # a WSGI name


@pytest.mark.django_db
def test_after_five_wrong_passwords_an_account_is_refused_from_all_addresses() -> None:
    name = make_user().get_username()
    statuses = [attempt(name, REMOTE_ADDR=f"192.0.2.{number}") for number in range(50)]
    assert statuses == [200] * 5 + [TOO_MANY] * 45


@pytest.mark.django_db
def test_after_ten_wrong_passwords_an_address_is_refused_for_all_accounts() -> None:
    statuses = [attempt(f"name-{number}") for number in range(50)]
    assert statuses == [200] * 10 + [TOO_MANY] * 40


@pytest.mark.django_db
@pytest.mark.one_engine
def test_spellings_and_hosts_do_not_make_another_account(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    names = ["vera", "VERA", " vera ", "vera", "vera", "vera"]
    statuses = [attempt(name, HTTP_HOST=f"localhost:{8000 + i}") for i, name in enumerate(names)]
    assert statuses == [200] * 5 + [TOO_MANY]


@pytest.mark.django_db
@pytest.mark.one_engine
def test_the_right_password_is_refused_as_well_until_the_time_is_over() -> None:
    name = make_user(password="right").get_username()
    assert [attempt(name) for _ in range(5)] == [200] * 5
    assert attempt(name, password="right") == TOO_MANY


@pytest.mark.django_db
@pytest.mark.one_engine
def test_right_passwords_do_not_count() -> None:
    name = make_user(password="right").get_username()
    assert [attempt(name, password="right") for _ in range(12)] == [302] * 12


@pytest.mark.django_db
@pytest.mark.one_engine
def test_a_refused_attempt_says_how_long_to_wait() -> None:
    client = Client()
    form = {"login": "vera", "password": "wrong"}
    response = [client.post(LOGIN, form) for _ in range(6)][-1]
    assert response["Retry-After"] == "300"
    text = "There were too many attempts. Wait 5 minutes, then try again."
    assert text in response.content.decode()


@pytest.mark.django_db
@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.{}", TOO_MANY),
        (1, "198.51.100.{}, 203.0.113.7", TOO_MANY),
        (1, "203.0.113.7, 198.51.100.{}", 200),
        (2, "198.51.100.{}, 203.0.113.9", 200),
        (2, "198.51.100.{}", TOO_MANY),
        (1, "[2001:db8:{}::1]:443", 200),
        (1, "2001:db8::{}", TOO_MANY),
        (1, "198.51.100.{}:4711", 200),
        (1, "nobody-{}", TOO_MANY),
    ],
)
def test_only_addresses_that_trusted_proxies_add_are_believed(
    settings: Settings, proxies: int, forwarded: str, expected: int
) -> None:
    settings.NEWSROOM_TRUSTED_PROXIES = proxies
    for number in range(10):
        attempt(f"name-{number}", HTTP_X_FORWARDED_FOR=forwarded.format(number))
    assert attempt("another", HTTP_X_FORWARDED_FOR=forwarded.format(10)) == expected


@pytest.mark.django_db
@pytest.mark.one_engine
def test_without_any_address_all_share_one_counter() -> None:
    for number in range(10):
        attempt(f"name-{number}", REMOTE_ADDR="")
    assert attempt("another", REMOTE_ADDR="") == TOO_MANY


@pytest.mark.django_db
@pytest.mark.one_engine
def test_failed_and_refused_attempts_are_logged_in_one_line_each(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(6):
        attempt("vera\u2028 from 10.0.0.1\x1b[2J", REMOTE_ADDR="192.0.2.7")
    name = "vera from 10.0.0.1[2J"
    lines = [each.message for each in caplog.records if each.name == "newsroom.signing_in"]
    assert lines == [
        *[f'Sign-in failed from 192.0.2.7 for "{name}"'] * 5,
        f'Sign-in refused from 192.0.2.7 for "{name}"',
    ]


@pytest.mark.django_db
@pytest.mark.one_engine
def test_the_filter_of_the_documentation_finds_the_lines(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(6):
        attempt("vera", REMOTE_ADDR="192.0.2.7")
    text = read_page(FOLDER / "operating.md")
    [pattern] = re.findall(r"^failregex = (.+)$", text, re.MULTILINE)
    formatter = logging.Formatter(
        current_settings.LOGGING["formatters"]["dated"]["format"], style="{"
    )
    lines = [formatter.format(each) for each in caplog.records if "signing_in" in each.name]
    found = [re.search(pattern.replace("<HOST>", r"(\S+)"), line) for line in lines]
    assert [each and each[1] for each in found] == ["192.0.2.7"] * 6


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_attempts_at_the_same_time_are_counted_once_each() -> None:
    def try_once(number: int) -> int:
        try:
            return attempt("vera", REMOTE_ADDR=f"192.0.2.{number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(try_once, range(12)))
    cache.clear()
    assert sorted(statuses) == [200] * 5 + [TOO_MANY] * 7
