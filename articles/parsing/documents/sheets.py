"""Articles of spreadsheets: each sheet with a header is a table, as in CSV, with a row for each."""

import csv
import io
import tempfile
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, islice
from typing import Any, BinaryIO, Final, cast

from articles.parsing.documents.bounded import read_bounded
from articles.parsing.documents.detection import check_format
from articles.parsing.documents.document import EMPTY, DocumentError
from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.tabular import field_names, table

_NAME_LIMIT: Final = 60
# The header is the first of so many rows that names a headline and a text; above it is a title.
_HEADER_ROWS: Final = 20
_MEMORY_SIZE: Final = 2**20


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """A format of spreadsheets; the module of this room that reads it has its name."""

    name: str

    @property
    def parser(self) -> str:
        return f"{self.name}/1"

    def parse(
        self,
        stream: BinaryIO,
        *,
        charset: str = "",
        name_map: field_names.NameMap = field_names.NO_NAMES,
    ) -> Iterator[Record | Reject | SkippedItem]:
        """Yield the records of all sheets that have a header, or why there is none."""
        del charset  # documents declare their own
        try:
            check_format(stream, self.name)
            with closing(cast("Any", read_bounded(self.name, stream))) as rows:
                yield from _parse_sheets(rows, name_map)
        except DocumentError as error:
            yield Reject("line 1", error.problem, None)


FORMATS: Final = (SheetFormat("xlsx"), SheetFormat("ods"))


_NO_TABLE: Final = (SkippedItem("sheets without articles"),)


def _parse_sheets(
    rows: Iterator[dict[str, Any]], name_map: field_names.NameMap
) -> Iterator[Record | Reject | SkippedItem]:
    """Yield the records; a sheet without a header is a reject only where no sheet has one."""
    others: list[_Sheet] = []
    has_table = False
    for name, group in groupby(rows, key=lambda row: str(row["sheet"])):
        sheet = _Sheet(name.replace(",", " ")[:_NAME_LIMIT])
        if sheet.fill(group, name_map):
            has_table = True
            yield from sheet.parse(name_map)
        else:
            others.append(sheet)
    if not has_table and not others:
        yield Reject("line 1", EMPTY, None)
    for each in others:
        with each.table:
            yield from _NO_TABLE if has_table else each.parse(name_map)


def _open_table() -> BinaryIO:
    return cast("BinaryIO", tempfile.SpooledTemporaryFile(_MEMORY_SIZE))


@dataclass(slots=True)
class _Sheet:
    """A sheet, written as a table with tabs; the lines at which its rows begin there."""

    name: str
    table: BinaryIO = field(default_factory=_open_table)
    lines: "array[int]" = field(default_factory=lambda: array("Q"))
    rows: "array[int]" = field(default_factory=lambda: array("Q"))

    def fill(self, rows: Iterator[dict[str, Any]], name_map: field_names.NameMap) -> bool:
        """Write the rows from the header on; without a header only the first one."""
        head = list(islice(rows, _HEADER_ROWS))
        start = next((at for at, row in enumerate(head) if _is_header(row, name_map)), None)
        line = 1
        for row in chain(head[start:], rows) if start is not None else head[:1]:
            self.lines.append(line)
            self.rows.append(row["row"])
            content = _write_row(row["cells"])
            self.table.write(content.encode("utf-8", "replace"))
            line += content.count("\n")
        self.table.seek(0)
        return start is not None

    def parse(self, name_map: field_names.NameMap) -> Iterator[Record | Reject | SkippedItem]:
        with self.table:
            for each in table.parse_tabs(self.table, name_map=name_map):
                yield each if isinstance(each, SkippedItem) else self._locate(each)

    def _locate(self, item: Record | Reject) -> Record | Reject:
        return replace(item, position=self._find_position(item.position))

    def _find_position(self, position: str) -> str:
        """Return sheet and row of a position in the table, ``line 7``."""
        line = int(position.rpartition(" ")[2])
        return f"sheet {self.name}, row {self.rows[bisect_right(self.lines, line) - 1]}"


def _is_header(row: dict[str, Any], name_map: field_names.NameMap) -> bool:
    plan = field_names.build_plan(row["cells"], name_map=name_map)
    return plan.has_fields("headline", "body")


def _write_row(cells: list[str]) -> str:
    """Return the row as a line of a table with tabs."""
    line = io.StringIO()
    lines = (cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells)
    csv.writer(line, delimiter="\t", lineterminator="\n").writerow(lines)
    return line.getvalue()
