"""The cache in Redis while its server refuses, hangs, fails and answers again."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as current_settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from newsroom import redis_cache
from newsroom.redis_cache import BREAKER
from tests.factories import make_live, make_user

LIMIT = 0.2  # seconds of a request


ANSWERS = {b"HELLO": b"%1\r\n+proto\r\n:3\r\n", b"GET": b"_\r\n"}


class Answering(socketserver.StreamRequestHandler):
    """Answers each command as a server does that has nothing."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            words = [self._read_word() for _ in range(int(line[1:]))]
            self.wfile.write(ANSWERS.get(words[0].upper(), b"+OK\r\n"))

    def _read_word(self) -> bytes:
        size = int(self.rfile.readline()[1:])
        return self.rfile.read(size + 2)[:size]


@pytest.fixture
def silent() -> Iterator[int]:
    """Return the port of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def refused() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def run_answering(port: int) -> Iterator[None]:
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), Answering) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join(10)


@pytest.fixture(autouse=True)
def _begin_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(redis_cache, "PAUSE", 0.3)
    BREAKER.__init__()  # type: ignore[misc] # as in a new process
    yield
    BREAKER.__init__()  # type: ignore[misc] # for other tests


@pytest.fixture(params=["silent", "refused"])
def port(request: pytest.FixtureRequest) -> int:
    port: int = request.getfixturevalue(request.param)
    return port


@pytest.fixture
def _away(settings: Settings, port: int) -> None:
    """Let all caches be on the server that is away, and pages be kept."""
    use_redis(settings, port)


def use_redis(settings: Settings, port: int) -> None:
    backend = "newsroom.redis_cache.RedisCache"
    url = f"redis://127.0.0.1:{port}/0"
    entries: dict[str, Any] = {
        name: {"BACKEND": backend, "LOCATION": url, "OPTIONS": {"fallback": f"local_{name}"}}
        for name in ("default", "volatile", "counters")
    }
    local = {f"local_{name}": current_settings.CACHES[name] for name in entries}
    settings.CACHES = current_settings.CACHES | entries | local
    settings.NEWSROOM_PAGE_CACHE = True
    settings.NEWSROOM_RATE_LIMITS = True


@pytest.mark.django_db
@pytest.mark.usefixtures("_away")
def test_a_page_waits_no_more_than_a_fifth_of_a_second_and_is_kept_in_memory() -> None:
    cache = caches["volatile"]
    started = time.monotonic()
    cache.set("page", "text")
    assert cache.get("page") == "text"
    assert time.monotonic() - started < LIMIT
    assert caches["local_volatile"].get("page") == "text"


@pytest.mark.django_db
@pytest.mark.usefixtures("_away")
def test_the_log_has_one_line(caplog: pytest.LogCaptureFixture) -> None:
    make_live()
    for number in range(5):
        assert Client().get(f"/?q=word{number}").status_code == 200
        time.sleep(0.1)
    lines = [each for each in caplog.records if each.name != "newsroom.requests"]
    assert [(each.name, each.exc_info) for each in lines] == [("newsroom.redis_cache", None)]


@pytest.mark.django_db
@pytest.mark.usefixtures("_away")
def test_attempts_to_sign_in_are_counted_in_the_database() -> None:
    user = make_user("Editors")
    client = Client()
    statuses = [
        client.post(
            reverse("account_login"), {"login": user.username, "password": "wrong"}
        ).status_code
        for _ in range(6)
    ]
    assert statuses == [200, 200, 200, 200, 200, 429]


def test_one_request_after_a_pause_asks_and_finds_the_server_back(
    settings: Settings, refused: int
) -> None:
    use_redis(settings, refused)
    cache = caches["volatile"]
    cache.set("page", "in memory")
    with run_answering(refused):
        assert cache.get("page") == "in memory"
        time.sleep(0.4)
        assert [cache.get("page") for _ in "12"] == [None, None]


def test_while_one_request_asks_the_others_do_not() -> None:
    BREAKER.note_failure(ValueError())
    time.sleep(0.4)
    assert [BREAKER.may_ask() for _ in "123"] == [True, False, False]
