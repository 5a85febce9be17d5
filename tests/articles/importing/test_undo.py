"""Batches taken back: what goes, what stays and why, and that nothing else is touched."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction
from django.db.models import DO_NOTHING, Model, QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.importing import undo as undoing
from articles.importing.ingest import ingest
from articles.importing.lock import RunUndoneError
from articles.importing.options import Options
from articles.importing.undo import AlreadyUndoneError, RemainingArticle, UndoReport, undo
from articles.importing.undo_rules import count_undoable
from articles.models import (
    Article,
    Correction,
    FormerSlug,
    ImportRun,
    Note,
    Notification,
    Original,
    Presence,
    Revision,
    SearchEntry,
    Status,
    StatusChange,
    Tagging,
)
from articles.parsing.records import ParsedItem
from articles.publishing import audit_log, automatic, revisions, workflow
from tests.factories import make_article, make_preview_link, make_revision, make_user
from tests.runs import make_item, make_items, run_import
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db

MENDED = {"body": "<p>The ferry left Saltmere at one.</p>"}
AGAIN = {"body": "<p>The ferry left Saltmere at two.</p>"}

EDITED = "Somebody has edited it since."
MOVED = "Somebody has moved it since."
FOLLOWED = "Another import has brought something for it since."
NOTED = "Somebody has written a note on it."
TAKEN_OVER = "Somebody has taken the new text over."
WITHDRAWN = "It was withdrawn while readers could read it. Restore it, if they are to again."


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return all rows but those that stay for good: of batches, of the record, and of names."""
    tables = (Article, Revision, Original, SearchEntry, Tagging)
    return {each.__name__: list(QuerySet(each).order_by("pk").values()) for each in tables}


def told(undone: UndoReport) -> tuple[dict[str, int], list[str]]:
    return dict(undone.counts), [kept.reason for kept in undone.remaining]


def is_record_whole() -> bool:
    return not list(audit_log.find_broken_links())


def published(*records: ParsedItem) -> ImportRun:
    return run_import(*records, status=Status.PUBLISHED)


# What the batch made.


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.PUBLISHED])
def test_what_a_batch_made_is_deleted_with_all_its_rows(status: Status) -> None:
    make_article()
    before = rows()
    run = run_import(*make_items(3, tags=("harbour",)), status=status)
    assert told(undo(run)) == ({"created": 3}, [])
    assert (rows(), is_record_whole()) == (before, True)


def test_the_batch_stays_and_tells_when_it_was_taken_back_and_by_whom() -> None:
    run, boss = run_import(make_item()), make_user("Publishers")
    undo(run, by=boss)
    run.refresh_from_db()
    assert (run.created_count, run.undone_by, run.undone_at is None) == (1, boss, False)


def test_a_batch_is_taken_back_once() -> None:
    run = run_import(make_item())
    stale = ImportRun.objects.get()
    undo(run)
    with pytest.raises(AlreadyUndoneError) as error:
        undo(stale)
    assert str(error.value) == f"Import {run.pk}: a test was taken back already."


def test_other_batches_are_left_alone() -> None:
    run_import(make_item())
    before = rows()
    undo(run_import(make_item(origin_id="2", headline="Bus", body="<p>A bus.</p>")))
    assert rows() == before


def test_how_many_readers_could_read_is_told() -> None:
    day = timezone.now() + timedelta(days=1)
    run = published(*make_items(2), make_item(origin_id="later", publish_at=day))
    assert (undo(run, is_dry_run=True).live_count, undo(run).live_count) == (2, 2)


def test_imported_again_it_is_all_there_again() -> None:
    undo(run_import(*make_items(2)))
    again = run_import(*make_items(2))
    assert (again.created_count, Article.objects.count()) == (2, 2)


def test_what_a_batch_made_goes_with_all_that_it_brought_for_it_later() -> None:
    before = rows()
    records = [
        make_item(),
        make_item(**MENDED),
        make_item(**AGAIN),
        make_item(**AGAIN, origin_id="2"),
    ]
    run = run_import(*records, make_item(is_canceled=True), make_item(headline="Back", **MENDED))
    counts = {"created": 1, "updated": 2, "duplicate": 1, "canceled": 1, "held": 1}
    assert count_undoable([run.pk]) == {run.pk: 1}
    assert told(undo(run)) == (counts, [])
    assert (rows(), is_record_whole()) == (before, True)


def test_what_a_batch_published_and_its_source_took_back_in_it_goes_too() -> None:
    run = published(make_item(), make_item(is_canceled=True))
    assert Article.objects.get().status == Status.WITHDRAWN
    assert (count_undoable([run.pk]), told(undo(run))) == (
        {run.pk: 1},
        ({"created": 1, "canceled": 1}, []),
    )


def edit(article: Article, boss: User) -> None:
    make_revision(article, by=boss, headline="Mended")


def begin(article: Article, boss: User) -> None:
    """Take a revision as a person would, past the columns that tell of it."""
    content = revisions.get_working_revision(article).content
    Revision.objects.create(article=article, number=2, content=content, made_by=boss)


def move(article: Article, boss: User) -> None:
    workflow.perform(article, "submit", by=boss)


def note(article: Article, boss: User) -> None:
    Note.objects.create(article=article, text="Is that so?", written_by=boss)


def correct(article: Article, _boss: User) -> None:
    revision, now = revisions.get_working_revision(article), timezone.now()
    Correction.objects.create(
        article=article,
        revision=revision,
        published_at=now,
        kind="update",
        text="It left.",
        place="top",
    )


def follow(**fields: Any) -> Callable[[Article, User], None]:
    def follow(_article: Article, _boss: User) -> None:
        run_import(make_item(**fields))

    return follow


TOUCHES = [
    (edit, EDITED),
    (begin, EDITED),
    (move, MOVED),
    (note, NOTED),
    (correct, "It cannot be deleted with what it has by now: corrections."),
    (follow(**MENDED), FOLLOWED),
    (follow(is_canceled=True), FOLLOWED),
    (follow(origin_id="2"), FOLLOWED),
]


@pytest.mark.parametrize(("touch", "reason"), TOUCHES)
def test_what_was_touched_since_stays_as_it_is_and_says_why(
    touch: Callable[[Article, User], None], reason: str
) -> None:
    run = run_import(make_item(), *make_items(1))
    article = Article.objects.get(headline="Ferry sails again")
    touch(article, make_user("Publishers"))
    before = Article.objects.filter(pk=article.pk).values().get()
    undone = undo(run)
    article.refresh_from_db()
    assert undone.remaining == [RemainingArticle(article.pk, article.headline, reason)]
    assert (dict(undone.counts), list(Article.objects.values())) == ({"created": 1}, [before])
    assert is_record_whole()


@pytest.mark.parametrize(("touch", "reason"), TOUCHES)
def test_what_can_be_taken_back_is_known_before(
    touch: Callable[[Article, User], None], reason: str
) -> None:
    run = run_import(make_item(), *make_items(1))
    touch(Article.objects.get(headline="Ferry sails again"), make_user("Publishers"))
    assert (count_undoable([run.pk]), reason) == ({run.pk: 1}, reason)


def test_of_one_that_stays_the_duplicates_of_the_batch_go() -> None:
    run = run_import(make_item(), make_item(origin_id="2"), make_item(**MENDED))
    edit(Article.objects.get(), make_user("Editors"))
    assert told(undo(run)) == ({"duplicate": 1}, [EDITED])
    assert list(Original.objects.values_list("outcome", flat=True)) == ["updated", "created"]


def test_what_people_merely_looked_at_is_deleted_all_the_same() -> None:
    run, boss = run_import(make_item()), make_user("Publishers")
    article = Article.objects.get()
    Presence.objects.touch(article, person=boss)
    make_preview_link(article)
    assert told(undo(run)) == ({"created": 1}, [])


# Every table.


def related(model: type[Model]) -> Iterator[tuple[type[Model], str, Any]]:
    """Yield each table that refers to the model, the column that does, and what is to become."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            yield relation.related_model, relation.field.name, relation.on_delete


def test_no_table_keeps_a_row_of_an_article_that_was_deleted() -> None:
    """A table that is new here needs a row, so that it is known what becomes of it."""
    boss = make_user("Publishers")
    tags = ("harbour",)
    run = run_import(make_item(tags=tags), make_item(origin_id="2"), make_item(tags=tags, **MENDED))
    article = Article.objects.get()
    article.bylines.create(author=_author(), position=1)
    Presence.objects.touch(article, person=boss)
    make_preview_link(article)
    FormerSlug.objects.create(slug="before", article=article)
    make_article(translation_of=article)
    change = automatic.record_import(article, status=Status.REVIEW, reason="a test")
    assert change is not None
    Notification.objects.create(
        person=boss, article=article, status_change=change, why="published", when="never"
    )
    tables = {(table, name): on_delete for table, name, on_delete in related(Article)}
    empty = {table for table, name in tables if not QuerySet(table).filter(**{name: article})}
    # These two make an article stay.
    assert empty == {Note, Correction}
    undo(run)
    left = {table for table, name in tables if QuerySet(table).filter(**{name: article.pk})}
    kept = {table for (table, _), on_delete in tables.items() if on_delete is DO_NOTHING}
    assert (left, kept) == ({StatusChange}, {StatusChange})


def _author() -> Any:
    return make_article(authors=("Ada Writer",)).bylines.get().author


# Texts that it brought.


def test_a_new_text_gives_way_to_the_one_before_and_can_come_again() -> None:
    run_import(make_item(tags=("harbour",)))
    before = rows()
    for _time in range(2):
        run = run_import(make_item(**MENDED, headline="Ferry late", tags=("quay",)))
        assert Article.objects.get().headline == "Ferry late"
        assert told(undo(run)) == ({"updated": 1}, [])
        after = rows()
        for each in (*before["Tagging"], *after["Tagging"]):
            each.pop("id", None)
        assert (after, is_record_whole()) == (before, True)


def test_of_several_texts_of_a_batch_all_give_way() -> None:
    run_import(make_item())
    before = rows()
    run = run_import(make_item(**MENDED), make_item(**AGAIN))
    assert count_undoable([run.pk]) == {run.pk: 1}
    assert (told(undo(run)), rows()) == (({"updated": 2}, []), before)


def test_a_text_that_made_no_revision_is_forgotten() -> None:
    run_import(make_item())
    before = rows()
    # The same in the end: no gate lets this through.
    run = run_import(make_item(body=f"{make_item().result.body}<script>1</script>"))  # type: ignore[union-attr] # it is a Record
    assert Original.objects.filter(revision_number=None).count() == 1
    assert (told(undo(run)), rows()) == (({"updated": 1}, []), before)


def test_a_revision_that_the_record_names_stays_in_the_history() -> None:
    run_import(make_item())
    run = run_import(make_item(**MENDED), make_item(is_canceled=True))
    assert told(undo(run)) == ({"canceled": 1, "updated": 1}, [])
    article = Article.objects.get()
    work = revisions.get_working_revision(article)
    assert (work.number, article.revisions.count(), article.body) == (1, 2, make_item().result.body)  # type: ignore[union-attr] # it is a Record
    assert (article.status, is_record_whole()) == (Status.DRAFT, True)
    undo(run_import(make_item(**AGAIN)))
    article.refresh_from_db()
    assert (revisions.get_working_revision(article).number, is_record_whole()) == (1, True)


def test_the_text_before_is_not_one_that_waited() -> None:
    boss = make_user("Publishers")
    run_import(make_item())
    article = Article.objects.get()
    workflow.perform(article, "spike", by=boss)
    run_import(make_item(**MENDED))  # waits
    workflow.perform(article, "restore", by=boss)
    run = run_import(make_item(**AGAIN))
    assert told(undo(run)) == ({"updated": 1}, [])
    article.refresh_from_db()
    assert revisions.get_working_revision(article).number == 1


def test_a_new_text_that_was_moved_before_is_taken_back() -> None:
    run_import(make_item())
    move(Article.objects.get(), make_user("Publishers"))
    assert told(undo(run_import(make_item(**MENDED)))) == ({"updated": 1}, [])


@pytest.mark.parametrize(
    ("touch", "reason"),
    [
        (edit, EDITED),
        (move, MOVED),
        (follow(**AGAIN), FOLLOWED),
        (follow(is_canceled=True), FOLLOWED),
    ],
)
def test_a_new_text_that_was_touched_since_stays(
    touch: Callable[[Article, User], None], reason: str
) -> None:
    run_import(make_item())
    run = run_import(make_item(**MENDED))
    touch(Article.objects.get(), make_user("Publishers"))
    before = rows()
    assert count_undoable([run.pk]) == {}
    assert (told(undo(run)), rows(), is_record_whole()) == (({}, [reason]), before, True)


def test_a_text_that_the_tables_no_longer_take_back_stays() -> None:
    run_import(make_item())
    run = run_import(make_item(**MENDED), make_item(**AGAIN))
    Article.objects.update(slug="another")
    make_article(slug="ferry-sails-again")
    [kept] = undo(run).remaining
    assert kept.reason.startswith("It cannot be as it was before: ")
    article = Article.objects.get(slug="another")
    assert (revisions.get_working_revision(article).number, article.originals.count()) == (3, 3)


# Texts that wait, and pieces that were taken back.


def held(*, by: User) -> Article:
    run_import(make_item())
    article = Article.objects.get()
    edit(article, by)
    return article


def test_a_text_that_waits_is_dropped() -> None:
    article = held(by=make_user("Editors"))
    article.refresh_from_db()
    before = rows()
    run = run_import(make_item(**MENDED))
    assert Article.objects.get().has_held_revision
    assert count_undoable([run.pk]) == {run.pk: 1}
    assert (told(undo(run)), rows(), is_record_whole()) == (({"held": 1}, []), before, True)


def test_another_text_that_waits_goes_on_waiting() -> None:
    held(by=make_user("Editors"))
    first, second = run_import(make_item(**MENDED)), run_import(make_item(**AGAIN))
    undo(second)
    assert Article.objects.get().has_held_revision
    undo(first)
    assert not Article.objects.get().has_held_revision


def test_a_text_that_was_taken_over_waits_no_more_and_stays() -> None:
    boss = make_user("Editors")
    article = held(by=boss)
    run = run_import(make_item(**MENDED))
    later = run_import(make_item(**AGAIN))
    work, waiting = revisions.get_working_revision(article), article.revisions.get(number=3)
    revisions.save_revision(article, waiting.content, by=boss, builds_on=work.number, brings_back=3)
    undo(later)
    assert not Article.objects.get().has_held_revision
    assert count_undoable([run.pk]) == {}
    assert told(undo(run)) == ({}, [TAKEN_OVER])


def test_a_piece_that_was_taken_off_the_desk_is_a_draft_again() -> None:
    run_import(make_item())
    run = run_import(make_item(is_canceled=True))
    assert Article.objects.get().status == Status.SPIKED
    assert count_undoable([run.pk]) == {run.pk: 1}
    assert told(undo(run)) == ({"canceled": 1}, [])
    assert (Article.objects.get().status, is_record_whole()) == (Status.DRAFT, True)
    change = StatusChange.objects.first()
    assert change is not None
    assert (change.transition, change.changed_by) == ("restore", None)
    assert change.reason == f"Import {run.pk}: a test was taken back."


def test_after_that_what_made_it_can_be_taken_back() -> None:
    first = run_import(make_item())
    undo(run_import(make_item(is_canceled=True)))
    assert (told(undo(first)), is_record_whole()) == (({"created": 1}, []), True)


def test_a_piece_that_was_off_the_desk_before_stays_so() -> None:
    run_import(make_item())
    workflow.perform(Article.objects.get(), "spike", by=make_user("Publishers"))
    run = run_import(make_item(is_canceled=True))
    assert told(undo(run)) == ({"canceled": 1}, [])
    assert Article.objects.get().status == Status.SPIKED


def test_what_did_nothing_since_another_import_did_it_undoes_nothing() -> None:
    run_import(make_item())
    first = run_import(make_item(is_canceled=True))
    second = run_import(make_item(is_canceled=True, **MENDED))
    assert told(undo(second)) == ({"canceled": 1}, [])
    assert Article.objects.get().status == Status.SPIKED
    assert told(undo(first)) == ({"canceled": 1}, [])
    assert Article.objects.get().status == Status.DRAFT


def restore(article: Article, boss: User) -> None:
    workflow.perform(article, "restore", by=boss)


@pytest.mark.parametrize(
    ("touch", "reason"),
    [
        (edit, EDITED),
        (restore, MOVED),
        (follow(**MENDED), FOLLOWED),
        (follow(is_canceled=True, **MENDED), FOLLOWED),
    ],
)
def test_a_piece_that_was_touched_since_stays_as_it_is(
    touch: Callable[[Article, User], None], reason: str
) -> None:
    run_import(make_item())
    run = run_import(make_item(is_canceled=True))
    touch(Article.objects.get(), make_user("Publishers"))
    before = rows()
    assert count_undoable([run.pk]) == {}
    assert (told(undo(run)), rows()) == (({}, [reason]), before)


def test_a_piece_that_readers_could_read_is_left_to_the_editors() -> None:
    published(make_item())
    run = run_import(make_item(is_canceled=True))
    before = rows()
    assert count_undoable([run.pk]) == {}
    assert (told(undo(run)), rows()) == (({}, [WITHDRAWN]), before)


def test_a_duplicate_is_forgotten_alone() -> None:
    run_import(make_item())
    before = rows()
    run = run_import(make_item(origin_id="2"))
    assert count_undoable([run.pk]) == {}
    assert (told(undo(run)), rows()) == (({"duplicate": 1}, []), before)


# Without doing it.


def test_a_dry_run_tells_the_same_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    run_import(make_item(), *make_items(2), make_item(origin_id="c", headline="C", body="<p>C</p>"))
    edit(Article.objects.get(headline="Ferry 0"), make_user("Editors"))
    run = run_import(
        *(
            make_item(**MENDED),
            make_item(**AGAIN),
            make_item(origin_id="new", headline="N", body="<p>N</p>"),
        ),
        *(
            make_item(origin_id="c", is_canceled=True),
            make_item(origin_id="0"),
            make_item(origin_id="dup", **AGAIN),
        ),
        make_item(origin_id="new", headline="N", body="<p>O</p>"),
    )
    before, changes = rows(), StatusChange.objects.count()
    dry = undo(run, is_dry_run=True)
    run.refresh_from_db()
    assert (rows(), StatusChange.objects.count(), run.undone_at) == (before, changes, None)
    assert dry == undo(run)
    assert dry.counts == {"created": 1, "updated": 3, "canceled": 1, "held": 1, "duplicate": 1}


# Many, and again.


def test_it_goes_chunk_by_chunk_and_lists_each_that_stays_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    mended = make_items(5)
    run = run_import(*mended, *(make_item(origin_id=f"{i}", headline=f"Bus {i}") for i in range(5)))
    kept = list(Article.objects.order_by("pk")[1:3])
    for article in kept:
        edit(article, make_user("Editors"))
    undone = undo(run)
    assert [each.article_pk for each in undone.remaining] == [each.pk for each in kept]
    assert undone.counts == {"created": 3, "updated": 3}


def killing_at_chunk(number: int) -> Callable[..., Any]:
    """Return a wrapper of queries that ends the program in the middle of this chunk."""
    chunks = count(1)

    def kill(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if sql.startswith('DELETE FROM "articles_article"') and next(chunks) == number:
            raise KeyboardInterrupt
        return execute(sql, *arguments)

    return kill


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_killed_half_way_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    run = run_import(*make_items(5))
    with connection.execute_wrapper(killing_at_chunk(3)), pytest.raises(KeyboardInterrupt):
        undo(run)
    run.refresh_from_db()
    assert (Article.objects.count(), run.undone_at) == (1, None)
    assert (told(undo(run)), Article.objects.count()) == (({"created": 1}, []), 0)


@pytest.mark.parametrize("number", [1, 30])
def test_a_chunk_takes_as_many_queries_whatever_it_holds(
    number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    run = run_import(*make_items(number), status=Status.PUBLISHED)
    with django_assert_max_num_queries(48):
        undo(run)


@pytest.mark.parametrize("number", [1, 3])
def test_what_can_be_taken_back_is_one_query_for_all_batches(
    number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    runs = [run_import(each).pk for each in make_items(number)]
    with django_assert_max_num_queries(1):
        assert count_undoable(runs) == dict.fromkeys(runs, 1)


def test_of_a_batch_that_was_taken_back_nothing_more_can_be() -> None:
    run = run_import(make_item())
    edit(Article.objects.get(), make_user("Editors"))
    undo(run)
    assert count_undoable([run.pk]) == {}


# Beside others.


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_import_whose_batch_is_taken_back_meanwhile_stops() -> None:
    def records() -> Iterator[ParsedItem]:
        yield from make_items(2)
        undo(ImportRun.objects.get())
        yield make_item()

    with pytest.raises(RunUndoneError) as error:
        ingest(records(), options=Options(label="a test", chunk_size=2))
    assert str(error.value).endswith(": a test was taken back, so it ends here.")
    assert Article.objects.count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_an_editor_saves_meanwhile_stays() -> None:
    run = run_import(make_item())
    article, boss = Article.objects.get(), make_user()
    is_locked, results = threading.Event(), []

    def editor() -> None:
        with transaction.atomic():
            edit(article, boss)
            is_locked.set()
            time.sleep(0.2)  # so long the other one waits

    def operator() -> None:
        is_locked.wait(10)
        results.append(told(undo(run)))

    assert run_at_once(editor, operator) == [None, None]
    assert (results, Article.objects.get().headline) == ([({}, [EDITED])], "Mended")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_an_edit_and_an_undo_at_once_one_happens() -> None:
    run = run_import(*make_items(20))
    articles, boss = list(Article.objects.order_by("pk")), make_user()

    def editor() -> list[int]:
        saved = []
        for article in reversed(articles):
            with suppress(ObjectDoesNotExist):
                edit(article, boss)
                saved.append(article.pk)
        return saved

    saved, undone = run_at_once(editor, lambda: undo(run))
    left = set(Article.objects.values_list("pk", flat=True))
    assert left == set(saved) == {kept.article_pk for kept in undone.remaining}
    assert undone.counts["created"] == 20 - len(left)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_take_the_same_back_at_once_take_it_back_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    run = run_import(*make_items(10))
    works = [lambda: undo(ImportRun.objects.get(pk=run.pk))] * 2
    results = run_at_once(*works)
    done = [result for result in results if isinstance(result, UndoReport)]
    assert sum(each.counts["created"] for each in done) == 10
    assert [type(result) for result in results if result not in done] in (
        [],
        [AlreadyUndoneError],
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_import_of_the_same_and_an_undo_at_once_do_not_mix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    run = run_import(*make_items(10))
    _undone, again = run_at_once(
        lambda: undo(run),
        lambda: ingest(make_items(10), options=Options(label="again", chunk_size=2)),
    )
    assert again.read == again.counts["created"] + again.counts["unchanged"] == 10
    assert Article.objects.count() == Original.objects.count() == again.counts["created"]
