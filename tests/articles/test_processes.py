"""Several processes serve readers: once a change has returned, none shows the state before."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Status
from articles.publishing import revisions, workflow
from tests.factories import make_article, make_live, make_revision, make_user
from tests.sites import fetch, serve_site

pytestmark = [
    pytest.mark.unmeasured,
    pytest.mark.process,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PROCESSES = 2
# The number of requests to each process after each change.
REQUESTS = 3


@contextmanager
def read_continually(ports: list[int], paths: list[str]) -> Iterator[None]:
    """Request the pages of every process again and again during the block."""
    is_over = threading.Event()

    def read(port: int) -> None:
        while not is_over.is_set():
            for path in paths:
                fetch(port, path)

    readers = [threading.Thread(target=read, args=(port,)) for port in ports]
    for reader in readers:
        reader.start()
    yield
    is_over.set()
    for reader in readers:
        reader.join()


def test_after_a_change_no_process_shows_the_state_before() -> None:
    publisher = make_user("Publishers")
    article = make_live(headline="Ferry sails", slug="ferry")
    draft = make_article(headline="Tram stops", status=Status.APPROVED)
    path = article.get_absolute_url()
    with ExitStack() as stack:
        ports = [stack.enter_context(serve_site()) for _ in range(PROCESSES)]
        stack.enter_context(read_continually(ports, ["/", path, "/corrections/"]))

        def fetch_all(path: str) -> list[tuple[int, str]]:
            return [fetch(port, path) for port in ports for _ in range(REQUESTS)]

        def all_match(path: str, is_match: Callable[[int, str], bool]) -> bool:
            return all(is_match(status, page) for status, page in fetch_all(path))

        assert all_match("/", lambda _, page: "Tram stops" not in page)
        workflow.perform(draft, "publish", by=publisher)
        assert all_match("/", lambda _, page: "Tram stops" in page)

        publish_correction(article)
        assert all_match(path, lambda _, page: "It was a tram." in page)
        assert all_match("/corrections/", lambda _, page: "It was a tram." in page)

        workflow.perform(article, "withdraw", by=publisher, reason="It was wrong.")
        assert all_match(path, lambda status, _: status == 410)
        assert all_match("/", lambda _, page: "Ferry sails" not in page)

        instant = timezone.now() + timedelta(seconds=2)
        scheduled = make_article(headline="Bus turns", status=Status.APPROVED)
        workflow.perform(scheduled, "publish", by=publisher, at=instant)
        assert all_match("/", lambda _, page: "Bus turns" not in page)
        time.sleep(max(0, (instant - timezone.now()).total_seconds()))
        assert all_match("/", lambda _, page: "Bus turns" in page)


def publish_correction(article: Article) -> None:
    """Publish a correction of the article by an editor and a publisher."""
    editor, publisher = make_user("Editors"), make_user("Publishers")
    workflow.perform(article, "edit", by=editor)
    notice = {"kind": "correction", "text": "It was a tram.", "place": "top"}
    make_revision(article, by=editor, correction=notice)
    article.refresh_from_db()
    assert revisions.get_working_revision(article).content["correction"] == notice
    workflow.perform(article, "submit", by=editor)
    workflow.perform(article, "approve", by=publisher)
    workflow.perform(article, "publish", by=publisher)
