"""The tasks of uploads: asked for once, done once, and run twice without harm."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.importing import tasks, uploads, worker
from articles.models import Article, ImportRun, Upload, UploadState
from articles.parsing.problems import Problem
from tests.factories import make_upload, make_user

pytestmark = pytest.mark.django_db

GOOD = b"".join(
    json.dumps({"headline": name, "text": f"{name} at noon."}).encode() + b"\n"
    for name in ("One", "Two")
)


def run_tasks() -> None:
    """Run the tasks that wait, as the worker does."""
    for row in DBTaskResult.objects.ready():
        row.task.call(*row.args_kwargs["args"])


def read_state(upload: Upload) -> str:
    upload.refresh_from_db()
    return upload.state


def test_a_preview_and_an_import_wait_for_the_worker_and_are_asked_for_once() -> None:
    upload = make_upload(GOOD, state=UploadState.WAITING)
    assert [uploads.start_preview(upload), uploads.start_preview(upload)] == [True, False]
    upload.refresh_from_db()
    assert (upload.is_waiting, upload.is_working, upload.is_stalled) == (True, True, False)
    run_tasks()
    assert read_state(upload) == UploadState.PREVIEWED
    editor = make_user("Editors")
    assert [uploads.start_import(upload, by=editor) for _ in "12"] == [True, False]
    run_tasks()
    assert (read_state(upload), upload.is_waiting) == (UploadState.FINISHED, False)
    assert (ImportRun.objects.get().started_by, Article.objects.count()) == (editor, 2)
    queues = DBTaskResult.objects.values_list("queue_name", flat=True)
    assert sorted(queues) == ["long", "previews"]


def test_a_task_that_is_run_again_changes_nothing() -> None:
    upload = make_upload(GOOD, state=UploadState.WAITING)
    uploads.start_preview(upload)
    for _ in "12":
        run_tasks()
    uploads.start_import(upload, by=make_user("Editors"))
    for _ in "12":
        run_tasks()
    assert (read_state(upload), Article.objects.count()) == (UploadState.FINISHED, 2)
    assert ImportRun.objects.count() == 1


def test_the_task_of_an_upload_that_was_discarded_does_nothing() -> None:
    upload = make_upload(GOOD, state=UploadState.WAITING)
    uploads.start_preview(upload)
    upload.delete()
    run_tasks()


def test_what_the_page_says_is_no_failure_of_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("import.stopped", {"status": -9})

    def fail(*_args: Any, **_kwargs: Any) -> Any:
        yield from ()
        raise worker.ReadingStoppedError(problem)

    monkeypatch.setattr(worker, "read_prepared", fail)
    upload = make_upload(GOOD, state=UploadState.RUNNING)
    tasks.import_upload.call(upload.pk)
    assert (read_state(upload), upload.problem) == (UploadState.FAILED, problem.as_json())


def test_what_nobody_expects_is_a_failure_of_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> Any:
        raise RuntimeError("no")

    monkeypatch.setattr(worker, "read_prepared", fail)
    upload = make_upload(GOOD, state=UploadState.PREVIEWING)
    with pytest.raises(RuntimeError):
        tasks.preview_upload.call(upload.pk)
    assert read_state(upload) == UploadState.FAILED


def test_an_import_without_a_sign_of_life_can_be_asked_for_again() -> None:
    upload = make_upload(GOOD, state=UploadState.RUNNING)
    editor = make_user("Editors")
    assert uploads.start_import(upload, by=editor) is False
    Upload.objects.update(progressed_at=timezone.now() - timedelta(minutes=4))
    assert uploads.start_import(upload, by=editor) is True
    run_tasks()
    assert read_state(upload) == UploadState.FINISHED
