"""Several processes that serve readers: after a change has returned, none shows what was before."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, Status
from articles.publishing import revisions, workflow
from tests.factories import make_article, make_live, make_revision, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 60
PROCESSES = 2
# Of each process so many answers are looked at after each change.
ANSWERS = 3


def database() -> str:
    """Return the address of the database that this test's transactions are in."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['NEWSROOM_DATABASE_URL'].rpartition('/')[0]}/{name}"


@contextmanager
def served() -> Iterator[int]:
    """Serve the site in a process of its own, and yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    theirs = {"NEWSROOM_DATABASE_URL": database(), "NEWSROOM_PAGE_CACHE": "on"}
    granian = [sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi"]
    options = ["--port", str(port), "--workers-kill-timeout", "3", "--log-level", "error"]
    process = subprocess.Popen([*granian, *options], cwd=PROJECT, env=ours | theirs)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            assert asked(port, "/healthz") == (200, "ok\n")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("The server did not start.")


def asked(port: int, address: str) -> tuple[int, str]:
    reader = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        reader.request("GET", address)
        response = reader.getresponse()
        return response.status, response.read().decode()
    finally:
        reader.close()


@contextmanager
def read_by_others(ports: list[int], addresses: list[str]) -> Iterator[None]:
    """Let readers ask every process for the pages, again and again."""
    is_over = threading.Event()

    def read(port: int) -> None:
        while not is_over.is_set():
            for address in addresses:
                asked(port, address)

    readers = [threading.Thread(target=read, args=(port,)) for port in ports]
    for reader in readers:
        reader.start()
    yield
    is_over.set()
    for reader in readers:
        reader.join()


def test_no_process_shows_what_was_before_a_change() -> None:
    publisher = make_user("Publishers")
    piece = make_live(headline="Ferry sails", slug="ferry")
    draft = make_article(headline="Tram stops", status=Status.APPROVED)
    address = piece.get_absolute_url()
    with ExitStack() as stack:
        ports = [stack.enter_context(served()) for _ in range(PROCESSES)]
        stack.enter_context(read_by_others(ports, ["/", address, "/corrections/"]))

        def shown(address: str) -> list[tuple[int, str]]:
            return [asked(port, address) for port in ports for _ in range(ANSWERS)]

        def all_tell(address: str, tells: Callable[[int, str], bool]) -> bool:
            return all(tells(status, page) for status, page in shown(address))

        assert all_tell("/", lambda _, page: "Tram stops" not in page)
        workflow.perform(draft, "publish", by=publisher)
        assert all_tell("/", lambda _, page: "Tram stops" in page)

        corrected(piece)
        assert all_tell(address, lambda _, page: "It was a tram." in page)
        assert all_tell("/corrections/", lambda _, page: "It was a tram." in page)

        workflow.perform(piece, "withdraw", by=publisher, reason="It was wrong.")
        assert all_tell(address, lambda status, _: status == 410)
        assert all_tell("/", lambda _, page: "Ferry sails" not in page)

        instant = timezone.now() + timedelta(seconds=2)
        planned = make_article(headline="Bus turns", status=Status.APPROVED)
        workflow.perform(planned, "publish", by=publisher, at=instant)
        assert all_tell("/", lambda _, page: "Bus turns" not in page)
        time.sleep(max(0, (instant - timezone.now()).total_seconds()))
        assert all_tell("/", lambda _, page: "Bus turns" in page)


def corrected(piece: Article) -> None:
    """Publish a correction of the piece, as two people do it."""
    editor, publisher = make_user("Editors"), make_user("Publishers")
    workflow.perform(piece, "edit", by=editor)
    notice = {"kind": "correction", "text": "It was a tram.", "place": "top"}
    make_revision(piece, by=editor, correction=notice)
    piece.refresh_from_db()
    assert revisions.get_working_revision(piece).content["correction"] == notice
    workflow.perform(piece, "submit", by=editor)
    workflow.perform(piece, "approve", by=publisher)
    workflow.perform(piece, "publish", by=publisher)
