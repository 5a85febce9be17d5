"""The content version: which changes raise it and which do not."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.importing.undo import undo
from articles.models import Article, ContentVersion, Correction, ImportRun, Status, Tag
from articles.models.content_version import get_current_number
from articles.parsing.records import ParsedItem, Record
from articles.publishing import revisions, workflow
from tests.factories import NOON, make_article, make_author, make_live, make_revision, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

LATER = datetime(2040, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def article() -> Article:
    return make_live(authors=("Ada Writer",), tags=("harbour",))


def raises_version(change: Callable[[], Any]) -> bool:
    """Return whether the change raises the content version."""
    before = get_current_number()
    change()
    return get_current_number() != before


def execute_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def import_article(status: Status) -> ImportRun:
    record = Record(
        headline="Ferry",
        body="<p>It left.</p>",
        source="Gazette",
        original=b"{}",
        media_type="application/json",
        charset="utf-8",
        parser="test/1",
        position="line 1",
    )
    tally = ingest([ParsedItem("a.jsonl", record)], options=Options(label="a test", status=status))
    assert tally.counts["created"] == 1
    return ImportRun.objects.latest("pk")


def test_the_number_stays_while_nothing_changes() -> None:
    assert not raises_version(lambda: None)
    assert str(ContentVersion.objects.get()) == str(get_current_number())


def test_reading_the_number_takes_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    get_current_number()
    with django_assert_num_queries(1):
        get_current_number()


def test_an_error_of_the_driver_is_raised_as_a_database_error() -> None:
    execute_sql("ALTER TABLE articles_contentversion RENAME TO away")
    try:
        with pytest.raises(DatabaseError, match="articles_contentversion"):
            get_current_number()
    finally:
        execute_sql("ALTER TABLE away RENAME TO articles_contentversion")
    assert get_current_number() == get_current_number()


CHANGES: dict[str, Callable[[], Any]] = {
    "a column": lambda: execute_sql("UPDATE articles_article SET headline = 'New'"),
    "its end": lambda: Article.objects.update(expire_at=NOON),
    "another article": make_live,
    "its author's name": lambda: execute_sql("UPDATE articles_author SET name = 'Ada Wren'"),
    "its tag's name": lambda: Tag.objects.update(name="port"),
    "its source's name": lambda: execute_sql("UPDATE articles_source SET name = 'New'"),
    "one author less": lambda: execute_sql("DELETE FROM articles_byline"),
    "one tag more": lambda: Article.objects.get().tags.add(
        Tag.objects.get_or_create_by_names(["port"])[0]
    ),
    "one tag less": lambda: execute_sql("DELETE FROM articles_tagging"),
    "its original": lambda: Article.objects.update(translation_of=make_article()),
    "what engines may do": lambda: execute_sql(
        "UPDATE articles_source SET index_policy = 'noindex'"
    ),
    "an import": lambda: import_article(Status.PUBLISHED),
}


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_readers_see_raises_it(change: str) -> None:
    assert raises_version(CHANGES[change])


def test_publishing_withdrawing_and_correcting_raise_it(article: Article) -> None:
    publisher = make_user("Publishers")
    draft = make_article(status=Status.APPROVED)
    assert raises_version(lambda: workflow.perform(draft, "publish", by=publisher))
    workflow.perform(article, "edit", by=publisher)
    notice = {"kind": "correction", "text": "It was a tram.", "place": "top"}
    make_revision(article, correction=notice)
    workflow.perform(article, "submit", by=publisher)
    workflow.perform(article, "approve", by=publisher)
    assert raises_version(lambda: workflow.perform(article, "publish", by=publisher))
    assert raises_version(
        lambda: workflow.perform(article, "withdraw", by=publisher, reason="Wrong.")
    )


def test_undoing_an_import_raises_it() -> None:
    run = import_article(Status.PUBLISHED)
    assert raises_version(lambda: undo(run, by=None))


def test_work_on_drafts_does_not_raise_it(article: Article) -> None:
    draft = make_article()
    assert not raises_version(lambda: make_revision(draft, headline="Another"))
    assert not raises_version(lambda: workflow.perform(draft, "submit", by=make_user("Editors")))
    assert not raises_version(lambda: workflow.perform(article, "edit", by=make_user("Editors")))
    assert not raises_version(lambda: revisions.clear_held_revision(article))
    assert not raises_version(make_author)


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": LATER},
        {"published_at": NOON, "expire_at": LATER},
    ],
    ids=["goes live", "expires"],
)
def test_the_clock_raises_it_at_the_exact_instant(
    fields: dict[str, datetime], time_machine: TimeMachineFixture
) -> None:
    make_live(**fields)
    time_machine.move_to(LATER - timedelta(seconds=1), tick=False)
    before = get_current_number()
    assert get_current_number() == before
    time_machine.move_to(LATER, tick=False)
    after = get_current_number()
    assert (after, get_current_number()) == ((before or 0) + 1, after)


def test_a_correction_raises_it_when_it_goes_live(
    article: Article, time_machine: TimeMachineFixture
) -> None:
    revision = revisions.get_working_revision(article)
    fields = {"kind": "correction", "text": "It was a tram.", "place": "top"}
    Correction.objects.create(article=article, revision=revision, published_at=LATER, **fields)
    time_machine.move_to(LATER - timedelta(seconds=1), tick=False)
    before = get_current_number()
    time_machine.move_to(LATER, tick=False)
    assert get_current_number() != before


def test_only_one_of_two_concurrent_readers_raises_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = get_current_number()
    ContentVersion.objects.update(next_change_at=0)
    update = ContentVersion.objects.filter(next_change_at=0).update

    def raise_by_other_reader(*_args: object) -> int:
        monkeypatch.undo()
        update(number=(before or 0) + 5, next_change_at=2**62)
        return 2**62

    monkeypatch.setattr("articles.models.content_version._find_next_change", raise_by_other_reader)
    assert get_current_number() == (before or 0) + 5


@pytest.mark.skipif(
    "connection.vendor == 'postgresql'", reason="readers do not wait for its writers"
)
def test_the_number_is_none_while_another_process_writes() -> None:
    get_current_number()
    ContentVersion.objects.update(next_change_at=None)
    with sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert get_current_number() is None
        other.execute("ROLLBACK")
    other.close()
    assert get_current_number() is not None


def test_an_emptied_database_starts_with_a_new_number() -> None:
    before = get_current_number()
    ContentVersion.objects.all().delete()
    assert raises_version(lambda: ContentVersion.objects.all().delete())
    assert (get_current_number() or 0) > (before or 0)
    assert timezone.now().timestamp() * 1_000_000 - (get_current_number() or 0) < 60_000_000
