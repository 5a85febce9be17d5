"""An import of an upload that was interrupted goes on as the same run, and is undone as one."""

from collections.abc import Iterator

import pytest

from articles.importing.ingest import ingest
from articles.importing.options import Options, Tally
from articles.importing.undo import undo
from articles.models import Article, ImportRun, Upload
from articles.parsing.records import ParsedItem
from tests.runs import make_items

pytestmark = pytest.mark.django_db

ITEMS = 7


class KilledError(Exception):
    pass


def make_upload() -> Upload:
    return Upload.objects.create(name="archive.jsonl", format="auto", status="draft")


def read_until(items: list[ParsedItem], *, number: int) -> Iterator[ParsedItem]:
    """Yield so many of the items; then the process is killed."""
    yield from items[:number]
    raise KilledError


def run_import(upload: Upload, *, killed_after: int | None = None) -> Tally | None:
    options = Options(label=upload.name, upload=upload, chunk_size=2)
    items = make_items(ITEMS)
    if killed_after is None:
        return ingest(items, options=options)
    with pytest.raises(KilledError):
        ingest(read_until(items, number=killed_after), options=options)
    return None


@pytest.mark.parametrize("kills", [[4], [2, 6], [6, 3], [0]], ids=str)
def test_a_run_goes_on_with_the_counts_of_the_whole(kills: list[int]) -> None:
    upload = make_upload()
    for number in kills:
        run_import(upload, killed_after=number)
    tally = run_import(upload)
    run = ImportRun.objects.get()
    assert tally is not None
    assert (tally.run, tally.read, tally.counts["created"]) == (run.pk, ITEMS, ITEMS)
    assert (run.created_count, run.read_count) == (ITEMS, ITEMS)
    assert run.finished_at is not None


def test_it_is_undone_as_one() -> None:
    upload = make_upload()
    run_import(upload, killed_after=4)
    run_import(upload)
    undo(ImportRun.objects.get())
    assert Article.objects.count() == 0


def test_a_finished_run_is_not_taken_up_again() -> None:
    upload = make_upload()
    run_import(upload)
    run_import(upload)
    assert ImportRun.objects.count() == 2


def test_a_run_that_was_undone_is_not_taken_up_again() -> None:
    upload = make_upload()
    run_import(upload, killed_after=4)
    undo(ImportRun.objects.get())
    run_import(upload)
    assert Article.objects.count() == ITEMS
    assert list(ImportRun.objects.order_by("pk").values_list("created_count", flat=True)) == [4, 7]


def test_runs_of_other_uploads_are_others() -> None:
    run_import(make_upload(), killed_after=4)
    run_import(make_upload())
    assert ImportRun.objects.count() == 2
