"""The files of a backup go into the storage, each under its SHA-256."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import File
from django.core.files.storage import default_storage

from articles.backup.checking import OpenBackup, read_file_sizes
from articles.models import blob


@contextmanager
def restore_files(backup: OpenBackup) -> Iterator[None]:
    """Store the files that the storage lacks; delete them again when the block fails."""
    stored: list[str] = []
    try:
        for sha256, size in read_file_sizes(backup).items():
            if sha256 not in backup.manifest.damaged_files and _store(backup, sha256, size):
                stored.append(sha256)
        yield
    except BaseException:
        for sha256 in stored:
            default_storage.delete(blob.build_file_name(sha256))
        raise


def _store(backup: OpenBackup, sha256: str, size: int) -> bool:
    """Return whether the file was stored: not where the storage has it whole."""
    with backup.open_file(sha256) as entry:
        file = File(entry)
        file.size = size
        return blob.store_file(sha256, file)
