"""Uploads: what can be started with them when, and how long they are kept."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import ImportRun, ImportRunState, Upload, UploadState
from articles.models.upload import RETENTION, STALLED_AFTER
from tests.factories import make_upload

pytestmark = pytest.mark.django_db

A_MINUTE = timedelta(minutes=1)


def test_the_database_refuses_an_unknown_state() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_upload(state="lost")


def test_the_database_refuses_an_unconfirmed_import() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_upload(state=UploadState.RUNNING, confirmed_at=None)


STALLED = {"progressed_at": timezone.now() - STALLED_AFTER - A_MINUTE}
CONFIRMED = {"confirmed_at": timezone.now()}


@pytest.mark.parametrize(
    ("state", "fields", "may_start"),
    [
        (UploadState.WAITING, {}, ["preview"]),
        (UploadState.WAITING, {"size": 0}, []),
        (UploadState.PREVIEWING, {}, []),
        (UploadState.PREVIEWING, STALLED, ["preview"]),
        (UploadState.PREVIEWED, {}, ["import"]),
        (UploadState.RUNNING, {}, []),
        (UploadState.RUNNING, STALLED, ["import"]),
        (UploadState.FAILED, {}, ["preview"]),
        (UploadState.FAILED, CONFIRMED, ["import"]),
        (UploadState.FINISHED, {}, []),
    ],
)
def test_what_can_be_started(
    state: UploadState, fields: dict[str, Any], may_start: list[str]
) -> None:
    upload = make_upload(b"x", state=state)
    Upload.objects.filter(pk=upload.pk).update(**fields)
    rows = {"preview": Upload.objects.previewable(), "import": Upload.objects.importable()}
    assert [name for name, uploads in rows.items() if uploads.exists()] == may_start


@pytest.mark.parametrize(
    ("state", "fields", "expected"),
    [
        (UploadState.WAITING, STALLED, []),
        (UploadState.PREVIEWING, {}, ["is_working"]),
        (UploadState.PREVIEWING, STALLED, ["is_stalled"]),
        (UploadState.RUNNING, {"progressed_at": None}, ["is_working"]),
        (UploadState.RUNNING, STALLED, ["is_stalled"]),
        (UploadState.FINISHED, STALLED, []),
    ],
)
def test_a_process_that_does_not_report_is_stalled(
    state: UploadState, fields: dict[str, Any], expected: list[str]
) -> None:
    upload = make_upload(b"x", state=state, **fields)
    assert [name for name in ("is_working", "is_stalled") if getattr(upload, name)] == expected


def test_uploads_are_abandoned_or_long_finished_after_a_week() -> None:
    for state in (UploadState.PREVIEWED, UploadState.FAILED, UploadState.FINISHED):
        make_upload(state=state)
    assert Upload.objects.abandoned().count() == 0
    with time_machine.travel(timezone.now() + RETENTION + A_MINUTE):
        states = Upload.objects.abandoned().order_by("pk").values_list("state", flat=True)
        assert list(states) == [UploadState.PREVIEWED, UploadState.FAILED]
        assert Upload.objects.long_finished().get().state == UploadState.FINISHED


def test_an_upload_is_shown_by_its_name() -> None:
    assert str(make_upload(b"x")) == "ferries.jsonl"


@pytest.mark.parametrize(
    ("age", "fields", "state"),
    [
        (0, {}, ImportRunState.RUNNING),
        (6, {}, ImportRunState.INTERRUPTED),
        (6, {"counted_at": 0}, ImportRunState.RUNNING),
        (9, {"counted_at": 6}, ImportRunState.INTERRUPTED),
        (9, {"finished_at": 7}, ImportRunState.FINISHED),
        (9, {"finished_at": 7, "undone_at": 1}, ImportRunState.UNDONE),
        (9, {"undone_at": 1}, ImportRunState.UNDONE),
    ],
)
def test_the_state_of_an_import_run(
    age: int, fields: dict[str, int], state: ImportRunState
) -> None:
    now = timezone.now()
    instants = {name: now - minutes * A_MINUTE for name, minutes in fields.items()}
    run = ImportRun.objects.create(label="a folder", **instants)
    ImportRun.objects.filter(pk=run.pk).update(started_at=now - age * A_MINUTE)
    assert ImportRun.objects.get().state == state
