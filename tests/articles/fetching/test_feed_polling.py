"""Watched feeds: new entries become drafts, and a failing feed is fetched less often."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from articles.fetching import feed_polling
from articles.fetching.problems import word_for_shell
from articles.models import Article, Feed, ImportRun, Original, Status
from articles.parsing.problems import Problem
from tests.factories import make_feed, make_source
from tests.feeds import NO_TEXT, build_rss
from tests.runs import make_item, run_import
from tests.servers import Page, Server, build_page, build_redirect, run_server
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FAULT = Problem("poll.failed")
NOT_FOUND = "Check the address; if it is right, Newsroom will try again later."


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


def poll(server: Server, page: Page) -> tuple[Feed, feed_polling.PollResult]:
    """Poll a feed that is this page; return the feed as it is then, and the result."""
    feed = make_feed(server.add_page("/feed", page))
    [result] = feed_polling.poll_due_feeds()
    return Feed.objects.get(pk=feed.pk), result


def poll_again(feed: Feed) -> tuple[Feed, feed_polling.PollResult]:
    """Poll the feed once more, when it is due."""
    Feed.objects.filter(pk=feed.pk).update(next_due_at=timezone.now())
    [result] = feed_polling.poll_due_feeds()
    return Feed.objects.get(pk=feed.pk), result


def get_counts(result: feed_polling.PollResult) -> dict[str, int]:
    return {name: count for name, count in result.counts.items() if count}


def list_headlines() -> list[str]:
    return list(Article.objects.order_by("headline").values_list("headline", flat=True))


# New entries.


def test_what_is_new_becomes_drafts_of_the_source(server: Server) -> None:
    feed, result = poll(server, build_page(build_rss("One", "Two")))
    rows = Article.objects.order_by("headline").values_list("headline", "status", "source")
    assert list(rows) == [(name, Status.DRAFT, feed.source_id) for name in ("One", "Two")]
    assert (result.url, get_counts(result), result.problem) == (feed.address, {"created": 2}, None)
    assert set(Original.objects.values_list("path", "run__label")) == {(feed.address,) * 2}


def test_it_sends_user_agent_and_accept(server: Server) -> None:
    poll(server, build_page(build_rss("One")))
    [(_path, headers)] = server.requests
    assert headers["User-Agent"] == "Newsroom (+https://bas%C4%B1n.example)"
    assert headers["Accept"].startswith("application/atom+xml, application/rss+xml")
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (None, None)


def test_known_entries_change_nothing_and_leave_no_run(server: Server) -> None:
    feed, _result = poll(server, build_page(build_rss("One")))
    server.add_page("/feed", build_page(build_rss("One") + b"\n"))
    feed, result = poll_again(feed)
    assert (get_counts(result), list_headlines(), ImportRun.objects.count()) == (
        {"unchanged": 1},
        ["One"],
        1,
    )
    server.add_page("/feed", build_page(build_rss("One", "Two")))
    assert get_counts(poll_again(feed)[1]) == {"unchanged": 1, "created": 1}
    assert (list_headlines(), ImportRun.objects.count()) == (["One", "Two"], 2)


def test_a_text_that_changed_is_an_update(server: Server) -> None:
    feed, _result = poll(server, build_page(build_rss("One")))
    server.add_page("/feed", build_page(build_rss("One", body="The ferry is late.")))
    assert get_counts(poll_again(feed)[1]) == {"updated": 1}


def test_a_feed_leaves_the_waiting_text_of_another_outlet_alone(server: Server) -> None:
    url = "https://gazette.example/1"
    text = "The ferry left the harbour at noon on Friday, full for once."
    run_import(make_item(source="Gazette", source_address=url, body=f"<p>{text}</p>"))
    item = f"<title>Ferry sails again</title><link>{url}</link><guid>x1</guid>"
    teaser, other = (
        f"<rss><channel><item>{item}<description>{each}</description></item></channel></rss>"
        for each in ("The ferry left the harbour at noon…", f"{text} It sank.")
    )
    feed, _result = poll(server, build_page(teaser.encode()))
    server.add_page("/feed", build_page(other.encode()))
    assert get_counts(poll_again(feed)[1]) == {"updated": 1, "held": 1}
    article = Article.objects.get()
    assert (article.body, article.has_held_revision) == (f"<p>{text}</p>", True)


def test_the_same_bytes_are_not_read_again(server: Server) -> None:
    feed, _result = poll(server, build_page(build_rss("One"), ETag="1"))
    server.add_page("/feed", build_page(build_rss("One"), ETag="2"))
    feed, result = poll_again(feed)
    assert (get_counts(result), result.problem, feed.etag) == ({}, None, "2")


def test_it_sends_conditional_requests(server: Server) -> None:
    day = "Mon, 09 Mar 2026 10:00:00 GMT"
    feed, _result = poll(server, build_page(build_rss("One"), ETag='W/"1"', Last_Modified=day))
    server.add_page("/feed", build_page(status="304 Not Modified"))
    feed, result = poll_again(feed)
    headers = server.requests[-1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('W/"1"', day)
    assert (get_counts(result), result.problem, feed.etag) == ({}, None, 'W/"1"')


@pytest.mark.parametrize("mark", ["x" * 201, "a\0b"])
def test_a_bad_validator_is_not_stored(server: Server, mark: str) -> None:
    feed, result = poll(server, build_page(build_rss("One"), ETag=mark))
    assert (get_counts(result), feed.etag) == ({"created": 1}, "")


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
    assert list_headlines() == ["Şehir"]


# Entries that are rejected.


def test_an_entry_that_cannot_be_imported_is_listed_once(server: Server) -> None:
    feed, result = poll(server, build_page(build_rss("One", Bad=NO_TEXT)))
    assert (get_counts(result), result.problem) == ({"created": 1, "rejected": 1}, None)
    assert ImportRun.objects.count() == 1
    server.add_page("/feed", build_page(b"\n" + build_rss("One", Bad=NO_TEXT)))
    feed, result = poll_again(feed)
    assert get_counts(result) == {"unchanged": 1, "rejected": 1}
    assert ImportRun.objects.count() == 1
    server.add_page("/feed", build_page(build_rss("One", Bad=NO_TEXT, Worse=NO_TEXT)))
    poll_again(feed)
    assert list(ImportRun.objects.values_list("rejected_count", flat=True)) == [2, 1]


@pytest.mark.unmeasured
def test_an_entry_that_takes_too_long_is_left_out_with_those_behind_it(
    server: Server, settings: Settings
) -> None:
    settings.NEWSROOM_READING_SECONDS = 1
    body = "".join(f"<p>Word{number} <b>and</b> more.</p>" for number in range(40_000))
    feed, result = poll(server, build_page(build_rss("One", Two=body, Three="Three.")))
    assert (list_headlines(), get_counts(result)) == (["One"], {"created": 1, "rejected": 1})
    server.add_page("/feed", build_page(build_rss(Two=body)))
    _feed, result = poll_again(feed)
    assert result.problem
    assert "An entry took more than 1 seconds of computing time" in word_for_shell(result.problem)


@pytest.mark.parametrize("content", [b"", b"<!doctype html><title>Sign in</title>", b"\0\1\2"])
def test_a_response_that_is_no_feed_is_a_failure(server: Server, content: bytes) -> None:
    feed, result = poll(server, build_page(content, ETag="1"))
    assert result.problem
    assert word_for_shell(result.problem).startswith("The feed could not be read: ")
    assert (feed.problem, feed.failure_count, feed.etag) == (result.problem.as_json(), 1, "")
    assert ImportRun.objects.count() == 0


# Intervals.


@pytest.mark.parametrize(
    ("control", "minutes"),
    [
        *[("", 10), ("no-cache", 10), ("max-age=0", 10), ("max-age=x", 10), ("s-maxage=1800", 10)],
        *[("public, max-age=1800", 30), ('Max-Age="1800"', 30), ("max-age=999999999", 60)],
    ],
)
def test_max_age_sets_the_interval_within_limits(
    server: Server, clock: time_machine.Traveller, control: str, minutes: int
) -> None:
    feed, _result = poll(server, build_page(build_rss("One"), Cache_Control=control))
    assert (feed.checked_at, feed.fetched_at, feed.next_due_at) == (
        *(NOW, NOW, NOW + minutes * MINUTE),
    )
    assert list(feed_polling.poll_due_feeds()) == []
    clock.move_to(feed.next_due_at)
    assert [result.url for result in feed_polling.poll_due_feeds()] == [feed.address]


@pytest.mark.usefixtures("clock")
def test_a_failing_feed_is_fetched_less_and_less_often(server: Server) -> None:
    feed, result = poll(server, build_page(status="500 Oh"))
    pauses = [feed.next_due_at - NOW]
    for _ in range(11):
        feed, result = poll_again(feed)
        pauses.append(feed.next_due_at - NOW)
    assert pauses == [*((10 << n) * MINUTE for n in range(8)), *[DAY] * 4]
    problem = Problem("poll.status", {"status": "500"})
    assert (result.problem, feed.problem, feed.failure_count) == (problem, problem.as_json(), 12)
    server.add_page("/feed", build_page(build_rss("One")))
    feed, result = poll_again(feed)
    assert (feed.problem, feed.failure_count, feed.next_due_at) == ({}, 0, NOW + 10 * MINUTE)


@pytest.mark.parametrize(
    ("retry_after", "pause"),
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
def test_retry_after_is_honoured_within_limits(
    server: Server, retry_after: str, pause: timedelta
) -> None:
    feed, _result = poll(server, build_page(status="503 Busy", Retry_After=retry_after))
    assert feed.next_due_at == NOW + pause


@pytest.mark.usefixtures("clock")
def test_a_feed_that_is_not_due_or_not_watched_is_not_fetched(server: Server) -> None:
    make_feed(f"{server.url}/later", next_due_at=NOW + MINUTE)
    make_feed(f"{server.url}/never", is_watched=False)
    assert (list(feed_polling.poll_due_feeds()), server.requests) == ([], [])


def test_a_feed_that_is_gone_is_watched_no_more(server: Server) -> None:
    feed, result = poll(server, build_page(status="410 Gone"))
    problem = Problem("poll.gone")
    assert (feed.is_watched, feed.problem, result.problem) == (False, problem.as_json(), problem)


# Redirects.


@pytest.mark.parametrize(
    "page", [build_page(build_rss("One")), build_page(status="304 Not Modified")]
)
def test_a_permanent_redirect_changes_the_url_of_the_feed(server: Server, page: Page) -> None:
    server.add_page("/new", page)
    feed, result = poll(server, build_redirect("/new", status="301 Moved"))
    assert (feed.address, result.problem) == (f"{server.url}/new", None)
    assert result.url == f"{server.url}/feed"


@pytest.mark.parametrize(
    ("status", "page"),
    [("302 Found", build_page(build_rss("One"))), ("301 Moved", build_page(b"<html>Sign in"))],
    ids=["for now", "to what is no feed"],
)
def test_a_feed_keeps_its_url_after_a_temporary_redirect(
    server: Server, status: str, page: Page
) -> None:
    server.add_page("/new", page)
    feed, _result = poll(server, build_redirect("/new", status=status))
    assert feed.address == f"{server.url}/feed"


def test_a_feed_keeps_its_url_when_the_new_one_is_too_long(server: Server) -> None:
    path = f"/{'x' * 500}"
    server.add_page(path, build_page(build_rss("One")))
    feed, result = poll(server, build_redirect(path, status="301 Moved"))
    assert (feed.address, get_counts(result)) == (f"{server.url}/feed", {"created": 1})


def test_a_feed_that_redirects_to_another_feed_is_watched_no_more(server: Server) -> None:
    other = make_feed(server.add_page("/new", build_page(build_rss("One"))), is_watched=False)
    feed, result = poll(server, build_redirect("/new", status="308 Moved"))
    problem = Problem("poll.moved", {"address": other.address})
    assert (feed.is_watched, feed.problem, result.problem) == (False, problem.as_json(), problem)
    assert (get_counts(result), list_headlines()) == ({"created": 1}, ["One"])


# Private networks, and failures.


def test_private_networks_are_not_reached_unless_the_setting_allows_it() -> None:
    make_feed("http://127.0.0.1/feed")
    [result] = feed_polling.poll_due_feeds()
    assert result.problem
    assert word_for_shell(result.problem) == (
        "127.0.0.1 is on a private network. Use a public address, or ask an administrator to "
        "allow it: NEWSROOM_PRIVATE_FEEDS=on."
    )


def test_whatever_happens_to_one_the_others_are_fetched(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo

    def fail(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "broken.example":
            raise RuntimeError
        return look_up(name, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    broken = make_feed("https://broken.example/")
    make_feed("https://nobody.invalid/")
    make_feed(server.add_page("/feed", build_page(build_rss("One"))))
    results = [
        (result.problem and word_for_shell(result.problem), get_counts(result))
        for result in feed_polling.poll_due_feeds()
    ]
    assert results == [
        (word_for_shell(FAULT), {}),
        (f"nobody.invalid was not found. {NOT_FOUND}", {}),
        (None, {"created": 1}),
    ]
    broken.refresh_from_db()
    assert (broken.problem, broken.failure_count) == (FAULT.as_json(), 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_saved_of_a_url_that_an_editor_changed_meanwhile(
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
        make_feed(server.add_page(path, build_page(build_rss(f"Article {path}"))))
    runs = run_at_once(*[lambda: list(feed_polling.poll_due_feeds())] * 2)
    assert [result.problem for run in runs for result in run] == [None] * 8
    assert sorted(path for path, _headers in server.requests) == paths
    assert len(list_headlines()) == 8


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("what", ["claimed", "deleted"])
def test_a_feed_that_was_claimed_or_deleted_meanwhile_is_skipped(server: Server, what: str) -> None:
    others: list[Feed] = []

    def page(say: Any) -> None:
        rows = Feed.objects.filter(pk=others[0].pk)
        later = timezone.now() + DAY
        run_at_once(rows.delete if what == "deleted" else lambda: rows.update(next_due_at=later))
        build_page(build_rss("One"))(say)

    first = make_feed(server.add_page("/feed", page))
    others.append(make_feed(f"{server.url}/other"))
    assert [result.url for result in feed_polling.poll_due_feeds()] == [first.address]


@pytest.mark.usefixtures("clock")
def test_a_feed_is_due_again_after_its_process_was_killed(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_feed_without_entries_is_in_order(server: Server) -> None:
    feed, result = poll(server, build_page(build_rss()))
    assert (get_counts(result), feed.problem, ImportRun.objects.count()) == ({}, {}, 0)


def test_an_article_is_of_the_source_whatever_the_feed_calls_itself(server: Server) -> None:
    feed, _result = poll(server, build_page(build_rss("One")))
    assert [article.source for article in Article.objects.all()] == [feed.source]
