"""The edition: what turns it, whoever does it, and what does not."""

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
from articles.models.content_version import read_number
from articles.parsing.records import ParsedItem, Record
from articles.publishing import revisions, workflow
from tests.factories import NOON, make_article, make_author, make_live, make_revision, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

LATER = datetime(2040, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def article() -> Article:
    return make_live(authors=("Ada Writer",), tags=("harbour",))


def turned(change: Callable[[], Any]) -> bool:
    """Tell whether the change turned the edition."""
    before = read_number()
    change()
    return read_number() != before


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def imported(status: Status) -> ImportRun:
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


def test_an_edition_goes_on_while_nothing_changes() -> None:
    assert not turned(lambda: None)
    assert str(ContentVersion.objects.get()) == str(read_number())


def test_one_that_is_known_is_asked_of_the_driver(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    read_number()
    with django_assert_num_queries(0):
        read_number()


def test_what_keeps_the_driver_from_answering_is_an_error_of_the_database() -> None:
    sql("ALTER TABLE articles_contentversion RENAME TO away")
    try:
        with pytest.raises(DatabaseError, match="articles_contentversion"):
            read_number()
    finally:
        sql("ALTER TABLE away RENAME TO articles_contentversion")
    assert read_number() == read_number()


CHANGES: dict[str, Callable[[], Any]] = {
    "a column": lambda: sql("UPDATE articles_article SET headline = 'New'"),
    "its end": lambda: Article.objects.update(expire_at=NOON),
    "another piece": make_live,
    "its author's name": lambda: sql("UPDATE articles_author SET name = 'Ada Wren'"),
    "its tag's name": lambda: Tag.objects.update(name="port"),
    "its source's name": lambda: sql("UPDATE articles_source SET name = 'New'"),
    "one author less": lambda: sql("DELETE FROM articles_byline"),
    "one tag more": lambda: Article.objects.get().tags.add(
        Tag.objects.get_or_create_by_names(["port"])[0]
    ),
    "one tag less": lambda: sql("DELETE FROM articles_tagging"),
    "its original": lambda: Article.objects.update(translation_of=make_article()),
    "what engines may do": lambda: sql("UPDATE articles_source SET index_policy = 'noindex'"),
    "an import": lambda: imported(Status.PUBLISHED),
}


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("change", CHANGES)
def test_what_readers_see_turns_it(change: str) -> None:
    assert turned(CHANGES[change])


def test_a_publication_a_withdrawal_and_a_correction_turn_it(article: Article) -> None:
    publisher = make_user("Publishers")
    draft = make_article(status=Status.APPROVED)
    assert turned(lambda: workflow.perform(draft, "publish", by=publisher))
    workflow.perform(article, "edit", by=publisher)
    notice = {"kind": "correction", "text": "It was a tram.", "place": "top"}
    make_revision(article, correction=notice)
    workflow.perform(article, "submit", by=publisher)
    workflow.perform(article, "approve", by=publisher)
    assert turned(lambda: workflow.perform(article, "publish", by=publisher))
    assert turned(lambda: workflow.perform(article, "withdraw", by=publisher, reason="Wrong."))


def test_an_import_that_is_taken_back_turns_it() -> None:
    run = imported(Status.PUBLISHED)
    assert turned(lambda: undo(run, by=None))


def test_the_work_on_drafts_does_not_turn_it(article: Article) -> None:
    draft = make_article()
    assert not turned(lambda: make_revision(draft, headline="Another"))
    assert not turned(lambda: workflow.perform(draft, "submit", by=make_user("Editors")))
    assert not turned(lambda: workflow.perform(article, "edit", by=make_user("Editors")))
    assert not turned(lambda: revisions.clear_held_revision(article))
    assert not turned(make_author)


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": LATER},
        {"published_at": NOON, "expire_at": LATER},
    ],
    ids=["goes live", "expires"],
)
def test_the_clock_turns_it_at_the_very_instant(
    fields: dict[str, datetime], time_machine: TimeMachineFixture
) -> None:
    make_live(**fields)
    time_machine.move_to(LATER - timedelta(seconds=1), tick=False)
    before = read_number()
    assert read_number() == before
    time_machine.move_to(LATER, tick=False)
    after = read_number()
    assert (after, read_number()) == ((before or 0) + 1, after)


def test_a_notice_turns_it_when_it_is_to_be_seen(
    article: Article, time_machine: TimeMachineFixture
) -> None:
    revision = revisions.get_working_revision(article)
    told = {"kind": "correction", "text": "It was a tram.", "place": "top"}
    Correction.objects.create(article=article, revision=revision, published_at=LATER, **told)
    time_machine.move_to(LATER - timedelta(seconds=1), tick=False)
    before = read_number()
    time_machine.move_to(LATER, tick=False)
    assert read_number() != before


def test_of_two_who_find_it_passed_one_turns_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_number()
    ContentVersion.objects.update(next_change_at=0)
    update = ContentVersion.objects.filter(next_change_at=0).update

    def other_first(*_args: object) -> int:
        monkeypatch.undo()
        update(number=(before or 0) + 5, next_change_at=2**62)
        return 2**62

    monkeypatch.setattr("articles.models.content_version._find_next_change", other_first)
    assert read_number() == (before or 0) + 5


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="its writers keep nobody waiting")
def test_who_would_have_to_wait_for_a_writer_is_told_of_none() -> None:
    read_number()
    ContentVersion.objects.update(next_change_at=None)
    with sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert read_number() is None
        other.execute("ROLLBACK")
    other.close()
    assert read_number() is not None


def test_a_database_that_was_emptied_begins_with_a_number_of_its_own() -> None:
    before = read_number()
    ContentVersion.objects.all().delete()
    assert turned(lambda: ContentVersion.objects.all().delete())
    assert (read_number() or 0) > (before or 0)
    assert timezone.now().timestamp() * 1_000_000 - (read_number() or 0) < 60_000_000
