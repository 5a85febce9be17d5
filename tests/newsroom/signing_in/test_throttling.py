"""Attempts to sign in: counted for the account and for the address, refused plainly, and logged."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from pytest_django import Settings

from tests.accounts import LOGIN, PASSWORD, sign_in
from tests.factories import make_user
from tests.processes import point_to_test_database

TOO_MANY = 429
WRONG = "wrong"

# Four attempts of a process of its own, from addresses of its own.
ATTEMPTS = """
import os
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
django.setup()
from django.test import Client
for number in range(4):
    address = f"10.{os.getpid() % 256}.0.{number}"
    form = {"login": "vera", "password": "wrong"}
    client = Client(headers={"host": "localhost"})
    print(client.post("/admin/login/", form, REMOTE_ADDR=address).status_code)
"""


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
    assert [attempt(name, password="right") for _ in range(31)] == [302] * 31


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
def test_each_of_many_refusals_is_logged_with_the_name(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(40):
        attempt("vera", REMOTE_ADDR="192.0.2.7")
    lines = [each.message for each in caplog.records if each.name == "newsroom.signing_in"]
    assert lines[5:] == ['Sign-in refused from 192.0.2.7 for "vera"'] * 35


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


@pytest.mark.django_db
@pytest.mark.one_engine
def test_the_page_for_a_new_password_is_no_way_round_the_limits(
    caplog: pytest.LogCaptureFixture,
) -> None:
    user = make_user("Editors", password=PASSWORD)
    client = sign_in(user)
    form = {"oldpassword": WRONG, "password1": "another-long-one", "password2": "another-long-one"}
    page = "/admin/password_change/"
    texts = [client.post(page, form).content.decode() for _ in range(5)]
    assert ["The current password is wrong." in text for text in texts] == [True] * 5
    assert attempt(user.get_username(), password=PASSWORD, REMOTE_ADDR="192.0.2.9") == TOO_MANY
    line = f'Sign-in failed from 127.0.0.1 for "{user.get_username()}"'
    assert [each.message for each in caplog.records if each.message == line] == [line] * 5


@pytest.mark.django_db
@pytest.mark.one_engine
def test_ipv4_clients_of_a_server_for_ipv6_are_counted_apart() -> None:
    for number in range(10):
        attempt(f"name-{number}", REMOTE_ADDR="::ffff:192.0.2.1")
    assert attempt("another", REMOTE_ADDR="::ffff:192.0.2.2") == 200
    assert attempt("another", REMOTE_ADDR="192.0.2.1") == TOO_MANY


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_attempts_in_several_processes_are_counted_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    point_to_test_database(monkeypatch)
    command = [sys.executable, "-c", ATTEMPTS]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    printed = "".join(process.communicate(timeout=120)[0] for process in running)
    cache.clear()
    assert sorted(printed.split()) == ["200"] * 5 + ["429"] * 7
