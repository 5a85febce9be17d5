"""The list of import runs: what it says of each, and how many queries it takes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.importing.ingest import ingest
from articles.importing.listing import list_runs
from articles.importing.options import Options
from articles.importing.undo import undo
from articles.models import Article, ImportRun
from articles.parsing.records import ParsedItem
from tests.factories import make_revision, make_user
from tests.runs import make_item, make_items, run_import

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def kill_import() -> ImportRun:
    """Return a run that was killed in the middle."""

    def yield_half() -> Iterator[ParsedItem]:
        yield from islice(make_items(4), 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(yield_half(), options=Options(label="killed", chunk_size=2))
    return ImportRun.objects.get()


def test_an_import_is_listed_with_all_that_became_of_it() -> None:
    ada = make_user()
    with time_machine.travel(NOON, tick=False):
        run = run_import(*make_items(2), make_item(), make_item(), label="in.jsonl", started_by=ada)
    make_revision(Article.objects.get(headline="Ferry 0"), by=ada, headline="Mended")
    [summary] = list_runs(limit=10)
    assert summary.as_json() == {
        "run": run.pk,
        "label": "in.jsonl",
        "state": "finished",
        "started_at": "2026-11-23T12:00:00+00:00",
        "started_by": ada.username,
        "seconds": 0.0,
        "created": 2,
        "updated": 1,
        "unchanged": 1,
        "duplicate": 0,
        "rejected": 0,
        "held": 0,
        "canceled": 0,
        "withdrawn": 0,
        "held_cancellations": 0,
        "stubs": 0,
        "undoable": 1,
        "undone_at": None,
        "undone_by": None,
    }


def test_an_undone_run_is_listed_with_when_and_by_whom() -> None:
    ada, run = make_user(), run_import(make_item())
    with time_machine.travel(NOON, tick=False):
        undo(run, by=ada)
    fields = list_runs(limit=10)[0].as_json()
    assert (fields["state"], fields["undoable"]) == ("undone", 0)
    assert (fields["undone_at"], fields["undone_by"]) == ("2026-11-23T12:00:00+00:00", ada.username)


def test_a_killed_run_has_no_end_and_is_undoable() -> None:
    kill_import()
    [summary] = list_runs(limit=10)
    assert (summary.seconds, summary.undoable) == (None, 2)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert summary.as_json()["state"] == "interrupted"


def test_the_newest_runs_are_listed_newest_first() -> None:
    runs = [run_import(each) for each in make_items(3)]
    assert [summary.run for summary in list_runs(limit=2)] == runs[:0:-1]


def test_without_runs_the_list_is_empty() -> None:
    assert list_runs(limit=10) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_two_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in make_items(number):
        run_import(each, started_by=make_user())
    with django_assert_num_queries(2):
        assert len(list_runs(limit=10)) == number
