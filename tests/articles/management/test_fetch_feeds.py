"""The command that fetches the due feeds: its output and exit status."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.factories import make_feed
from tests.feeds import NO_TEXT, build_rss
from tests.servers import Server, build_page, run_server

pytestmark = pytest.mark.django_db

BROKEN = "The server answered 500 instead of the feed. Check the address."


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.NEWSROOM_PRIVATE_FEEDS = True
    with run_server() as server:
        yield server


def run(*arguments: str) -> tuple[int, list[str], list[str]]:
    """Run the command; return its exit status, and the lines of its output and errors."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("fetch_feeds", *arguments, stdout=out, stderr=err)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    return status, out.getvalue().splitlines(), err.getvalue().splitlines()


def test_it_says_so_when_nothing_is_due() -> None:
    assert run() == (0, ["0 feeds fetched, 0 failed."], [])


def test_it_prints_what_each_feed_brought(server: Server) -> None:
    one = make_feed(server.add_page("/one", build_page(build_rss("One", "Two", Bad=NO_TEXT))))
    two = make_feed(server.add_page("/two", build_page(status="304 Not Modified")))
    lines = [f"{one.address}: created 2, rejected 1", f"{two.address}: nothing new"]
    assert run() == (0, [*lines, "2 feeds fetched, 0 failed."], [])


def test_it_prints_which_failed_and_why(server: Server) -> None:
    one = make_feed(server.add_page("/one", build_page(status="500 Oh")))
    two = make_feed(server.add_page("/two", build_page(build_rss("One"))))
    assert run() == (
        1,
        [f"{two.address}: created 1", "2 feeds fetched, 1 failed."],
        [f"{one.address}: {BROKEN}"],
    )


def test_for_programs_it_prints_one_object(server: Server) -> None:
    one = make_feed(server.add_page("/one", build_page(status="500 Oh")))
    make_feed(server.add_page("/two", build_page(build_rss("One"))))
    make_feed(server.add_page("/three", build_page(build_rss("Two", "Three"))))
    status, [line], complaints = run("--json")
    assert (status, complaints) == (1, [f"{one.address}: {BROKEN}"])
    assert json.loads(line) == {
        "feeds": 3,
        "failed": 1,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "duplicate": 0,
        "rejected": 0,
        "problems": {one.address: BROKEN},
    }
