"""The removal of stored files that nothing refers to any more."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from articles.models.blob import GRACE, Blob
from articles.models.file_storage import INCOMING


def remove_unused_files() -> int:
    """Remove the contents that nothing has referred to for a day; return their number.

    With them go the files that dead processes did not write to their end.
    Whoever stores the same content meanwhile waits for the row, and then writes the file again.
    Raise OSError where the storage does not let a file go.
    """
    _remove_unfinished()
    keys = list(Blob.objects.unused().values_list("pk", flat=True))
    return sum(map(_remove, keys))


def _remove_unfinished() -> None:
    if not default_storage.exists(INCOMING):
        return
    _folders, names = default_storage.listdir(INCOMING)
    for name in (f"{INCOMING}/{each}" for each in names):
        if default_storage.get_modified_time(name) < timezone.now() - GRACE:
            default_storage.delete(name)


def _remove(pk: int) -> bool:
    """Remove the row with its file, unless it is in use again; return whether it was removed."""
    with transaction.atomic():
        blob = Blob.objects.unused().select_for_update().filter(pk=pk).first()
        if blob is None:
            return False
        blob.delete()
        default_storage.delete(blob.file_name)
    return True
