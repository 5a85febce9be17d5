"""Files that nothing refers to: removed after a day, never from under somebody who needs them."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from articles.importing.undo import undo
from articles.models import Blob, ImportRun, Upload
from articles.models.blob import GRACE
from articles.models.unused_files import remove_unused_files
from tests.factories import make_article, make_blob, make_original, make_upload
from tests.files import keep_files_apart, list_files
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    return keep_files_apart(settings, tmp_path / "files")


def remove_later() -> int:
    """Remove the unused files as of a little more than a day from now."""
    with time_machine.travel(timezone.now() + 1.1 * GRACE):
        return remove_unused_files()


def test_what_nothing_refers_to_goes_after_a_day(folder: Path) -> None:
    original = make_original(make_article(), b"x" * 300_000)
    upload = make_upload(b"uploaded", rejects=make_blob(b"rejected"))
    make_blob(b"alone")
    assert remove_unused_files() == 0
    assert remove_later() == 1
    kept = {original.blob, upload.file, upload.rejects}
    assert set(Blob.objects.all()) == kept
    assert list_files(folder) == {str(each) for each in kept}


def test_what_an_undone_import_or_a_discarded_upload_brought_goes(folder: Path) -> None:
    run = ImportRun.objects.create(label="a run")
    make_original(make_article(), b"x" * 300_000, run=run, revision_number=1)
    make_upload(b"uploaded")
    undo(run)
    Upload.objects.all().delete()
    assert remove_later() == 2
    assert list_files(folder) == set()


def test_what_a_dead_process_has_begun_to_write_goes(folder: Path) -> None:
    blob = make_blob(b"used")
    make_upload(b"used")
    (folder / "incoming" / "begun").write_bytes(b"half a fi")
    remove_unused_files()
    assert list_files(folder) == {"begun", str(blob)}
    assert remove_later() == 0
    assert list_files(folder) == {str(blob)}


def test_without_files_there_is_nothing_to_remove(folder: Path) -> None:
    assert (remove_unused_files(), folder.exists()) == (0, False)


def test_a_row_that_lost_its_file_goes_too(folder: Path) -> None:
    blob = make_blob(b"alone")
    next(folder.glob("??/??/*")).unlink()
    assert remove_later() == 1
    assert not Blob.objects.filter(pk=blob.pk).exists()


def test_what_is_stored_again_just_now_stays() -> None:
    def store_again(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        result = execute(sql, params, many, context)
        if sql.startswith("SELECT") and not again:
            again.append(1)
            make_blob(b"again")
        return result

    make_blob(b"again")
    again: list[int] = []
    with time_machine.travel(timezone.now() + 1.1 * GRACE), connection.execute_wrapper(store_again):
        assert remove_unused_files() == 0
    assert Blob.objects.get().read() == b"again"


def test_the_command_says_how_many_it_removed(capsys: pytest.CaptureFixture[str]) -> None:
    make_blob(b"alone")
    with time_machine.travel(timezone.now() + 1.1 * GRACE):
        call_command("remove_unused_files")
    assert capsys.readouterr().out == "Removed 1 unused files.\n"


def test_a_file_that_cannot_be_removed_keeps_its_row(folder: Path) -> None:
    blob = make_blob(b"alone")
    file = next(folder.glob("??/??/*"))
    file.unlink()
    (file / "a folder").mkdir(parents=True)
    with (
        time_machine.travel(timezone.now() + 1.1 * GRACE),
        pytest.raises(CommandError, match=r"A file cannot be removed: .*run this again"),
    ):
        call_command("remove_unused_files")
    assert Blob.objects.get() == blob


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_removing_and_storing_at_once_loses_nothing() -> None:
    def store() -> None:
        for _ in range(20):
            with transaction.atomic():
                blob = Blob.objects.store(ContentFile(b"shared"))
                make_upload(b"shared")
            Upload.objects.all().delete()
            Blob.objects.filter(pk=blob.pk).update(stored_at=timezone.now() - 2 * GRACE)

    def remove() -> int:
        return sum(remove_unused_files() for _ in range(60))

    results = run_at_once(store, remove)
    assert results[0] is None
    assert isinstance(results[1], int)
    make_upload(b"shared")
    assert Blob.objects.get().read() == b"shared"
