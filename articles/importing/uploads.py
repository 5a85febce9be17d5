"""Uploaded files: stored, and their preview and import asked of the worker."""

from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from articles.importing.tasks import import_upload, preview_upload
from articles.models import Blob, Task, Upload, UploadState
from articles.models.upload import UploadQuerySet


def store_upload(file: "File[Any]", *, by: User, options: dict[str, Any]) -> Upload:
    """Store a file that was uploaded, and forget the files that nobody needs any more.

    Raise FileNotStoredError.
    """
    Upload.objects.abandoned().delete()
    Upload.objects.long_finished().update(file=None)
    blob = Blob.objects.store(file)
    return Upload.objects.create(
        name=file.name or "", uploaded_by=by, file=blob, size=blob.size, **options
    )


def start_preview(upload: Upload) -> bool:
    """Ask for a preview of the file, unless somebody has; return whether it is asked for."""
    rows = Upload.objects.previewable()
    return _start(preview_upload, rows, upload, state=UploadState.PREVIEWING)


def start_import(upload: Upload, *, by: User) -> bool:
    """Ask for the import of the file, unless somebody has; return whether it is asked for."""
    columns = {"confirmed_by": by, "confirmed_at": timezone.now()}
    rows = Upload.objects.importable()
    return _start(import_upload, rows, upload, state=UploadState.RUNNING, **columns)


def _start(task: Task[[int]], rows: UploadQuerySet, upload: Upload, **columns: Any) -> bool:
    """Claim the upload if it is one of the rows, so that nobody else can, and make the task."""
    upload.refresh_from_db(fields=["process_number"])
    number = upload.process_number
    columns |= {"progressed_at": None, "read_size": 0, "problem": {}, "log": ""}
    with transaction.atomic():
        if not rows.filter(pk=upload.pk, process_number=number).update(
            process_number=number + 1, **columns
        ):
            return False
        task.enqueue(upload.pk)
    return True
