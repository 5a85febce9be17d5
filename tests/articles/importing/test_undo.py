"""Runs undone: what is deleted, what remains and why, and that nothing else changes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.db.models import DO_NOTHING, Model, QuerySet
from django.utils import timezone

from articles.importing.undo import AlreadyUndoneError, RemainingArticle, undo
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
    Signature,
    Status,
    StatusChange,
)
from articles.parsing.records import ParsedItem
from articles.publishing import automatic, revisions, workflow
from tests.audit import find_broken_links
from tests.factories import make_article, make_original, make_preview_link, make_user
from tests.runs import (
    SECOND_TEXT,
    THIRD_TEXT,
    edit_article,
    fetch_rows,
    make_idless,
    make_item,
    make_items,
    run_import,
    undo_run,
)

pytestmark = pytest.mark.django_db

EDITED = "Edited since the import."
TRANSITIONED = "Its status has changed since the import."
REIMPORTED = "Changed by a later import."
NOTED = "Has an editor’s note."
ACCEPTED = "An editor has accepted the new text."
WITHDRAWN = "It was withdrawn while it was live. To publish it again, restore it."


def is_log_intact() -> bool:
    return not list(find_broken_links())


def publish_import(*records: ParsedItem) -> ImportRun:
    return run_import(*records, status=Status.PUBLISHED, is_command_line=True)


# Created articles.


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW])
def test_created_articles_are_deleted_with_all_their_rows(status: Status) -> None:
    make_article()
    before = fetch_rows()
    run = run_import(*make_items(3, tags=("harbour",)), status=status)
    assert undo_run(run) == ({"created": 3}, [])
    assert (fetch_rows(), is_log_intact()) == (before, True)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW])
def test_what_a_person_imported_counts_as_no_change_since(status: Status) -> None:
    editor, before = make_user("Editors"), fetch_rows()
    records = [make_item(), make_item(**SECOND_TEXT), make_item(is_canceled=True)]
    run = run_import(*records, status=status, started_by=editor)
    assert undo_run(run) == ({"created": 1, "updated": 1, "canceled": 1}, [])
    assert fetch_rows() == before


def test_the_run_remains_with_when_it_was_undone_and_by_whom() -> None:
    run, boss = run_import(make_item()), make_user("Publishers")
    undo(run, by=boss)
    run.refresh_from_db()
    assert (run.created_count, run.undone_by, run.undone_at is None) == (1, boss, False)


def test_a_run_is_undone_once() -> None:
    run = run_import(make_item())
    stale = ImportRun.objects.get()
    undo(run)
    with pytest.raises(AlreadyUndoneError) as error:
        undo(stale)
    assert str(error.value) == f"Import {run.pk}: a test has already been undone."


def test_other_runs_are_left_alone() -> None:
    run_import(make_item())
    before = fetch_rows()
    undo(run_import(make_item(origin_id="2", headline="Bus", body="<p>A bus.</p>")))
    assert fetch_rows() == before


def test_after_an_undo_the_records_can_be_imported_again() -> None:
    undo(run_import(*make_items(2)))
    again = run_import(*make_items(2))
    assert (again.created_count, Article.objects.count()) == (2, 2)


def test_a_created_article_is_deleted_with_all_that_the_run_brought_later() -> None:
    before = fetch_rows()
    records = [
        make_item(),
        make_item(**SECOND_TEXT),
        make_item(**THIRD_TEXT),
        make_idless(**THIRD_TEXT),
    ]
    run = run_import(
        *records, make_item(is_canceled=True), make_item(headline="Back", **SECOND_TEXT)
    )
    counts = {"created": 1, "updated": 2, "duplicate": 1, "canceled": 1, "held": 1}
    assert count_undoable([run.pk]) == {run.pk: 1}
    assert undo_run(run) == (counts, [])
    assert (fetch_rows(), is_log_intact()) == (before, True)


def begin(article: Article, boss: User) -> None:
    """Create a revision as a person does, without the article's columns about edits."""
    content = revisions.get_working_revision(article).content
    Revision.objects.create(article=article, number=2, content=content, made_by=boss)


def submit(article: Article, boss: User) -> None:
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


def import_later(**fields: Any) -> Callable[[Article, User], None]:
    def import_item(_article: Article, _boss: User) -> None:
        run_import(make_idless(**{"origin_id": "1", **fields}))

    return import_item


CHANGES = [
    (edit_article, EDITED),
    (begin, EDITED),
    (submit, TRANSITIONED),
    (note, NOTED),
    (correct, "Other records depend on it: corrections."),
    (import_later(**SECOND_TEXT), REIMPORTED),
    (import_later(is_canceled=True), REIMPORTED),
    (import_later(origin_id=""), REIMPORTED),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_an_article_that_changed_since_remains_with_the_reason(
    change: Callable[[Article, User], None], reason: str
) -> None:
    run = run_import(make_item(), *make_items(1))
    article = Article.objects.get(headline="Ferry sails again")
    change(article, make_user("Publishers"))
    before = Article.objects.filter(pk=article.pk).values().get()
    report = undo(run)
    article.refresh_from_db()
    assert report.remaining == [RemainingArticle(article.pk, article.headline, reason)]
    assert (dict(report.counts), list(Article.objects.values())) == ({"created": 1}, [before])
    assert is_log_intact()


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_count_undoable_agrees_with_undo(
    change: Callable[[Article, User], None], reason: str
) -> None:
    run = run_import(make_item(), *make_items(1))
    change(Article.objects.get(headline="Ferry sails again"), make_user("Publishers"))
    assert (count_undoable([run.pk]), reason) == ({run.pk: 1}, reason)


def test_duplicates_of_a_remaining_article_are_undone() -> None:
    run = run_import(make_item(), make_idless(), make_item(**SECOND_TEXT))
    edit_article(Article.objects.get(), make_user("Editors"))
    assert undo_run(run) == ({"duplicate": 1}, [EDITED])
    assert list(Original.objects.values_list("outcome", flat=True)) == ["updated", "created"]


def test_an_article_that_people_only_looked_at_is_deleted() -> None:
    run, boss = run_import(make_item()), make_user("Publishers")
    article = Article.objects.get()
    Presence.objects.touch(article, person=boss)
    make_preview_link(article)
    assert undo_run(run) == ({"created": 1}, [])


# Every table.


def list_relations(model: type[Model]) -> Iterator[tuple[type[Model], str, Any]]:
    """Yield each model that refers to this one, its field, and its on_delete."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            yield relation.related_model, relation.field.name, relation.on_delete


def test_no_table_keeps_a_row_of_an_article_that_was_deleted() -> None:
    """A new model needs a row here, so that the test covers it."""
    boss = make_user("Publishers")
    tags = ("harbour",)
    run = run_import(make_item(tags=tags), make_idless(), make_item(tags=tags, **SECOND_TEXT))
    article = Article.objects.get()
    article.bylines.create(author=make_author(), position=1)
    Presence.objects.touch(article, person=boss)
    make_preview_link(article)
    FormerSlug.objects.create(slug="before", article=article)
    make_article(translation_of=article)
    change = automatic.record_import(article, status=Status.REVIEW, reason="a test", by=boss)
    assert change is not None
    Notification.objects.create(
        person=boss, article=article, status_change=change, why="published", frequency="never"
    )
    tables = {(table, name): on_delete for table, name, on_delete in list_relations(Article)}
    empty = {table for table, name in tables if not QuerySet(table).filter(**{name: article})}
    # Articles with these remain.
    assert empty == {Note, Correction, Signature}
    undo(run)
    remaining = {table for table, name in tables if QuerySet(table).filter(**{name: article.pk})}
    unconstrained = {table for (table, _), on_delete in tables.items() if on_delete is DO_NOTHING}
    assert (remaining, unconstrained) == ({StatusChange}, {StatusChange, Signature})


def make_author() -> Any:
    return make_article(authors=("Ada Writer",)).bylines.get().author


# Updates.


def test_an_update_is_undone_and_can_be_imported_again() -> None:
    run_import(make_item(tags=("harbour",)))
    before = fetch_rows()
    for _time in range(2):
        run = run_import(make_item(**SECOND_TEXT, headline="Ferry late", tags=("quay",)))
        assert Article.objects.get().headline == "Ferry late"
        assert undo_run(run) == ({"updated": 1}, [])
        after = fetch_rows()
        for each in (*before["Tagging"], *after["Tagging"]):
            each.pop("id", None)
        assert (after, is_log_intact()) == (before, True)


def test_several_updates_of_a_run_are_all_undone() -> None:
    run_import(make_item())
    before = fetch_rows()
    run = run_import(make_item(**SECOND_TEXT), make_item(**THIRD_TEXT))
    assert count_undoable([run.pk]) == {run.pk: 1}
    assert (undo_run(run), fetch_rows()) == (({"updated": 2}, []), before)


def test_what_brought_nothing_new_is_undone() -> None:
    run_import(make_item())
    before = fetch_rows()
    # The same after sanitising.
    run = run_import(make_item(body=f"{make_item().result.body}<script>1</script>"))  # type: ignore[union-attr] # it is a Record
    assert Original.objects.filter(revision_number=None).count() == 1
    assert (undo_run(run), fetch_rows()) == (({"unchanged": 1}, []), before)


def test_an_update_that_made_no_revision_is_undone() -> None:
    """As when a reparse finds that an editor has made the same change."""
    run_import(make_item())
    before = fetch_rows()
    run = make_original(Article.objects.get(), outcome=Original.Outcome.UPDATED).run
    assert (undo_run(run), fetch_rows()) == (({"updated": 1}, []), before)


def test_a_revision_in_the_audit_log_remains() -> None:
    run_import(make_item())
    run = run_import(make_item(**SECOND_TEXT), make_item(is_canceled=True))
    assert undo_run(run) == ({"canceled": 1, "updated": 1}, [])
    article = Article.objects.get()
    work = revisions.get_working_revision(article)
    assert (work.number, article.revisions.count(), article.body) == (1, 2, make_item().result.body)  # type: ignore[union-attr] # it is a Record
    assert (article.status, is_log_intact()) == (Status.DRAFT, True)
    undo(run_import(make_item(**THIRD_TEXT)))
    article.refresh_from_db()
    assert (revisions.get_working_revision(article).number, is_log_intact()) == (1, True)


def test_an_undo_does_not_go_back_to_a_held_text() -> None:
    run_import(make_item())
    article = Article.objects.get()
    Article.objects.update(status=Status.SPIKED)
    run_import(make_item(**SECOND_TEXT))  # held
    Article.objects.update(status=Status.DRAFT)
    run = run_import(make_item(**THIRD_TEXT))
    assert undo_run(run) == ({"updated": 1}, [])
    article.refresh_from_db()
    assert revisions.get_working_revision(article).number == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edit_article, EDITED),
        (submit, TRANSITIONED),
        (import_later(**THIRD_TEXT), REIMPORTED),
        (import_later(is_canceled=True), REIMPORTED),
    ],
)
def test_an_update_is_not_undone_after_later_changes(
    change: Callable[[Article, User], None], reason: str
) -> None:
    run_import(make_item())
    run = run_import(make_item(**SECOND_TEXT))
    change(Article.objects.get(), make_user("Publishers"))
    before = fetch_rows()
    assert count_undoable([run.pk]) == {}
    assert (undo_run(run), fetch_rows(), is_log_intact()) == (({}, [reason]), before, True)


def test_an_update_whose_former_text_the_tables_reject_remains() -> None:
    run_import(make_item())
    run = run_import(make_item(**SECOND_TEXT), make_item(**THIRD_TEXT))
    Article.objects.update(slug="another")
    make_article(slug="ferry-sails-again")
    [remaining] = undo(run).remaining
    assert remaining.reason.startswith("It cannot be restored: ")
    article = Article.objects.get(slug="another")
    assert (revisions.get_working_revision(article).number, article.originals.count()) == (3, 3)


# Held updates, cancellations and duplicates.


def import_and_edit(*, by: User) -> Article:
    run_import(make_item())
    article = Article.objects.get()
    edit_article(article, by)
    return article


def test_a_held_text_is_deleted() -> None:
    article = import_and_edit(by=make_user("Editors"))
    article.refresh_from_db()
    before = fetch_rows()
    run = run_import(make_item(**SECOND_TEXT))
    assert Article.objects.get().has_held_revision
    assert count_undoable([run.pk]) == {run.pk: 1}
    assert (undo_run(run), fetch_rows(), is_log_intact()) == (
        ({"held": 1}, []),
        before,
        True,
    )


def test_another_held_text_stays_held() -> None:
    import_and_edit(by=make_user("Editors"))
    first, second = run_import(make_item(**SECOND_TEXT)), run_import(make_item(**THIRD_TEXT))
    undo(second)
    assert Article.objects.get().has_held_revision
    undo(first)
    assert not Article.objects.get().has_held_revision


def test_a_held_text_that_an_editor_accepted_remains() -> None:
    boss = make_user("Editors")
    article = import_and_edit(by=boss)
    run = run_import(make_item(**SECOND_TEXT))
    later = run_import(make_item(**THIRD_TEXT))
    work, held = revisions.get_working_revision(article), article.revisions.get(number=3)
    revisions.save_revision(article, held.content, by=boss, builds_on=work.number, brings_back=3)
    undo(later)
    assert not Article.objects.get().has_held_revision
    assert count_undoable([run.pk]) == {}
    assert undo_run(run) == ({}, [ACCEPTED])


def test_an_article_that_the_run_spiked_is_a_draft_again() -> None:
    run_import(make_item())
    run = run_import(make_item(is_canceled=True))
    assert Article.objects.get().status == Status.SPIKED
    assert count_undoable([run.pk]) == {run.pk: 1}
    assert undo_run(run) == ({"canceled": 1}, [])
    assert (Article.objects.get().status, is_log_intact()) == (Status.DRAFT, True)
    change = StatusChange.objects.first()
    assert change is not None
    assert (change.transition, change.changed_by) == ("restore", None)
    assert change.reason_text == f"Import {run.pk}: a test was undone from the command line."


def test_the_run_that_created_an_article_can_be_undone_after_its_cancellation() -> None:
    first = run_import(make_item())
    undo(run_import(make_item(is_canceled=True)))
    assert (undo_run(first), is_log_intact()) == (({"created": 1}, []), True)


def test_an_article_that_was_spiked_before_stays_spiked() -> None:
    run_import(make_item())
    workflow.perform(Article.objects.get(), "spike", by=make_user("Publishers"))
    run = run_import(make_item(is_canceled=True))
    assert undo_run(run) == ({"canceled": 1}, [])
    assert Article.objects.get().status == Status.SPIKED


def test_undoing_a_second_cancellation_changes_nothing() -> None:
    run_import(make_item())
    first = run_import(make_item(is_canceled=True))
    second = run_import(make_item(is_canceled=True, **SECOND_TEXT))
    assert undo_run(second) == ({"canceled": 1}, [])
    assert Article.objects.get().status == Status.SPIKED
    assert undo_run(first) == ({"canceled": 1}, [])
    assert Article.objects.get().status == Status.DRAFT


def restore(article: Article, boss: User) -> None:
    workflow.perform(article, "restore", by=boss)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edit_article, EDITED),
        (restore, TRANSITIONED),
        (import_later(**SECOND_TEXT), REIMPORTED),
        (import_later(is_canceled=True, **SECOND_TEXT), REIMPORTED),
    ],
)
def test_a_cancellation_is_not_undone_after_later_changes(
    change: Callable[[Article, User], None], reason: str
) -> None:
    run_import(make_item())
    run = run_import(make_item(is_canceled=True))
    change(Article.objects.get(), make_user("Publishers"))
    before = fetch_rows()
    assert count_undoable([run.pk]) == {}
    assert (undo_run(run), fetch_rows()) == (({}, [reason]), before)


def test_the_cancellation_of_a_live_article_is_left_to_editors() -> None:
    publish_import(make_item())
    run = run_import(make_item(is_canceled=True), is_command_line=True)
    before = fetch_rows()
    assert count_undoable([run.pk]) == {}
    assert (undo_run(run), fetch_rows()) == (({}, [WITHDRAWN]), before)


def test_undoing_a_duplicate_deletes_its_original_only() -> None:
    run_import(make_item())
    before = fetch_rows()
    run = run_import(make_idless())
    assert count_undoable([run.pk]) == {}
    assert (undo_run(run), fetch_rows()) == (({"duplicate": 1}, []), before)
