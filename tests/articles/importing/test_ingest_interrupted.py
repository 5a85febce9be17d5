"""Imports that are killed, and imports that run at the same time."""

import threading
from collections.abc import Iterable, Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, Author, Byline, ImportRun, Original, Source, Tag, Tagging
from articles.parsing.records import ParsedItem
from articles.vocabulary import Credit
from tests.factories import make_article
from tests.runs import ARTICLE_FIELDS, import_items, make_idless
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db


# Runs that are killed, and run again.


class Killed(BaseException):
    pass


def make_texts(number: int) -> list[ParsedItem]:
    return [make_idless(origin_id=str(i), body=f"<p>Text {i}.</p>") for i in range(number)]


def kill_after(records: Iterable[ParsedItem]) -> Iterator[ParsedItem]:
    yield from records
    raise Killed


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_killed_run_keeps_its_whole_chunks_and_a_second_one_completes_it() -> None:
    items = make_texts(10)
    with pytest.raises(Killed):
        import_items(*kill_after(items[:8]))  # before the first chunk is full
    with pytest.raises(Killed):
        ingest(kill_after(items[:8]), options=Options(label="a test", chunk_size=3))
    killed = ImportRun.objects.latest("pk")
    assert (killed.created_count, killed.finished_at, Article.objects.count()) == (6, None, 6)
    assert import_items(*items, chunk_size=3) == {"created": 4, "unchanged": 6}
    assert sorted(Article.objects.values_list("body", flat=True)) == [
        f"<p>Text {i}.</p>" for i in range(10)
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_dry_run_that_is_killed_changes_nothing() -> None:
    options = Options(label="a test", is_dry_run=True, chunk_size=2)
    with pytest.raises(Killed):
        ingest(kill_after(make_texts(5)), options=options)
    assert (Article.objects.count(), ImportRun.objects.count()) == (0, 0)


# Several at once.


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("round_number", range(3))
@pytest.mark.parametrize("step", [1, -1], ids=["same order", "opposite orders"])
def test_two_imports_of_the_same_at_once_end_in_one_set_of_articles(
    round_number: int, step: int
) -> None:
    items = [
        make_idless(
            origin_id=str(i),
            body=f"<p>Text {i} of round {round_number}.</p>",
            source=f"Outlet {i % 5}",
            credits=(Credit(f"Author {i % 7}"), Credit(f"Author {(i + 3) % 7}")),
            tags=(f"tag {i % 4}", f"tag {(i + 1) % 4}"),
        )
        for i in range(30)
    ]
    tallies = run_at_once(
        lambda: import_items(*items, chunk_size=10),
        lambda: import_items(*items[::step], chunk_size=10),
    )
    assert [sum(tally.values()) for tally in tallies] == [30, 30]
    assert sum(tally.get("created", 0) for tally in tallies) == 30
    assert sum(tally.get("unchanged", 0) for tally in tallies) == 30
    assert (Article.objects.count(), Original.objects.count()) == (30, 30)
    assert (Source.objects.count(), Author.objects.count(), Tag.objects.count()) == (5, 7, 4)
    assert (Byline.objects.count(), Tagging.objects.count()) == (60, 60)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_slug_that_an_editor_takes_meanwhile_is_no_reason_for_a_reject() -> None:
    saved, looked = threading.Event(), threading.Event()

    def edit() -> None:
        with transaction.atomic():
            make_article(headline=ARTICLE_FIELDS["headline"], is_own_work=True)
            saved.set()
            looked.wait(0.5)

    def import_item() -> dict[str, int]:
        saved.wait(10)
        return import_items(make_idless())

    assert run_at_once(edit, import_item)[1] == {"created": 1}
    slugs = Article.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["ferry-sails-again", "ferry-sails-again-2"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_an_editor_saves_meanwhile_is_not_overwritten() -> None:
    import_items(make_idless(origin_id="1"))
    saved, looked = threading.Event(), threading.Event()

    def edit() -> None:
        with transaction.atomic():
            Article.objects.update(body="<p>Edited.</p>", edited_at=timezone.now())
            saved.set()
            looked.wait(0.5)

    def import_item() -> dict[str, int]:
        saved.wait(10)
        return import_items(make_idless(origin_id="1", body="<p>Mended.</p>"))

    assert run_at_once(edit, import_item)[1] == {"updated": 1}
    assert Article.objects.get().body == "<p>Edited.</p>"
