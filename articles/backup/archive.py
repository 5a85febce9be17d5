"""The names in the ZIP file of a backup, and files that get their name when they are whole."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO, Final

from articles.backup.problems import BackupError
from articles.models.file_storage import sync_folder

MANIFEST_NAME: Final = "manifest.json"
# Parts of this size go to and from the ZIP file.
PART_SIZE: Final = 2**20


def build_table_name(table: str) -> str:
    return f"tables/{table}.jsonl"


def build_file_name(sha256: str) -> str:
    return f"files/{sha256}"


def join_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines in parts of about PART_SIZE, each with its number of lines."""
    part, size = list[bytes](), 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size >= PART_SIZE:
            yield len(part), b"".join(part)
            part, size = [], 0
    if part:
        yield len(part), b"".join(part)


@contextmanager
def create_file(target: Path, *, overwrite: bool) -> Iterator[tuple[IO[bytes], Path]]:
    """Open a file that gets the name of the target when the block ends, and yield its path too.

    Only the system user may read it. It has another name until all of it is on the disk, and is
    deleted when the block fails. Raise BackupError where the target exists already.
    """
    _require_free(target, overwrite=overwrite)
    part = target.with_name(f".{target.name}.{token_hex(4)}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            yield file, part
        _require_free(target, overwrite=overwrite)
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


def _require_free(target: Path, *, overwrite: bool) -> None:
    if target.exists() and not (overwrite and target.is_file()):
        raise BackupError(
            f"{target} exists already. Choose another name, or replace it with --overwrite."
        )
