"""The storage of files in a folder: private, and each file written whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import IO, Any, Final

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

# Files that are being written, in a folder beside those of the others.
INCOMING: Final = "incoming"
_PRIVATE_FOLDER: Final = 0o700


@deconstructible(path="articles.models.file_storage.FileStorage")
class FileStorage(FileSystemStorage):
    """Files that only the system user of Newsroom may read, in folders that only it may enter.

    A file has its name only once it is on the disk with all its bytes: a process that dies while
    writing leaves a file in ``incoming/``. A name that exists already gets the new content.
    """

    def __init__(self, location: str | Path) -> None:
        super().__init__(location=str(location), allow_overwrite=True)

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        _make_folder(target.parent)
        _make_folder(incoming := Path(self.path(INCOMING)))
        descriptor, temporary = tempfile.mkstemp(dir=incoming)  # with mode 0600
        try:
            _write(descriptor, content)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink()
            raise
        sync_folder(target.parent)
        return name


def _write(descriptor: int, content: "File[Any]") -> None:
    with os.fdopen(descriptor, "wb") as file:
        for chunk in content.chunks():
            file.write(chunk)
        sync_file(file)


def sync_file(file: IO[bytes]) -> None:
    """Wait until the disk has the file."""
    file.flush()
    os.fsync(file.fileno())


def _make_folder(folder: Path) -> None:
    """Make the folder, and those above it that do not exist, for this system user only."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(_PRIVATE_FOLDER, exist_ok=True)  # another process may have been faster
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in the folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
