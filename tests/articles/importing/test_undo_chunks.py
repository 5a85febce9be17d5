"""Undo in dry runs, chunk by chunk, and during other work."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from articles.importing import undo as undo_module
from articles.importing.ingest import ingest
from articles.importing.lock import RunUndoneError
from articles.importing.options import Options
from articles.importing.undo import AlreadyUndoneError, UndoReport, undo
from articles.importing.undo_rules import count_undoable
from articles.models import Article, ImportRun, Original, Status, StatusChange
from articles.parsing.records import ParsedItem
from tests.factories import make_user
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
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db

EDITED = "Edited since the import."


# Dry runs.


def test_a_dry_run_reports_the_same_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_module, "CHUNK", 2)
    run_import(make_item(), *make_items(2), make_item(origin_id="c", headline="C", body="<p>C</p>"))
    edit_article(Article.objects.get(headline="Ferry 0"), make_user("Editors"))
    run = run_import(
        *(
            make_item(**SECOND_TEXT),
            make_item(**THIRD_TEXT),
            make_item(origin_id="new", headline="N", body="<p>N</p>"),
        ),
        *(
            make_item(origin_id="c", is_canceled=True),
            make_item(origin_id="0"),
            make_idless(**THIRD_TEXT),
        ),
        make_item(origin_id="new", headline="N", body="<p>O</p>"),
    )
    before, changes = fetch_rows(), StatusChange.objects.count()
    report = undo(run, is_dry_run=True)
    run.refresh_from_db()
    assert (fetch_rows(), StatusChange.objects.count(), run.undone_at) == (
        before,
        changes,
        None,
    )
    assert report == undo(run)
    assert report.counts == {"created": 1, "updated": 3, "canceled": 1, "held": 1, "duplicate": 1}


# Chunks, and undoing again.


def test_it_goes_chunk_by_chunk_and_lists_each_remaining_article_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(undo_module, "CHUNK", 2)
    mended = make_items(5)
    run = run_import(*mended, *(make_item(origin_id=f"{i}", headline=f"Bus {i}") for i in range(5)))
    edited = list(Article.objects.order_by("pk")[1:3])
    for article in edited:
        edit_article(article, make_user("Editors"))
    report = undo(run)
    assert [each.article_pk for each in report.remaining] == [each.pk for each in edited]
    assert report.counts == {"created": 3, "updated": 3}


def build_killer(number: int) -> Callable[..., Any]:
    """Return an execute wrapper that interrupts the program in the middle of this chunk."""
    chunks = count(1)

    def kill(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if sql.startswith('DELETE FROM "articles_article"') and next(chunks) == number:
            raise KeyboardInterrupt
        return execute(sql, *arguments)

    return kill


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_undo_that_was_killed_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_module, "CHUNK", 2)
    run = run_import(*make_items(5))
    with connection.execute_wrapper(build_killer(3)), pytest.raises(KeyboardInterrupt):
        undo(run)
    run.refresh_from_db()
    assert (Article.objects.count(), run.undone_at) == (1, None)
    assert (undo_run(run), Article.objects.count()) == (({"created": 1}, []), 0)


@pytest.mark.parametrize("number", [1, 30])
def test_a_chunk_takes_the_same_number_of_queries_whatever_its_size(
    number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    run = run_import(*make_items(number), status=Status.REVIEW)
    with django_assert_max_num_queries(48):
        undo(run)


def test_withdrawing_an_article_takes_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    run = run_import(*make_items(10), status=Status.PUBLISHED)
    with django_assert_max_num_queries(48 + 10 * 15):
        undo(run)


@pytest.mark.parametrize("number", [1, 3])
def test_count_undoable_takes_one_query_for_all_runs(
    number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    runs = [run_import(each).pk for each in make_items(number)]
    with django_assert_max_num_queries(1):
        assert count_undoable(runs) == dict.fromkeys(runs, 1)


def test_nothing_more_of_an_undone_run_is_undoable() -> None:
    run = run_import(make_item())
    edit_article(Article.objects.get(), make_user("Editors"))
    undo(run)
    assert count_undoable([run.pk]) == {}


# Undo during other work.


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_import_whose_run_is_undone_meanwhile_stops() -> None:
    def records() -> Iterator[ParsedItem]:
        yield from make_items(2)
        undo(ImportRun.objects.get())
        yield make_item()

    with pytest.raises(RunUndoneError) as error:
        ingest(records(), options=Options(label="a test", chunk_size=2))
    assert str(error.value).endswith(": a test was undone while it was running and has stopped.")
    assert Article.objects.count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_an_editor_saves_meanwhile_stays() -> None:
    run = run_import(make_item())
    article, boss = Article.objects.get(), make_user()
    is_locked, results = threading.Event(), []

    def editor() -> None:
        with transaction.atomic():
            edit_article(article, boss)
            is_locked.set()
            time.sleep(0.2)  # the operator waits for it

    def operator() -> None:
        is_locked.wait(10)
        results.append(undo_run(run))

    assert run_at_once(editor, operator) == [None, None]
    assert (results, Article.objects.get().headline) == ([({}, [EDITED])], "Mended")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_edit_and_an_undo_exclude_each_other() -> None:
    run = run_import(*make_items(20))
    articles, boss = list(Article.objects.order_by("pk")), make_user()

    def editor() -> list[int]:
        saved = []
        for article in reversed(articles):
            with suppress(ObjectDoesNotExist):
                edit_article(article, boss)
                saved.append(article.pk)
        return saved

    saved, report = run_at_once(editor, lambda: undo(run))
    remaining = set(Article.objects.values_list("pk", flat=True))
    assert remaining == set(saved) == {each.article_pk for each in report.remaining}
    assert report.counts["created"] == 20 - len(remaining)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_undos_of_a_run_at_once_undo_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(undo_module, "CHUNK", 2)
    run = run_import(*make_items(10))
    undos = [lambda: undo(ImportRun.objects.get(pk=run.pk))] * 2
    results = run_at_once(*undos)
    done = [result for result in results if isinstance(result, UndoReport)]
    assert sum(each.counts["created"] for each in done) == 10
    assert [type(result) for result in results if result not in done] in (
        [],
        [AlreadyUndoneError],
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_import_and_an_undo_at_once_do_not_mix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(undo_module, "CHUNK", 2)
    run = run_import(*make_items(10))
    _report, tally = run_at_once(
        lambda: undo(run),
        lambda: ingest(make_items(10), options=Options(label="again", chunk_size=2)),
    )
    assert tally.read == tally.counts["created"] + tally.counts["unchanged"] == 10
    assert Article.objects.count() == Original.objects.count() == tally.counts["created"]
