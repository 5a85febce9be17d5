"""The stored files of one test, and disks that are full."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from pytest_django import Settings

from articles.models import Blob


def keep_files_apart(settings: Settings, folder: Path) -> Path:
    """Let the test store its files in this folder, which is returned."""
    backend = "articles.models.file_storage.FileStorage"
    default = {"BACKEND": backend, "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


def list_files(folder: Path) -> set[str]:
    """Return the names of the files in the folder and the folders in it."""
    return {each.name for each in folder.rglob("*") if each.is_file()}


def get_path(blob: Blob | None) -> Path:
    assert blob is not None
    return Path(default_storage.path(blob.file_name))


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
