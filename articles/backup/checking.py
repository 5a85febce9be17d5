"""Backups are checked: every byte of the file against its manifest, before anything uses it."""

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from articles.backup.archive import (
    MANIFEST_NAME,
    PART_SIZE,
    build_file_name,
    build_table_name,
)
from articles.backup.manifest import Manifest, TableEntry, parse_manifest
from articles.backup.problems import BackupError
from articles.backup.rows import LINE_LIMIT
from articles.models import Blob

_MANIFEST_LIMIT: Final = 64 * 2**20
_ENCRYPTED: Final = 0x1
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
# What zipfile raises for a file that is damaged or made to harm.
_READ_ERRORS: Final = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

Report = Callable[[int], object]


class OpenBackup:
    """A backup that is open for reading: its manifest, the lines of its tables, its files."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.infos = _list_infos(archive)
        self.manifest = parse_manifest(self._read_manifest())
        _require_names(self)

    def _read_manifest(self) -> bytes:
        info = self.infos.get(MANIFEST_NAME)
        if info is None or info.file_size > _MANIFEST_LIMIT:
            raise BackupError("The file is no backup: it has no manifest. Use another backup.")
        return self.archive.read(info)

    def stream_lines(self, table: TableEntry) -> Iterator[bytes]:
        """Yield the lines of the table; raise BackupError for one that is too long."""
        with self.archive.open(build_table_name(table.name)) as entry:
            while line := entry.readline(LINE_LIMIT + 1):
                if len(line) > LINE_LIMIT:
                    raise BackupError(f"A line of {table.name} is too long. Use another backup.")
                yield line

    @contextmanager
    def open_file(self, sha256: str) -> Iterator[IO[bytes]]:
        with self.archive.open(build_file_name(sha256)) as entry:
            yield entry


@contextmanager
def open_backup(path: Path) -> Iterator[OpenBackup]:
    """Open the file and check its names and sizes; raise BackupError where it is no backup.

    So does what the block reads from it, where the file is damaged.
    """
    try:
        with ZipFile(path) as archive:
            yield OpenBackup(archive)
    except _READ_ERRORS as error:
        raise BackupError(
            f"{path} is damaged or no backup ({error}). Use another backup."
        ) from error


def _list_infos(archive: ZipFile) -> dict[str, ZipInfo]:
    """Return the entries by name; raise BackupError for such as no backup has."""
    infos = {info.filename: info for info in archive.infolist()}
    if len(infos) < len(archive.infolist()):
        raise BackupError("The file has two entries of one name. Use another backup.")
    for info in infos.values():
        if info.flag_bits & _ENCRYPTED or info.compress_type not in {ZIP_DEFLATED, ZIP_STORED}:
            raise BackupError(f"{info.filename!r} is packed as in no backup. Use another backup.")
    return infos


def _require_names(backup: OpenBackup) -> None:
    """Raise BackupError unless the file has the entries of the manifest, in their sizes."""
    manifest, infos = backup.manifest, backup.infos
    sizes = {build_table_name(table.name): table.size for table in manifest.tables}
    if len(sizes) < len(manifest.tables):
        raise BackupError("The manifest names a table twice. Use another backup.")
    files = _list_files(infos)
    names = {MANIFEST_NAME, *sizes, *map(build_file_name, files)}
    if differing := names ^ infos.keys():
        raise BackupError(
            f"The file has entries that its manifest does not name, or lacks some, such as "
            f"{min(differing)!r}. Use another backup."
        )
    for name, size in sizes.items():
        if infos[name].file_size != size:
            raise BackupError(f"{name} has not the size in the manifest. Use another backup.")


def _list_files(infos: dict[str, ZipInfo]) -> list[str]:
    """Return the SHA-256 of all files."""
    hashes = (name.removeprefix("files/") for name in infos if name.startswith("files/"))
    return [sha256 for sha256 in hashes if _SHA256.fullmatch(sha256)]


def check_backup(path: Path, *, report: Report = lambda _count: None) -> Manifest:
    """Check every byte of the backup; raise BackupError that names what is not whole."""
    with open_backup(path) as backup:
        check_tables(backup, report=report)
        check_files(backup)
        return backup.manifest


def check_tables(backup: OpenBackup, *, report: Report = lambda _count: None) -> None:
    """Check rows and digests of all tables."""
    for table in backup.manifest.tables:
        digest, count = hashlib.sha256(), 0
        for line in backup.stream_lines(table):
            digest.update(line)
            count += 1
        report(count)
        if (count, digest.hexdigest()) != (table.count, table.sha256):
            raise BackupError(
                f"The rows of {table.name} are not those that were written. Use another backup."
            )


def check_files(backup: OpenBackup) -> None:
    """Check that the files are those of the table of files, and the digest of each."""
    manifest, sizes = backup.manifest, read_file_sizes(backup)
    differing = set(_list_files(backup.infos)) ^ sizes.keys()
    if differing or (len(sizes), sum(sizes.values())) != (manifest.file_count, manifest.file_size):
        raise BackupError("The backup has not the files that it should have. Use another backup.")
    for sha256 in sizes.keys() - set(manifest.damaged_files):
        if _compute_digest(backup, sha256) != sha256:
            raise BackupError(f"The file {sha256} is not as it was written. Use another backup.")


def read_file_sizes(backup: OpenBackup) -> dict[str, int]:
    """Return the sizes of all files by their SHA-256, as the table of files says."""
    table = _find_table(backup.manifest.tables)
    sha256, size = table.columns.index("sha256"), table.columns.index("size")
    rows = (json.loads(line) for line in backup.stream_lines(table))
    return {row[sha256]: row[size] for row in rows}


def _find_table(tables: Sequence[TableEntry]) -> TableEntry:
    table = next((each for each in tables if each.name == Blob._meta.db_table), None)
    if table is None or not {"sha256", "size"} <= {*table.columns}:
        raise BackupError("The backup has no table of files. Use another backup.")
    return table


def _compute_digest(backup: OpenBackup, sha256: str) -> str:
    digest = hashlib.sha256()
    with backup.open_file(sha256) as file:
        while part := file.read(PART_SIZE):
            digest.update(part)
    return digest.hexdigest()
