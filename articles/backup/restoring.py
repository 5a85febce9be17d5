"""Backups are restored: into an empty database, all or nothing, and compared before it counts."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, models, transaction

from articles.backup import files
from articles.backup.checking import OpenBackup, check_files, check_tables, open_backup
from articles.backup.manifest import Manifest, TableEntry
from articles.backup.migrations import require_migrations
from articles.backup.problems import BackupError
from articles.backup.rows import build_row_decoder, stream_lines
from articles.backup.sequences import write_last_number
from articles.backup.tables import (
    MADE_BY_MIGRATE,
    find_filled_tables,
    get_rows,
    list_columns,
    list_models,
)
from articles.database.bulk_insert import analyse_tables, insert_rows, tune_for_bulk_writes
from articles.models import Article, ContentVersion, Removal, StatusChange
from articles.publishing.verification.findings import Tally
from articles.publishing.verification.whole import verify_whole

# Rows and bytes of JSON that are inserted at once.
_CHUNK_ROWS, _CHUNK_BYTES = 5_000, 8 * 2**20

Report = Callable[[int], object]


class LogNotIntactError(BackupError):
    """The audit log that was restored is not intact; ``findings`` are sentences."""

    def __init__(self, findings: list[str]) -> None:
        self.findings = findings
        super().__init__(
            "The audit log in the backup is not intact, so nothing was restored. If that of the "
            "site has the same findings (manage.py verify_record), restore it all the same with "
            "--accept-findings."
        )


def restore_backup(
    path: Path, *, accept_findings: bool = False, report: Report = lambda _count: None
) -> tuple[Manifest, list[str]]:
    """Restore the backup into the empty database; return what it is, and findings in its log.

    Raise BackupError; the database is then as it was. ``report`` is called with the number of rows
    that were checked, inserted or compared: each of the backup three times.
    """
    with open_backup(path) as backup:
        require_migrations(backup.manifest.migrations)
        _require_columns(backup.manifest)
        _require_empty()
        check_tables(backup, report=report)
        check_files(backup)
        try:
            with files.restore_files(backup), tune_for_bulk_writes(), transaction.atomic():
                findings = _restore_all(backup, report)
                if findings and not accept_findings:
                    raise LogNotIntactError(findings)
        finally:
            ContentType.objects.clear_cache()
        return backup.manifest, findings


def _require_columns(manifest: Manifest) -> None:
    """Raise BackupError unless the backup has the tables and columns of the database."""
    present = {model._meta.db_table: {*list_columns(model)} for model in list_models()}
    wanted = {table.name: {*table.columns} for table in manifest.tables}
    for name in sorted(present.keys() | wanted.keys()):
        if present.get(name) != wanted.get(name):
            raise BackupError(
                f"The table {name} is not the same in the backup and in this version of Newsroom. "
                "Install the version that made the backup, and restore it there."
            )


def _require_empty() -> None:
    if names := find_filled_tables():
        raise BackupError(
            f"The database is not empty: {', '.join(names[:3])} and perhaps others have rows. "
            "Restore into a new database, on which only manage.py migrate was run."
        )


def _restore_all(backup: OpenBackup, report: Report) -> list[str]:
    """Fill the tables, compare them with the manifest, and return what the log's check finds."""
    _lock_tables()
    _require_empty()
    ContentVersion.objects.all().delete()
    for model in MADE_BY_MIGRATE:
        get_rows(model).delete()
    for model in list_models():
        _fill_table(backup, model, report)
    _check_references()
    analyse_tables()
    for model in list_models():
        table = backup.manifest.get_table(model._meta.db_table)
        _compare_table(model, table)
        report(table.count)
    findings = _verify_log()
    for model in list_models():
        last = backup.manifest.get_table(model._meta.db_table).last_number
        write_last_number(model, last)
    return findings


def _lock_tables() -> None:
    """Keep others from writing until the end; on SQLite the transaction does so anyway."""
    if connection.vendor == "postgresql":
        names = ", ".join(model._meta.db_table for model in list_models())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def _fill_table(backup: OpenBackup, model: type[models.Model], report: Report) -> None:
    table = backup.manifest.get_table(model._meta.db_table)
    lines, first = backup.stream_lines(table), 1
    for chunk in _split_lines(lines):
        try:
            insert_rows(model, _decode_rows(model, table, chunk))
        except (DatabaseError, ValueError, TypeError, KeyError, OverflowError) as error:
            last = first + len(chunk) - 1
            reason = " ".join(str(error).split())
            raise BackupError(
                f"The database refuses lines {first} to {last} of {table.name}: {reason}. Correct "
                "these rows in the site that the backup is of, and make another backup."
            ) from error
        first += len(chunk)
        report(len(chunk))


def _split_lines(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    chunk, size = list[bytes](), 0
    for line in lines:
        chunk.append(line)
        size += len(line)
        if len(chunk) >= _CHUNK_ROWS or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _decode_rows(
    model: type[models.Model], table: TableEntry, lines: Iterable[bytes]
) -> list[dict[str, Any]]:
    decode = build_row_decoder(model, table.columns)
    return [decode(line) for line in lines]


def _check_references() -> None:
    """Check all foreign keys now, so that what is wrong is named."""
    try:
        connection.check_constraints()
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        raise BackupError(
            f"A row of the backup refers to one that is missing: {reason}. Use another backup."
        ) from error


def _compare_table(model: type[models.Model], table: TableEntry) -> None:
    digest, count = hashlib.sha256(), 0
    for line in stream_lines(model):
        digest.update(line)
        count += 1
    if (count, digest.hexdigest()) != (table.count, table.sha256):
        raise BackupError(
            f"The rows of {table.name} in the database are not those of the backup, so nothing was "
            "restored. This is a fault of Newsroom: please report it."
        )


def _verify_log() -> list[str]:
    """Return what is not as it was written; nothing of a site without articles."""
    if not any(get_rows(table).exists() for table in (Article, StatusChange, Removal)):
        return []
    return [str(finding) for finding in verify_whole(Tally())]
