"""Feeds that are watched: what is new becomes drafts, and what fails is asked less often."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from articles.fetching import feed_polling
from articles.models import Article, Feed, ImportRun, Original, Status
from tests.factories import make_feed, make_source
from tests.feeds import NO_TEXT, build_rss
from tests.servers import Page, Server, build_page, build_redirect, run_server
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FAULT = "Newsroom itself failed at it. The log of fetch_feeds tells more."


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with run_server() as server:
        yield server


@pytest.fixture
def server(shared: Server, settings: Settings) -> Server:
    settings.NEWSROOM_PRIVATE_FEEDS = True
    settings.NEWSROOM_SITE_ADDRESS = "https://basın.example"
    shared.pages.clear()
    shared.requests.clear()
    return shared


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def visit(server: Server, page: Page) -> tuple[Feed, feed_polling.PollResult]:
    """Fetch a feed whose answer is this page; return it as it is then, and what it told."""
    feed = make_feed(server.add_page("/feed", page))
    [visited] = feed_polling.poll_due_feeds()
    return Feed.objects.get(pk=feed.pk), visited


def again(feed: Feed) -> tuple[Feed, feed_polling.PollResult]:
    """Fetch it once more, when that is due."""
    Feed.objects.filter(pk=feed.pk).update(next_due_at=timezone.now())
    [visited] = feed_polling.poll_due_feeds()
    return Feed.objects.get(pk=feed.pk), visited


def told(visited: feed_polling.PollResult) -> dict[str, int]:
    return {name: count for name, count in visited.counts.items() if count}


def headlines() -> list[str]:
    return list(Article.objects.order_by("headline").values_list("headline", flat=True))


# What it brings.


def test_what_is_new_becomes_drafts_of_the_source(server: Server) -> None:
    feed, visited = visit(server, build_page(build_rss("One", "Two")))
    found = Article.objects.order_by("headline").values_list("headline", "status", "source")
    assert list(found) == [(name, Status.DRAFT, feed.source_id) for name in ("One", "Two")]
    assert (visited.url, told(visited), visited.problem) == (feed.address, {"created": 2}, "")
    assert set(Original.objects.values_list("path", "run__label")) == {(feed.address,) * 2}


def test_it_says_who_asks_and_for_what(server: Server) -> None:
    visit(server, build_page(build_rss("One")))
    [(_path, headers)] = server.requests
    assert headers["User-Agent"] == "Newsroom (+https://bas%C4%B1n.example)"
    assert headers["Accept"].startswith("application/atom+xml, application/rss+xml")
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (None, None)


def test_what_is_known_changes_nothing_and_leaves_no_batch(server: Server) -> None:
    feed, _visited = visit(server, build_page(build_rss("One")))
    server.add_page("/feed", build_page(build_rss("One") + b"\n"))
    feed, visited = again(feed)
    assert (told(visited), headlines(), ImportRun.objects.count()) == ({"unchanged": 1}, ["One"], 1)
    server.add_page("/feed", build_page(build_rss("One", "Two")))
    assert told(again(feed)[1]) == {"unchanged": 1, "created": 1}
    assert (headlines(), ImportRun.objects.count()) == (["One", "Two"], 2)


def test_a_text_that_changed_is_an_update(server: Server) -> None:
    feed, _visited = visit(server, build_page(build_rss("One")))
    server.add_page("/feed", build_page(build_rss("One", body="The ferry is late.")))
    assert told(again(feed)[1]) == {"updated": 1}


def test_the_same_bytes_are_not_read_again(server: Server) -> None:
    feed, _visited = visit(server, build_page(build_rss("One"), ETag="1"))
    server.add_page("/feed", build_page(build_rss("One"), ETag="2"))
    feed, visited = again(feed)
    assert (told(visited), visited.problem, feed.etag) == ({}, "", "2")


def test_it_asks_only_for_what_changed(server: Server) -> None:
    day = "Mon, 09 Mar 2026 10:00:00 GMT"
    feed, _visited = visit(server, build_page(build_rss("One"), ETag='W/"1"', Last_Modified=day))
    server.add_page("/feed", build_page(status="304 Not Modified"))
    feed, visited = again(feed)
    headers = server.requests[-1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('W/"1"', day)
    assert (told(visited), visited.problem, feed.etag) == ({}, "", 'W/"1"')


@pytest.mark.parametrize("mark", ["x" * 201, "a\0b"])
def test_a_mark_that_nobody_should_keep_is_not_kept(server: Server, mark: str) -> None:
    feed, visited = visit(server, build_page(build_rss("One"), ETag=mark))
    assert (told(visited), feed.etag) == ({"created": 1}, "")


@pytest.mark.parametrize("header", ["text/plain; charset=iso-8859-9", "text/plain"])
def test_the_charset_is_the_declared_one_else_that_of_the_source(
    server: Server, header: str
) -> None:
    source = make_source(encoding="" if "charset" in header else "windows-1254")
    item = "<item><title>Şehir</title><description>Vapur bugün ayrıldı.</description></item>"
    whole = f'<rss version="2.0"><channel><title>G</title>{item}</channel></rss>'
    content = whole.encode("iso-8859-9")
    make_feed(server.add_page("/feed", build_page(content, Content_Type=header)), source=source)
    list(feed_polling.poll_due_feeds())
    assert headlines() == ["Şehir"]


# What of it cannot be taken.


def test_a_piece_that_cannot_be_taken_is_told_once(server: Server) -> None:
    feed, visited = visit(server, build_page(build_rss("One", Bad=NO_TEXT)))
    assert (told(visited), visited.problem) == ({"created": 1, "rejected": 1}, "")
    assert ImportRun.objects.count() == 1
    server.add_page("/feed", build_page(b"\n" + build_rss("One", Bad=NO_TEXT)))
    feed, visited = again(feed)
    assert told(visited) == {"unchanged": 1, "rejected": 1}
    assert ImportRun.objects.count() == 1
    server.add_page("/feed", build_page(build_rss("One", Bad=NO_TEXT, Worse=NO_TEXT)))
    again(feed)
    assert list(ImportRun.objects.values_list("rejected_count", flat=True)) == [2, 1]


@pytest.mark.parametrize("content", [b"", b"<!doctype html><title>Sign in</title>", b"\0\1\2"])
def test_an_answer_that_is_no_feed_is_a_failure(server: Server, content: bytes) -> None:
    feed, visited = visit(server, build_page(content, ETag="1"))
    assert visited.problem.startswith("Nothing of it could be read: ")
    assert (feed.problem, feed.failure_count, feed.etag) == (visited.problem, 1, "")
    assert ImportRun.objects.count() == 0


# When it is asked again.


@pytest.mark.parametrize(
    ("control", "minutes"),
    [
        *[("", 10), ("no-cache", 10), ("max-age=0", 10), ("max-age=x", 10), ("s-maxage=1800", 10)],
        *[("public, max-age=1800", 30), ('Max-Age="1800"', 30), ("max-age=999999999", 60)],
    ],
)
def test_a_feed_that_works_is_left_alone_as_long_as_it_asks_within_limits(
    server: Server, clock: time_machine.Traveller, control: str, minutes: int
) -> None:
    feed, _visited = visit(server, build_page(build_rss("One"), Cache_Control=control))
    assert (feed.checked_at, feed.fetched_at, feed.next_due_at) == (
        *(NOW, NOW, NOW + minutes * MINUTE),
    )
    assert list(feed_polling.poll_due_feeds()) == []
    clock.move_to(feed.next_due_at)
    assert [visited.url for visited in feed_polling.poll_due_feeds()] == [feed.address]


@pytest.mark.usefixtures("clock")
def test_one_that_fails_is_asked_the_less_the_more_often_it_failed(server: Server) -> None:
    feed, visited = visit(server, build_page(status="500 Oh"))
    pauses = [feed.next_due_at - NOW]
    for _ in range(11):
        feed, visited = again(feed)
        pauses.append(feed.next_due_at - NOW)
    assert pauses == [*((10 << n) * MINUTE for n in range(8)), *[DAY] * 4]
    problem = "The server answered with 500 instead of the feed. Check the address."
    assert (visited.problem, feed.problem, feed.failure_count) == (problem, problem, 12)
    server.add_page("/feed", build_page(build_rss("One")))
    feed, visited = again(feed)
    assert (feed.problem, feed.failure_count, feed.next_due_at) == ("", 0, NOW + 10 * MINUTE)


@pytest.mark.parametrize(
    ("told", "pause"),
    [
        *[("7200", 120 * MINUTE), ("1", 10 * MINUTE), ("999999999", DAY), ("-5", 10 * MINUTE)],
        *[("soon", 10 * MINUTE), ("9" * 5000, 10 * MINUTE)],
        ("Mon, 09 Mar 2026 14:00:00 GMT", 120 * MINUTE),
        ("Mon, 09 Mar 2026 14:00:00 -0000", 120 * MINUTE),
        ("Mon, 09 Mar 2020 14:00:00 GMT", 10 * MINUTE),
        ("Mon, 09 Mar 9999 14:00:00 GMT", DAY),
        ("Mon, 99 Mar 2026 14:00:00 GMT", 10 * MINUTE),
    ],
)
@pytest.mark.usefixtures("clock")
def test_what_the_server_asks_for_is_honoured_within_limits(
    server: Server, told: str, pause: timedelta
) -> None:
    feed, _visited = visit(server, build_page(status="503 Busy", Retry_After=told))
    assert feed.next_due_at == NOW + pause


@pytest.mark.usefixtures("clock")
def test_what_is_not_due_or_not_watched_is_not_asked_for(server: Server) -> None:
    make_feed(f"{server.url}/later", next_due_at=NOW + MINUTE)
    make_feed(f"{server.url}/never", is_watched=False)
    assert (list(feed_polling.poll_due_feeds()), server.requests) == ([], [])


def test_a_feed_that_was_ended_is_watched_no_more(server: Server) -> None:
    feed, visited = visit(server, build_page(status="410 Gone"))
    problem = "The source has ended this feed (410), so it is watched no more."
    assert (feed.is_watched, feed.problem, visited.problem) == (False, problem, problem)


# Where it moved.


@pytest.mark.parametrize(
    "page", [build_page(build_rss("One")), build_page(status="304 Not Modified")]
)
def test_a_feed_that_moved_for_good_has_its_new_address(server: Server, page: Page) -> None:
    server.add_page("/new", page)
    feed, visited = visit(server, build_redirect("/new", status="301 Moved"))
    assert (feed.address, visited.problem) == (f"{server.url}/new", "")
    assert visited.url == f"{server.url}/feed"


@pytest.mark.parametrize(
    ("status", "page"),
    [("302 Found", build_page(build_rss("One"))), ("301 Moved", build_page(b"<html>Sign in"))],
    ids=["for now", "to what is no feed"],
)
def test_no_other_feed_has(server: Server, status: str, page: Page) -> None:
    server.add_page("/new", page)
    feed, _visited = visit(server, build_redirect("/new", status=status))
    assert feed.address == f"{server.url}/feed"


def test_nor_has_one_whose_new_address_is_too_long(server: Server) -> None:
    path = f"/{'x' * 500}"
    server.add_page(path, build_page(build_rss("One")))
    feed, visited = visit(server, build_redirect(path, status="301 Moved"))
    assert (feed.address, told(visited)) == (f"{server.url}/feed", {"created": 1})


def test_one_that_moved_to_another_feed_is_watched_no_more(server: Server) -> None:
    other = make_feed(server.add_page("/new", build_page(build_rss("One"))), is_watched=False)
    feed, visited = visit(server, build_redirect("/new", status="308 Moved"))
    problem = f"It has moved to {other.address}, which is a feed here already: watched no more."
    assert (feed.is_watched, feed.problem, visited.problem) == (False, problem, problem)
    assert (told(visited), headlines()) == ({"created": 1}, ["One"])


# Where it may not go, and what goes wrong.


def test_private_networks_are_not_reached_unless_the_setting_allows_it() -> None:
    make_feed("http://127.0.0.1/feed")
    [visited] = feed_polling.poll_due_feeds()
    assert visited.problem == (
        "127.0.0.1 is in a private network. Write a public address, or allow it: "
        "NEWSROOM_PRIVATE_FEEDS=on."
    )


def test_whatever_happens_to_one_the_others_are_fetched(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo

    def failing(name: str, *args: Any, **named: Any) -> Any:
        if name == "broken.example":
            raise RuntimeError
        return look_up(name, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", failing)
    broken = make_feed("https://broken.example/")
    make_feed("https://nobody.invalid/")
    make_feed(server.add_page("/feed", build_page(build_rss("One"))))
    assert [(visited.problem, told(visited)) for visited in feed_polling.poll_due_feeds()] == [
        (FAULT, {}),
        ("nobody.invalid was not found. Check the address; if it is right, wait.", {}),
        ("", {"created": 1}),
    ]
    broken.refresh_from_db()
    assert (broken.problem, broken.failure_count) == (FAULT, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_address_that_an_editor_changed_meanwhile_keeps_nothing_of_the_old(
    server: Server,
) -> None:
    feed = make_feed(f"{server.url}/feed")

    def page(say: Any) -> None:
        run_at_once(lambda: Feed.objects.filter(pk=feed.pk).update(address="https://new.example/"))
        build_page(build_rss("One"), ETag="1")(say)

    server.add_page("/feed", page)
    list(feed_polling.poll_due_feeds())
    feed.refresh_from_db()
    assert (feed.address, feed.etag, feed.fetched_at) == ("https://new.example/", "", None)


# Several runs at once.


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_runs_at_once_fetch_each_feed_once(server: Server) -> None:
    paths = [f"/{number}" for number in range(8)]
    for path in paths:
        make_feed(server.add_page(path, build_page(build_rss(f"Piece {path}"))))
    runs = run_at_once(*[lambda: list(feed_polling.poll_due_feeds())] * 2)
    assert sorted(visited.problem for run in runs for visited in run) == [""] * 8
    assert sorted(path for path, _headers in server.requests) == paths
    assert len(headlines()) == 8


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("what", ["taken", "deleted"])
def test_a_feed_that_was_taken_or_deleted_meanwhile_is_passed_over(
    server: Server, what: str
) -> None:
    others: list[Feed] = []

    def page(say: Any) -> None:
        rows = Feed.objects.filter(pk=others[0].pk)
        later = timezone.now() + DAY
        run_at_once(rows.delete if what == "deleted" else lambda: rows.update(next_due_at=later))
        build_page(build_rss("One"))(say)

    first = make_feed(server.add_page("/feed", page))
    others.append(make_feed(f"{server.url}/other"))
    assert [visited.url for visited in feed_polling.poll_due_feeds()] == [first.address]


@pytest.mark.usefixtures("clock")
def test_a_feed_whose_run_was_killed_is_due_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class KilledError(BaseException):
        pass

    def kill(*_args: object, **_named: object) -> None:
        raise KilledError

    feed = make_feed("https://gazette.example/")
    monkeypatch.setattr(socket, "getaddrinfo", kill)
    with pytest.raises(KilledError):
        list(feed_polling.poll_due_feeds())
    feed.refresh_from_db()
    assert (feed.checked_at, feed.next_due_at) == (NOW, NOW + 15 * MINUTE)


def test_a_feed_without_news_is_in_order(server: Server) -> None:
    feed, visited = visit(server, build_page(build_rss()))
    assert (told(visited), feed.problem, ImportRun.objects.count()) == ({}, "", 0)


def test_a_piece_is_of_the_source_whatever_the_feed_calls_itself(server: Server) -> None:
    feed, _visited = visit(server, build_page(build_rss("One")))
    assert [article.source for article in Article.objects.all()] == [feed.source]
