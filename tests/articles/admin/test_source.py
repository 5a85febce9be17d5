"""The page of a source, with its feeds and their last results."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Feed, Source
from articles.parsing.problems import Problem
from tests.factories import make_feed, make_source, make_user

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def make_client(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def read_page(source: Source, *, role: str = "Editors") -> str:
    return make_client(role).get(f"/admin/articles/source/{source.pk}/change/").text


def save(source: Source, *feeds: dict[str, Any]) -> int:
    """Save the source's page with these rows of feeds."""
    count = sum("id" in feed for feed in feeds)
    rows = {
        f"feeds-{number}-{name}": value
        for number, feed in enumerate(feeds)
        for name, value in ({"source": source.pk} | feed).items()
    }
    alias = source.aliases.get()
    fields = {"name": source.name, "slug": source.slug, "website": "", "about": "", "encoding": ""}
    fields |= {"index_policy": "index"}
    first: dict[str, Any] = {
        "TOTAL_FORMS": 1,
        "INITIAL_FORMS": 1,
        "0-id": alias.pk,
        "0-source": source.pk,
    }
    aliases = {f"aliases-{name}": value for name, value in first.items()}
    aliases |= {"aliases-0-name": alias.name}
    sizes = {"feeds-TOTAL_FORMS": len(feeds), "feeds-INITIAL_FORMS": count}
    data = fields | aliases | sizes | rows
    address = f"/admin/articles/source/{source.pk}/change/"
    return make_client("Editors").post(address, data).status_code


def test_a_new_feed_is_due_at_once() -> None:
    source = make_source()
    row = {"address": "https://gazette.example/feed", "is_watched": "on"}
    assert save(source, row) == 302
    assert list(Feed.objects.due().values_list("source", "address")) == [
        (source.pk, "https://gazette.example/feed")
    ]


@pytest.mark.parametrize("changes", [{"address": "https://new.example/"}, {"is_watched": "on"}])
def test_a_changed_feed_is_reset(changes: dict[str, str]) -> None:
    feed = make_feed(
        is_watched=changes.get("is_watched") != "on",
        etag="1",
        failure_count=9,
        problem=Problem("feed.no_feed").as_json(),
        checked_at=NOON,
        next_due_at=timezone.now() + timedelta(days=1),
    )
    row = {"id": feed.pk, "address": feed.address, "is_watched": "on"} | changes
    assert save(feed.source, row) == 302
    feed.refresh_from_db()
    assert (feed.address, feed.is_watched, feed.etag) == (row["address"], True, "")
    assert (feed.failure_count, feed.problem, feed.checked_at) == (0, {}, None)
    assert feed in Feed.objects.due()


def test_an_unchanged_feed_is_not_reset() -> None:
    feed = make_feed(etag="1", failure_count=9, next_due_at=LATER)
    assert save(feed.source, {"id": feed.pk, "address": feed.address, "is_watched": "on"}) == 302
    feed.refresh_from_db()
    assert (feed.etag, feed.failure_count, feed.next_due_at) == ("1", 9, LATER)


AT, DUE = "9 Mar 2026, 12:00 UTC", "9 Mar 2026, 13:00 UTC"
FETCHED = {"checked_at": NOON, "next_due_at": LATER}
SHUT = Problem("poll.status", {"status": "<b>"})
FAILED = {**FETCHED, "problem": SHUT.as_json(), "failure_count": 3}
WORDED = "The server answered &lt;b&gt; instead of the feed. Check the address."


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "Not checked yet."),
        (FETCHED, f"Last checked: {AT}. Next check: after {DUE}."),
        (
            FAILED,
            f"{WORDED} ({AT}; failures in a row: 3; next try after {DUE})",
        ),
        ({**FAILED, "is_watched": False}, f"<p>{WORDED}</p>"),
        ({**FETCHED, "is_watched": False}, f"Last checked: {AT}."),
    ],
)
@time_machine.travel(NOON)
def test_the_last_result_is_shown(fields: dict[str, Any], text: str) -> None:
    feed = make_feed(**fields)
    assert text in read_page(feed.source)


def test_contributors_see_no_feeds() -> None:
    feed = make_feed()
    assert feed.address in read_page(feed.source)
    assert feed.address not in read_page(feed.source, role="Contributors")
