"""How often one address may search and ask the API."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as current_settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import TimeMachineFixture

from newsroom.rate_limits import COUNTERS, find_network
from tests.factories import make_live, make_source

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MINUTE = datetime(2040, 1, 1, 12, tzinfo=UTC)
SEARCHES = ["/?q=ferry", "/2019/?q=ferry", "/sources/gazette/?q=ferry", "/feed.rss?q=ferry"]
API = ["/api/", "/api/articles/", "/api/sources/", "/api/openapi.json"]
REFUSED = HTTPStatus.TOO_MANY_REQUESTS


@pytest.fixture(autouse=True)
def _enable_limits(settings: Settings) -> Iterator[None]:
    settings.NEWSROOM_RATE_LIMITS = True
    settings.NEWSROOM_SEARCH_RATE = 2
    settings.NEWSROOM_API_RATE = 3
    caches[COUNTERS].clear()
    caches["default"].clear()
    yield
    caches[COUNTERS].clear()
    caches["default"].clear()


@pytest.fixture(autouse=True)
def _set_clock(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(MINUTE, tick=False)


def ask(url: str, times: int, **headers: Any) -> list[int]:
    """Return the statuses of so many requests."""
    return [Client().get(url, **headers).status_code for _ in range(times)]


@pytest.mark.parametrize("url", SEARCHES)
def test_an_address_may_not_search_without_end(url: str) -> None:
    make_live(source=make_source("Gazette"))
    assert ask(url, 3) == [HTTPStatus.OK, HTTPStatus.OK, REFUSED]


def test_all_searches_of_an_address_count_together() -> None:
    make_live(source=make_source("Gazette"))
    statuses = [Client().get(url).status_code for url in SEARCHES]
    assert statuses == [HTTPStatus.OK, HTTPStatus.OK, REFUSED, REFUSED]


@pytest.mark.parametrize("url", ["/", "/?q=", "/?q=+", "/2019/", "/feed.rss", "/admin/login/?q=x"])
def test_other_pages_are_not_counted(url: str) -> None:
    make_live()
    assert ask(url, 5) == [HTTPStatus.OK] * 5


@pytest.mark.parametrize("url", API)
def test_an_address_may_not_ask_the_api_without_end(url: str) -> None:
    assert ask(url, 4) == [HTTPStatus.OK] * 3 + [REFUSED]


def test_a_search_by_the_api_counts_as_both() -> None:
    assert ask("/api/articles/?q=ferry", 3) == [HTTPStatus.OK, HTTPStatus.OK, REFUSED]
    assert ask("/?q=ferry", 1) == [REFUSED]
    assert ask("/api/", 1) == [REFUSED]


def test_the_page_says_what_to_do_and_when(time_machine: TimeMachineFixture) -> None:
    ask("/?q=ferry", 2)
    time_machine.shift(13)
    response = Client().get("/?q=ferry")
    assert "Wait a minute and search again." in response.text
    assert (response["Retry-After"], response["Cache-Control"]) == ("47", "private, no-store")
    assert re.match("text/html", response["Content-Type"])
    time_machine.shift(47)
    assert ask("/?q=ferry", 1) == [HTTPStatus.OK]


def test_the_api_responds_with_a_problem() -> None:
    ask("/api/", 3)
    response = Client().get("/api/")
    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "status": 429,
        "title": "Too Many Requests",
        "detail": "Too many requests came from your address. Wait as long as Retry-After says.",
    }
    assert (response["Retry-After"], response["Access-Control-Allow-Origin"]) == ("60", "*")
    assert response["Access-Control-Expose-Headers"] == "ETag, Retry-After"


def test_a_kept_page_and_an_unchanged_one_are_not_counted_and_cost_nothing(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.NEWSROOM_PAGE_CACHE = True
    make_live(headline="Ferry")
    first = Client().get("/?q=ferry")
    with django_assert_num_queries(10):  # of the content version alone
        assert ask("/?q=ferry", 5) == [HTTPStatus.OK] * 5
        assert ask("/?q=ferry", 5, HTTP_IF_NONE_MATCH=first["ETag"]) == [304] * 5
    assert ask("/?q=tram", 1) + ask("/?q=bus", 1) == [HTTPStatus.OK, REFUSED]


def test_a_search_costs_no_query_more(settings: Settings) -> None:
    make_live(headline="Ferry")
    Client().get("/?q=ferry")  # loads what stays loaded
    counts = []
    for is_limited in (False, True):
        settings.NEWSROOM_RATE_LIMITS = is_limited
        with CaptureQueriesContext(connection) as queries:
            Client().get("/?q=ferry")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_each_address_has_its_own_count(settings: Settings) -> None:
    ask("/?q=ferry", 3)
    assert ask("/?q=ferry", 1, REMOTE_ADDR="203.0.113.7") == [HTTPStatus.OK]
    # A header that no trusted proxy has set gives nobody another address.
    assert ask("/?q=ferry", 1, HTTP_X_FORWARDED_FOR="203.0.113.8") == [REFUSED]
    settings.NEWSROOM_TRUSTED_PROXIES = 1
    assert ask("/?q=ferry", 1, HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.8") == [HTTPStatus.OK]


def test_an_address_that_is_not_known_is_not_counted() -> None:
    assert ask("/?q=ferry", 4, REMOTE_ADDR="") == [HTTPStatus.OK] * 4


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("0.0.0.0", ""),  # noqa: S104 # the name of "none"
    ],
)
def test_of_ipv6_the_network_is_counted(address: str, network: str) -> None:
    assert find_network(address) == network


def test_where_the_cache_does_not_answer_nobody_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    broken = {"BACKEND": backend, "LOCATION": str(tmp_path / "a file")}
    before = current_settings.CACHES
    settings.CACHES = before | {COUNTERS: broken}
    assert ask("/?q=ferry", 4) == [HTTPStatus.OK] * 4
    settings.CACHES = before


def test_a_setting_turns_the_limits_off(settings: Settings) -> None:
    settings.NEWSROOM_RATE_LIMITS = False
    assert ask("/?q=ferry", 4) == [HTTPStatus.OK] * 4
