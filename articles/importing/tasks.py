"""The tasks of uploads: previews, for which an editor waits, and imports, which may take hours."""

from articles.importing import import_jobs, worker
from articles.models import Queue, Upload, task
from articles.models.blob import FileDamagedError, FileNotStoredError

# What the page of the upload says, or what needs no work any more.
_EXPECTED = (
    import_jobs.WorkNotRequestedError,
    import_jobs.ImportForbiddenError,
    import_jobs.SupersededError,
    worker.ReadingStoppedError,
    FileDamagedError,
    FileNotStoredError,
    Upload.DoesNotExist,
)


@task(queue=Queue.PREVIEWS)
def preview_upload(pk: int) -> None:
    """Preview the upload, unless that is done."""
    _process(pk, is_preview=True)


@task(queue=Queue.LONG)
def import_upload(pk: int) -> None:
    """Import the upload, unless that is done; go on where a process before has ended."""
    _process(pk, is_preview=False)


def _process(pk: int, *, is_preview: bool) -> None:
    try:
        import_jobs.process_upload(Upload.objects.get(pk=pk), is_preview=is_preview)
    except _EXPECTED:
        return
