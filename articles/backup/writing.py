"""Backups are written: all tables in one state of the database, and the files that they name."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import django
from django.db import connection, models

from articles.backup.archive import (
    MANIFEST_NAME,
    build_file_name,
    build_table_name,
    create_file,
    join_lines,
)
from articles.backup.checking import check_backup
from articles.backup.manifest import Manifest, TableEntry
from articles.backup.migrations import list_migrations
from articles.backup.rows import stream_lines
from articles.backup.sequences import read_last_number
from articles.backup.tables import get_rows, list_columns, list_models
from articles.models import Blob
from articles.models.blob import FileDamagedError
from articles.models.file_storage import sync_file
from articles.publishing.verification.streams import hold_snapshot

# Higher levels take longer than the rest of the work, for a twentieth less.
_COMPRESSION_LEVEL: Final = 3

# Is called with the number of rows that were written or checked.
Report = Callable[[int], object]


def write_backup(
    target: Path, *, overwrite: bool = False, report: Report = lambda _count: None
) -> Manifest:
    """Write the whole site to the file, check what was written, and return what it is.

    The site may go on reading and writing. Raise BackupError; the file then is not there.
    """
    with create_file(target, overwrite=overwrite) as (file, path):
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION_LEVEL) as archive:
            with hold_snapshot():
                manifest = _write_all(archive, report)
            archive.writestr(MANIFEST_NAME, manifest.render())
        sync_file(file)
        check_backup(path, report=report)
    return manifest


def _write_all(archive: ZipFile, report: Report) -> Manifest:
    """Write tables and files, and return the manifest of what was written."""
    migrations = list_migrations()  # the first query, which decides on the state
    made_at = datetime.now(UTC).isoformat(timespec="microseconds")
    tables = [_write_table(archive, model, report) for model in list_models()]
    count, size, damaged = _write_files(archive)
    return Manifest(
        made_at=made_at,
        engine=connection.vendor,
        django=django.get_version(),
        migrations=migrations,
        tables=tables,
        file_count=count,
        file_size=size,
        damaged_files=damaged,
    )


def _write_table(archive: ZipFile, model: type[models.Model], report: Report) -> TableEntry:
    name = model._meta.db_table
    digest, count, size = hashlib.sha256(), 0, 0
    with archive.open(build_table_name(name), "w", force_zip64=True) as entry:
        for lines, part in join_lines(stream_lines(model)):
            entry.write(part)
            digest.update(part)
            count, size = count + lines, size + len(part)
            report(lines)
    return TableEntry(
        name, list_columns(model), count, size, digest.hexdigest(), read_last_number(model)
    )


def _write_files(archive: ZipFile) -> tuple[int, int, list[str]]:
    """Return how many files were written, their size, and the SHA-256 of those that are damaged."""
    count, size, damaged = 0, 0, []
    for blob in _list_blobs():
        count, size = count + 1, size + blob.size
        try:
            with archive.open(build_file_name(blob.sha256), "w", force_zip64=True) as entry:
                for chunk in blob.read_chunks():
                    entry.write(chunk)
        except FileDamagedError:
            damaged.append(blob.sha256)
    return count, size, damaged


def _list_blobs() -> Iterator[Blob]:
    yield from get_rows(Blob).iterator(chunk_size=500)
