"""Feeds: which URLs are accepted, once only; which feeds are due."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Feed
from tests.factories import make_feed, make_source

pytestmark = pytest.mark.django_db


NO_ADDRESS = "is not a web address. It must begin with https:// or http://."


def find_problems(address: str) -> list[str]:
    with pytest.raises(ValidationError) as error:
        Feed(source=make_source(), address=address).full_clean()
    return error.value.messages


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        (
            "ftp://gazette.example/feed",
            f"“ftp://gazette.example/feed” {NO_ADDRESS}",
        ),
        (
            "https://vera:geheim@gazette.example/feed",
            "Addresses with a user name or password are not fetched. Remove them from the address.",
        ),
        ("gazette", "Enter a valid URL."),
    ],
)
def test_a_url_that_cannot_be_fetched_is_refused(address: str, problem: str) -> None:
    assert problem in find_problems(address)


def test_a_url_can_be_watched_only_once() -> None:
    feed = make_feed()
    assert find_problems(feed.address) == [
        "This feed is already in use, for this source or another one."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_feed(feed.address)


def test_only_watched_feeds_whose_time_has_come_are_due() -> None:
    due = [make_feed(), make_feed(next_due_at=timezone.now() - timedelta(days=3))]
    make_feed(next_due_at=timezone.now() + timedelta(minutes=1))
    make_feed(is_watched=False)
    assert list(Feed.objects.due()) == due


def test_one_query_finds_due_feeds() -> None:
    with CaptureQueriesContext(connection) as queries:
        list(Feed.objects.due())
    assert len(queries) == 1


def test_reset_forgets_all_earlier_fetches() -> None:
    feed = make_feed(
        etag="1",
        sha256="a",
        failure_count=3,
        problem={"code": "feed.no_feed"},
        fetched_at=timezone.now(),
    )
    fresh = Feed(source=feed.source, address=feed.address, pk=feed.pk)
    feed.reset()
    fresh.next_due_at = feed.next_due_at
    fields = [field.attname for field in Feed._meta.fields]
    assert {name: getattr(feed, name) for name in fields} == {
        name: getattr(fresh, name) for name in fields
    }
