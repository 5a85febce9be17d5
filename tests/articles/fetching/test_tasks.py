"""The task that fetches one feed."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from pytest_django import Settings

from articles.fetching import feed_polling
from articles.fetching.tasks import fetch_feed
from articles.models import Article, Feed
from tests.factories import make_feed
from tests.feeds import build_rss
from tests.servers import Server, build_page, run_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.NEWSROOM_PRIVATE_FEEDS = True
    with run_server() as running:
        yield running


def fetch(feed: Feed, *, attempt: int = 1) -> None:
    fetch_feed.call(SimpleNamespace(attempt=attempt), feed.pk)


def test_it_fetches_a_feed_that_is_due_once(server: Server) -> None:
    feed = make_feed(server.add_page("/feed", build_page(build_rss("Ferry"))))
    for _ in range(2):
        fetch(feed)
    assert (len(server.requests), Article.objects.count() > 0) == (1, True)


def test_it_leaves_a_feed_to_the_process_that_has_it(server: Server) -> None:
    feed = make_feed(server.add_page("/feed", build_page(build_rss("Ferry"))))
    Feed.objects.update(next_due_at=timezone.now() + feed_polling.CLAIM)
    fetch(feed)
    assert server.requests == []


def test_it_takes_up_what_a_dead_process_had_begun(server: Server) -> None:
    feed = make_feed(server.add_page("/feed", build_page(build_rss("Ferry"))))
    Feed.objects.update(next_due_at=timezone.now() + feed_polling.CLAIM)
    fetch(feed, attempt=2)
    assert len(server.requests) == 1


def test_a_feed_that_waits_after_failures_goes_on_waiting(server: Server) -> None:
    feed = make_feed(server.add_page("/feed", build_page(build_rss("Ferry"))))
    Feed.objects.update(next_due_at=timezone.now() + timedelta(hours=1))
    fetch(feed, attempt=2)
    assert server.requests == []
