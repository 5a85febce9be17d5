"""security.txt: its fields, its expiry, and when there is none."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings
from time_machine import TimeMachineFixture

from articles.site.security_txt import find_expiry

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

URL = "/.well-known/security.txt"


@pytest.fixture(autouse=True)
def _set_contact(settings: Settings) -> None:
    settings.NEWSROOM_SITE_ADDRESS = "https://press.example.org"
    settings.NEWSROOM_SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/bug"]


def test_the_file_names_who_takes_reports(client: Client, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
    response = client.get(URL)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.text.splitlines() == [
        "Contact: mailto:security@example.org",
        "Contact: https://example.org/bug",
        "Expires: 2027-10-01T00:00:00Z",
        "Preferred-Languages: en, tr",
        "Canonical: https://press.example.org/.well-known/security.txt",
    ]


def test_the_policy_is_named_where_there_is_one(client: Client, settings: Settings) -> None:
    settings.NEWSROOM_SECURITY_POLICY = "https://press.example.org/security"
    assert client.get(URL).text.splitlines()[-1] == "Policy: https://press.example.org/security"


def test_without_a_contact_there_is_no_file(client: Client, settings: Settings) -> None:
    settings.NEWSROOM_SECURITY_CONTACT = []
    assert client.get(URL).status_code == HTTPStatus.NOT_FOUND


def test_caches_keep_the_file_for_a_day(client: Client, settings: Settings) -> None:
    settings.NEWSROOM_PAGE_CACHE = True
    response = client.get(URL)
    assert (response["Cache-Control"], response.has_header("ETag")) == (
        "public, max-age=86400",
        False,
    )


@pytest.mark.parametrize(
    ("now", "expiry"),
    [
        ((2026, 1, 1), (2026, 12, 1)),
        ((2026, 1, 31), (2026, 12, 1)),
        ((2026, 2, 1), (2027, 1, 1)),
        ((2026, 12, 31), (2027, 11, 1)),
        ((2028, 2, 29), (2029, 1, 1)),
    ],
)
def test_the_file_expires_within_a_year_and_is_renewed_each_month(
    now: tuple[int, int, int], expiry: tuple[int, int, int]
) -> None:
    assert find_expiry(datetime(*now, 23, 59, tzinfo=UTC)) == datetime(*expiry, tzinfo=UTC)
