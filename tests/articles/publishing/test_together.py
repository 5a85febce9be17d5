"""Many people in one article at the same moment: one wins, the others get an error."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from itertools import count, cycle, islice
from queue import SimpleQueue
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles.models import Article, Note, Revision, Status, StatusChange
from articles.publishing import contents, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS
from tests.audit import find_broken_links
from tests.factories import NOON, make_article, make_source, make_user
from tests.transitions import list_available_transitions

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

EIGHT = 8
LIVE: dict[str, Any] = {"is_released": True, "published_at": NOON}
Work = Callable[[], str]


class Crowd:
    """Eight threads, each with its connection, that do one work each at the same moment."""

    def __init__(self) -> None:
        self.start = threading.Barrier(EIGHT)
        self.works: list[SimpleQueue[Work | None]] = [SimpleQueue() for _ in range(EIGHT)]
        self.done: SimpleQueue[str] = SimpleQueue()
        self.threads = [threading.Thread(target=self._work, args=(each,)) for each in self.works]

    def _work(self, works: "SimpleQueue[Work | None]") -> None:
        try:
            while work := works.get(timeout=60):
                self.start.wait(60)
                try:
                    ended = work()
                except Exception as error:  # noqa: BLE001 - it is what the test is to show
                    ended = repr(error)
                close_connections()
                self.done.put(ended)
        finally:
            connection.close()

    def run_together(self, works: list[Work]) -> Counter[str]:
        """Do the works at once, and return how they ended."""
        close_connections()
        for queue, work in zip(self.works, works, strict=True):
            queue.put(work)
        return Counter(self.done.get(timeout=60) for _ in works)

    def stop(self) -> None:
        for queue in self.works:
            queue.put(None)
        for thread in self.threads:
            thread.join(60)


def close_connections() -> None:
    """Return the connection to PostgreSQL's pool, which has eight and not nine."""
    if connection.vendor == "postgresql":
        connection.close()


@pytest.fixture
def rounds(*, is_full: bool) -> int:
    return 200 if is_full else 28


@contextmanager
def crowd() -> Iterator[Crowd]:
    people = Crowd()
    for thread in people.threads:
        thread.start()
    try:
        yield people
    finally:
        people.stop()


def build_transition_work(article: Article, name: str, *, by: User) -> Work:
    """Return what presses the button on a page of its own, as the article is now."""
    page = copy(article)

    def make_transition() -> str:
        try:
            workflow.perform(page, name, by=by, reason="Wrong.")
        except TransitionNotPossible:
            return "refused"
        return "won"

    return make_transition


# How the article is when all buttons that lead away from there are pressed at once.
STATES: list[dict[str, Any]] = [
    {"status": Status.REVIEW},
    {"status": Status.APPROVED},
    {"status": Status.DRAFT},
    {**LIVE, "status": Status.PUBLISHED},
    {**LIVE, "status": Status.PUBLISHED, "needs_second_signature": True},
    {**LIVE, "status": Status.REVIEW},
    {**LIVE, "status": Status.APPROVED},
    {"status": Status.SPIKED},
]


@pytest.mark.unmeasured
def test_of_eight_who_press_at_once_one_transitions_the_article(rounds: int) -> None:
    boss, source = make_user(is_superuser=True), make_source()
    ends, pressed = [], set()
    with crowd() as people:
        for number in range(rounds):
            state = STATES[number % len(STATES)]
            article = make_article(source=source, submitted_by=boss, **state)
            names = [each.name for each in list_available_transitions(article, by=boss)]
            pressed.update(names)
            ended = people.run_together(
                [
                    build_transition_work(article, name, by=boss)
                    for name in islice(cycle(names), EIGHT)
                ]
            )
            change = article.status_changes.get()
            article.refresh_from_db()
            ends.append((dict(ended), article.status == change.to_status, change.number))
    assert ends == [({"won": 1, "refused": 7}, True, 1)] * rounds
    assert pressed == set(TRANSITIONS)
    result = StatusChange.objects.filter(transition="request_changes").count()
    assert (Note.objects.count(), list(find_broken_links())) == (result, [])


@pytest.mark.unmeasured
def test_of_eight_who_save_at_once_one_saves(rounds: int) -> None:
    article = make_article()
    numbers, ends = count(), []

    def build_save_work(number: int) -> Work:
        text = f"Text {next(numbers)}"

        def save() -> str:
            page = Article(pk=article.pk)
            content = first.content | {"headline": text, "tags": [text]}
            try:
                revisions.save_revision(page, content, by=None, builds_on=number)
            except revisions.ConflictError:
                return "refused"
            return "won"

        return save

    first = revisions.get_working_revision(article)
    with crowd() as people:
        for number in range(1, rounds + 1):
            ended = people.run_together([build_save_work(number) for _ in range(EIGHT)])
            ends.append((dict(ended), Revision.objects.count()))
    assert ends == [({"won": 1, "refused": 7}, number + 1) for number in range(1, rounds + 1)]
    article.refresh_from_db()
    work = revisions.get_working_revision(article)
    assert (work.number, contents.read_content(article)) == (rounds + 1, work.content)


def test_who_approves_and_who_saves_at_once_do_not_mix(rounds: int) -> None:
    """What is approved is what the approver had read, and nobody saves over it."""
    boss, source = make_user(is_superuser=True), make_source()
    ends = []

    def build_save_work(article: Article, text: str) -> Work:
        content = revisions.get_working_revision(article).content | {"headline": text}

        def save() -> str:
            try:
                revisions.save_revision(Article(pk=article.pk), content, by=None, builds_on=1)
            except revisions.ConflictError:
                return "refused"
            return "won"

        return save

    with crowd() as people:
        for _ in range(rounds // 4):
            article = make_article(source=source, status=Status.REVIEW)
            presses = [
                build_transition_work(article, "approve", by=boss) for _ in range(EIGHT // 2)
            ]
            saves = [build_save_work(article, f"Text {number}") for number in range(EIGHT // 2)]
            ended = people.run_together(presses + saves)
            article.refresh_from_db()
            end = (
                article.status,
                revisions.get_working_revision(article).number,
                article.audit_count,
            )
            ends.append((dict(ended), end))
    assert {str(ended) for ended, _ in ends} <= {
        str({"won": 1, "refused": 7}),
        str({"refused": 7, "won": 1}),
    }
    assert {end for _, end in ends} <= {("approved", 1, 1), ("review", 2, 0)}


def test_of_eight_who_sign_or_approve_at_once_one_has_signed(rounds: int) -> None:
    """Nobody signs a text that somebody else has approved meanwhile, and no signature is lost."""
    editors, source = [make_user("Editors") for _ in range(EIGHT)], make_source()
    ends = []
    with crowd() as people:
        for _ in range(rounds // 4):
            article = make_article(source=source, status=Status.REVIEW)
            names = cycle(["approve", "sign"])
            ended = people.run_together(
                [
                    build_transition_work(article, name, by=editor)
                    for editor, name in zip(editors, names, strict=False)
                ]
            )
            article.refresh_from_db()
            change, signature = article.status_changes.get(), article.signatures.get()
            is_of_change = (signature.status_change, signature.signed_by) == (
                change,
                change.changed_by,
            )
            ends.append((dict(ended), article.status == change.to_status, is_of_change))
    assert ends == [({"won": 1, "refused": 7}, True, True)] * (rounds // 4)


def build_opening_work(page: Article) -> Work:
    return lambda: str(revisions.get_working_revision(page).pk)


def test_of_eight_who_open_an_old_row_at_once_all_get_the_same_first_revision(
    rounds: int,
) -> None:
    source = make_source()
    with crowd() as people:
        for _ in range(rounds // 10):
            pk = Article.objects.create(headline="Old", body="<p>Old.</p>", source=source).pk
            opening = [build_opening_work(Article.objects.get(pk=pk)) for _ in range(EIGHT)]
            assert list(people.run_together(opening).values()) == [EIGHT]
            assert Revision.objects.filter(article=pk).count() == 1
