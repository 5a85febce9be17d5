"""The manifest of a backup: what is in it, with counts, sizes and digests."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from articles.backup.problems import BackupError

FORMAT: Final = "newsroom-backup/1"
_NO_MANIFEST: Final = (
    "The file is no backup of this format: name one that manage.py backup of this version wrote."
)


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: its columns in their order, rows, and size and SHA-256 of its lines.

    ``last_number`` is the last one that it gave to a row, 0 for none.
    """

    name: str
    columns: list[str]
    count: int
    size: int
    sha256: str
    last_number: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """``migrations`` are names such as "articles.0001_initial".

    ``damaged_files`` are those that the storage did not have whole when the backup was made.
    """

    made_at: str
    engine: str
    django: str
    migrations: list[str]
    tables: Sequence[TableEntry]
    file_count: int
    file_size: int
    damaged_files: list[str]

    @property
    def row_count(self) -> int:
        return sum(table.count for table in self.tables)

    def get_table(self, name: str) -> TableEntry:
        return next(table for table in self.tables if table.name == name)

    def render(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False) + "\n"


def parse_manifest(text: bytes) -> Manifest:
    """Return the manifest that ``render`` wrote; raise BackupError where it is none."""
    try:
        return _build_manifest(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(_NO_MANIFEST) from error


def _build_manifest(values: dict[str, Any]) -> Manifest:
    if values.pop("format") != FORMAT:
        raise BackupError(_NO_MANIFEST)
    manifest = Manifest(**values | {"tables": [TableEntry(**each) for each in values["tables"]]})
    numbers = [manifest.file_count, manifest.file_size]
    for table in manifest.tables:
        numbers += [table.count, table.size, table.last_number]
        _require_texts([table.name, table.sha256, *table.columns])
    _require_texts([*manifest.migrations, *manifest.damaged_files])
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise BackupError(_NO_MANIFEST)
    return manifest


def _require_texts(texts: Sequence[Any]) -> None:
    if not all(isinstance(text, str) for text in texts):
        raise BackupError(_NO_MANIFEST)
