"""Runs undone whose articles readers have seen, or that brought cancellations."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.importing.undo import RemainingArticle, undo
from articles.importing.undo_rules import count_undoable
from articles.models import Article, ImportRun, Removal, Status, StatusChange
from articles.models.program_reason import word_reason
from articles.parsing.records import ParsedItem
from tests.audit import find_broken_links
from tests.factories import make_user
from tests.runs import fetch_rows, make_item, make_items, run_import, undo_run

pytestmark = pytest.mark.django_db

WITHDRAWN = "It was withdrawn while it was live. To publish it again, restore it."


def is_log_intact() -> bool:
    return not list(find_broken_links())


def publish_import(*records: ParsedItem) -> ImportRun:
    return run_import(*records, status=Status.PUBLISHED, is_command_line=True)


# What readers have seen.

LATER = timezone.now() + timedelta(days=1)


def test_live_articles_are_withdrawn_and_those_to_come_are_deleted() -> None:
    run = publish_import(*make_items(2), make_item(origin_id="later", publish_at=LATER))
    for report in (undo(run, is_dry_run=True), undo(run)):
        assert (report.withdrawn_count, dict(report.counts)) == (2, {"created": 1})
    assert set(Article.objects.values_list("status", flat=True)) == {Status.WITHDRAWN}


def test_an_expired_article_is_withdrawn() -> None:
    past = timezone.now() - timedelta(days=9)
    run = publish_import(make_item(publish_at=past, expire_at=past + timedelta(days=1)))
    assert (undo(run).withdrawn_count, Article.objects.get().status) == (1, Status.WITHDRAWN)


def test_an_article_whose_time_has_come_is_withdrawn() -> None:
    run = publish_import(make_item(publish_at=LATER))
    with time_machine.travel(LATER + timedelta(hours=1)):
        assert (undo(run).withdrawn_count, Article.objects.count()) == (1, 1)


def test_readers_find_a_notice_and_the_log_names_who_undid_which_import() -> None:
    boss, run = make_user("Publishers"), publish_import(make_item())
    undo(run, by=boss)
    article, change = Article.objects.get(), StatusChange.objects.latest("pk")
    sentence = f"The import that brought this article was undone (import {run.pk})."
    answer = Client().get(article.get_absolute_url())
    assert (answer.status_code, sentence in answer.content.decode()) == (410, True)
    assert (change.transition, change.changed_by) == ("withdraw", boss)
    assert (change.reason_text, is_log_intact()) == (sentence, True)


def test_the_log_says_that_the_command_line_undid_it() -> None:
    run = publish_import(make_item())
    undo(run)
    change = StatusChange.objects.latest("pk")
    sentence = "The import that brought this article was undone from the command line"
    assert (change.changed_by, change.reason_text) == (None, f"{sentence} (import {run.pk}).")


def test_a_deletion_leaves_the_end_of_the_chain_with_who_and_why() -> None:
    boss, run = make_user("Publishers"), run_import(make_item(), status=Status.REVIEW)
    article = Article.objects.get()
    undo(run, by=boss)
    closing = Removal.objects.get(kind=Removal.Kind.ARTICLE)
    assert str(closing) == f"article {closing.row_key}"
    assert (closing.identity, closing.head_count, closing.head_sha256) == (
        article.identity,
        1,
        article.audit_sha256,
    )
    assert (closing.removed_by, word_reason(closing.reason)) == (boss, f"{run} was undone.")


def test_who_may_not_withdraw_takes_nothing_from_readers() -> None:
    run = publish_import(*make_items(1), make_item(origin_id="later", publish_at=LATER))
    article = Article.objects.live().get()
    report = undo(run, by=make_user("Editors"))
    reason = "Readers have seen it. Ask somebody who may withdraw articles to undo this."
    assert report.remaining == [RemainingArticle(article.pk, article.headline, reason)]
    assert (report.withdrawn_count, dict(report.counts)) == (0, {"created": 1})
    assert Article.objects.get().is_live


def test_an_undo_that_was_killed_counts_what_it_has_withdrawn() -> None:
    boss, run = make_user("Publishers"), publish_import(*make_items(2))
    undo(run, by=boss)
    ImportRun.objects.update(undone_at=None)
    report = undo(run, by=boss)
    assert (report.withdrawn_count, report.remaining) == (2, [])


def test_what_an_import_published_can_be_imported_again_and_stays_withdrawn() -> None:
    undo(publish_import(make_item()))
    assert publish_import(make_item()).unchanged_count == 1
    assert Article.objects.get().status == Status.WITHDRAWN


# Cancellations.


def test_an_article_published_and_canceled_by_the_run_stays_withdrawn() -> None:
    run = publish_import(make_item(), make_item(is_canceled=True))
    assert Article.objects.get().status == Status.WITHDRAWN
    assert (undo_run(run), Article.objects.count()) == (({}, [WITHDRAWN]), 1)


def test_a_held_cancellation_is_deleted_with_its_mark() -> None:
    publish_import(make_item())
    before = fetch_rows()
    run = run_import(make_item(is_canceled=True))
    assert Article.objects.get().has_held_revision
    assert (count_undoable([run.pk]), undo_run(run)) == (
        {run.pk: 1},
        ({"held_cancellation": 1}, []),
    )
    assert fetch_rows() == before


def test_who_may_not_restore_leaves_a_spiked_article_as_it_is() -> None:
    run_import(make_item())
    run = run_import(make_item(is_canceled=True))
    [remaining] = undo(run, by=make_user("Editors")).remaining
    assert remaining.reason.startswith("You are not allowed to do this: Restore as draft.")
    assert Article.objects.get().status == Status.SPIKED


def test_the_log_names_who_restored_a_spiked_article() -> None:
    run_import(make_item())
    run, boss = run_import(make_item(is_canceled=True)), make_user("Publishers")
    undo(run, by=boss)
    change = StatusChange.objects.latest("pk")
    assert (change.transition, change.changed_by) == ("restore", boss)
