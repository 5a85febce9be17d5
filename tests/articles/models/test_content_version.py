"""The content version: which changes raise it and which do not."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.importing.undo import undo
from articles.models import (
    Article,
    Author,
    Byline,
    ContentVersion,
    Correction,
    ImportRun,
    Note,
    Source,
    SourceAlias,
    Status,
    Tag,
)
from articles.models.content_version import get_current_number
from articles.models.former_slug import FormerSlug
from articles.parsing.records import ParsedItem, Record
from articles.publishing import revisions, workflow
from tests.factories import (
    NOON,
    make_article,
    make_author,
    make_live,
    make_preview_link,
    make_revision,
    make_source,
    make_user,
)

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


def add_byline(article: Article) -> None:
    Byline.objects.create(article=article, author=make_author(), position=7)


def add_former_slug(article: Article) -> None:
    FormerSlug.objects.create(article=article, slug=f"earlier-{article.pk}")


def add_spelling_of_author(article: Article) -> None:
    article.bylines.get().author.aliases.create(name=f"A. Writer {article.pk}")


def add_spelling_of_source(article: Article) -> None:
    assert article.source is not None
    article.source.aliases.create(name=f"The Gazette {article.pk}")


def change_spelling(article: Article) -> None:
    SourceAlias.objects.filter(source=article.source).update(name="Gazette!")


def remove_spelling(article: Article) -> None:
    SourceAlias.objects.filter(source=article.source).delete()


def tag(article: Article) -> None:
    article.tags.add(Tag.objects.get_or_create_by_names(["port"])[0])


# Writes that readers see if the article is or was public, and only then.
PARTS: dict[str, Callable[[Article], Any]] = {
    "one author more": add_byline,
    "another affiliation": lambda article: article.bylines.update(affiliation="Port"),
    "one author less": lambda article: article.bylines.all().delete(),
    "one tag more": tag,
    "one tag less": lambda article: article.tags.clear(),
    "a former slug": add_former_slug,
    "a spelling of its author": add_spelling_of_author,
    "a spelling of its source": add_spelling_of_source,
    "another spelling of its source": change_spelling,
    "a spelling less of its source": remove_spelling,
    "its headline": lambda article: Article.objects.filter(pk=article.pk).update(headline="New"),
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("make", [make_live, make_article])
def test_what_belongs_to_an_article_raises_it_if_that_is_public(
    make: Callable[..., Article],
) -> None:
    raised = {}
    for number, (name, write) in enumerate(PARTS.items()):
        article = make(authors=(f"Ada Writer {number}",), tags=("harbour",), headline=name)
        raised[name] = raises_version(partial(write, article))
    assert raised == dict.fromkeys(PARTS, make is make_live)


def rewrite(rows: QuerySet[Any], **changes: Any) -> None:
    """Save the rows as a form does, with all their columns."""
    for row in rows:
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()


# Writes that no reader sees, whatever is public.
UNSEEN: dict[str, Callable[[Article], Any]] = {
    "a note": lambda article: Note.objects.create(
        article=article, written_by=make_user(), text="Why?"
    ),
    "a preview link": make_preview_link,
    "an unchanged source": lambda _: rewrite(Source.objects.all()),
    "the charset of a source": lambda _: rewrite(Source.objects.all(), encoding="windows-1254"),
    "an unchanged author": lambda _: rewrite(Author.objects.all()),
    "an unchanged tag": lambda _: rewrite(Tag.objects.all()),
    "a new source": lambda _: make_source(),
    "a new author": lambda _: make_author(),
    "a draft": lambda _: make_article(authors=("Bo Writer",), tags=("port",)),
    "an imported draft": lambda _: import_article(Status.DRAFT),
}


def test_what_no_reader_sees_does_not_raise_it(article: Article) -> None:
    raised = {name: raises_version(partial(write, article)) for name, write in UNSEEN.items()}
    assert raised == dict.fromkeys(UNSEEN, False)


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


@pytest.mark.parametrize(
    "fields",
    [{"published_at": LATER}, {"published_at": NOON, "expire_at": LATER}],
    ids=["goes live", "expires"],
)
def test_a_clock_that_was_ahead_and_is_set_back_raises_it(
    fields: dict[str, datetime], time_machine: TimeMachineFixture
) -> None:
    make_live(**fields)
    numbers = []
    for instant in (LATER, LATER - timedelta(days=1)):
        time_machine.move_to(instant, tick=False)
        numbers.append(get_current_number())
    assert numbers[1] != numbers[0]
    assert get_current_number() == numbers[1]


def test_a_clock_that_is_set_within_the_same_instants_leaves_it(
    article: Article, time_machine: TimeMachineFixture
) -> None:
    assert article.published_at
    before = get_current_number()
    time_machine.move_to(article.published_at, tick=False)
    assert get_current_number() == before


def test_only_one_of_two_concurrent_readers_raises_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = get_current_number()
    ContentVersion.objects.update(next_change_at=0)
    update = ContentVersion.objects.filter(next_change_at=0).update

    def raise_by_other_reader(*_args: object) -> tuple[int, int]:
        monkeypatch.undo()
        update(number=(before or 0) + 5, next_change_at=2**62)
        return 0, 2**62

    monkeypatch.setattr("articles.models.content_version._find_changes", raise_by_other_reader)
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
