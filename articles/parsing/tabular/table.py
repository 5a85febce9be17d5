"""Tables in CSV and its relatives: a header of names, and one record for each row below it.

The delimiter is a comma, semicolon, tab or pipe. A cell that holds it, a line break or a quote
stands in double quotes, with its own quotes doubled (RFC 4180). The names are those that
``field_names`` describes. Every cell is a string: names of authors are divided by ``;``, tags by
``,`` or ``;``, and a true value is ``true``, ``yes`` or ``1``.

A single quote at the beginning of a cell, before ``=``, ``+``, ``-``, ``@``, a tab or a carriage
return, is removed. Tables that are safe to open in a spreadsheet, as ours are, have it there so
that no cell runs as a formula.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO, Final

from articles.parsing.charsets import (
    UnknownCharsetError,
    decode_text,
    detect_bom,
    encode_for_json,
    encode_text,
)
from articles.parsing.lines import LINE_LIMIT, iter_lines
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.stamps import DateOrder, detect_order
from articles.parsing.tabular import field_names

DELIMITERS: Final = ",;\t|"
PARSER: Final = "csv/1"
TAB_PARSER: Final = "tsv/1"
ROW_LIMIT: Final = LINE_LIMIT
# A line of more cells is no header.
_CELLS_LIMIT: Final = 1000
# ``csv`` holds all cells of a row at once: 0.5 GB for one of 16 MiB with nothing but delimiters.
_DELIMITERS_LIMIT: Final = 100_000
# The delimiter of a header is guessed from so many of its characters.
_HEADER_SIZE: Final = 64 * 1024
# So many rows, of so many bytes, are read ahead to see in which order dates are written.
_ROWS_AHEAD: Final = 1000
_SIZE_AHEAD: Final = 8 * 2**20
# In so many lines a header is looked for that is not the first line; fewer names are prose.
_HEADER_LINES: Final = 10
_FEWEST_NAMES: Final = 3
_DELIMITER_NAMES: Final = {
    ",": Problem("delimiter.comma"),
    ";": Problem("delimiter.semicolon"),
    "\t": Problem("delimiter.tab"),
    "|": Problem("delimiter.pipe"),
}
_MEDIA_TYPES: Final = {PARSER: "text/csv", TAB_PARSER: "text/tab-separated-values"}
# Excel declares the delimiter in this form on a line before the header.
_DECLARED: Final = re.compile(rf"sep=([{DELIMITERS}])\s*", re.IGNORECASE)
_GUARDED: Final = re.compile(r"'[=+\-@\t\r\v]")


def sniff(head: str, *, name_map: field_names.NameMap = field_names.NO_NAMES) -> bool:
    """Return whether the first line names a headline and a body, without tabs between names."""
    return _detect_table(head, name_map) not in {"", "\t"}


def sniff_tabs(head: str, *, name_map: field_names.NameMap = field_names.NO_NAMES) -> bool:
    """Return whether the first line names a headline and a body, with tabs between the names."""
    return _detect_table(head, name_map) == "\t"


def _detect_table(head: str, name_map: field_names.NameMap) -> str:
    """Return the delimiter of the table that the head begins, "" if it begins none."""
    first_lines = [line for line in head.split("\n") if line.strip()][:2]
    declared = _DECLARED.fullmatch(first_lines[0]) if first_lines else None
    header = next(iter(first_lines[1:] if declared else first_lines), "")
    delimiter = declared[1] if declared else _guess_delimiter(header, name_map)
    names = _split_header(header, delimiter)
    is_table = field_names.build_plan(names, name_map=name_map).has_fields("headline", "body")
    return delimiter if is_table else ""


def find_header_problem(
    head: str, *, name_map: field_names.NameMap = field_names.NO_NAMES
) -> Problem | None:
    """Return what is wrong with the header of a table that is not recognised, None for no table.

    It stands below other lines, or names a headline but no text, or the other way round.
    """
    lines = [(number, line) for number, line in enumerate(head.splitlines(), 1) if line.strip()][
        :_HEADER_LINES
    ]
    if below := next((number for number, line in lines[1:] if _detect_table(line, name_map)), 0):
        return Problem("table.header_below", {"line": below})
    header = lines[0][1] if len(lines) > 1 else ""
    names = _split_header(header, _guess_delimiter(header, name_map))
    plan = field_names.build_plan(names, name_map=name_map)
    missing = _list_missing(plan)
    is_table = len(names) >= _FEWEST_NAMES and len(plan.columns) > 1 and len(missing) == 1
    return _report_missing(names, missing) if is_table else None


def _list_missing(plan: field_names.ReadingPlan) -> list[str]:
    return [each for each in ("headline", "body") if not plan.has_fields(each)]


def _report_missing(names: list[str], missing: list[str]) -> Problem:
    params = {
        "row": field_names.shorten_value(names),
        "missing": ", ".join(missing),
        "example": " ".join(f"theirs={each}" for each in missing),
    }
    return Problem("table.no_header", params)


def _guess_delimiter(header: str, name_map: field_names.NameMap) -> str:
    """Return the delimiter between the most recognised names, or else between the most names."""

    def count_names(delimiter: str) -> tuple[int, int]:
        names = _split_header(header, delimiter)
        return len(field_names.build_plan(names, name_map=name_map).columns), len(names)

    return max(DELIMITERS, key=count_names)


def _split_header(header: str, delimiter: str) -> list[str]:
    return _to_names(next(_build_reader([_prepare_line(header[:_HEADER_SIZE])], delimiter), []))


def _to_names(cells: list[str]) -> list[str]:
    """Return the cells of a header as names, no more than one over the limit."""
    return [_remove_guard(cell).strip() for cell in cells[: _CELLS_LIMIT + 1]]


def _build_reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    # The limit is one for the whole process, and 128 KiB unless raised; rows have their own here.
    csv.field_size_limit(max(csv.field_size_limit(), 2 * ROW_LIMIT))
    return csv.reader(lines, delimiter=delimiter)


def _prepare_line(text: str) -> str:
    """Return the line with a vertical tab for each carriage return before its end.

    ``csv`` refuses carriage returns outside quotes; ``clean_text`` takes both for line breaks.
    """
    content = text.rstrip("\r\n")
    return content.replace("\r", "\v") + text[len(content) :]


def _remove_guard(cell: str) -> str:
    """Return the cell without the quote that keeps it from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


_TOO_LONG: Final = Problem(
    "table.long_row", {"size": ROW_LIMIT // 2**20, "cells": _DELIMITERS_LIMIT}
)
_UNCLOSED: Final = Problem("table.open_quote")


@dataclass(slots=True)
class _Row:
    """A row, begun with its first line: position, text, and ``content``, its bytes in the file.

    The bytes are without the BOM that precedes each line of UTF-16 and UTF-32. ``charset`` is the
    first one of its lines that is not UTF-8, which ASCII is as well.
    """

    position: str
    content: bytearray
    text: str
    charset: str
    problem: Problem | None = None
    delimiters: int = 0
    cells: list[str] = field(default_factory=list)

    def add_line(self, line: "_Row") -> None:
        self.content += line.content
        self.problem = self.problem or line.problem
        self.charset = line.charset if self.charset == "utf-8" else self.charset


def _decode_lines(stream: BinaryIO, charset: str) -> Iterator[_Row]:
    for number, line in enumerate(iter_lines(stream), 1):
        bom, bom_charset = detect_bom(line)
        content = bytearray(line if bom_charset == "utf-8" else line.removeprefix(bom))
        try:
            text, line_charset = decode_text(line, charset)
            problem = None
        except UnknownCharsetError as error:
            # The quotes and delimiters are still needed, to know where the row ends.
            text, line_charset = content.decode(bom_charset, "replace"), bom_charset
            problem = error.problem
        yield _Row(f"line {number}", content, text, line_charset, problem)


class _RowReader:
    """Reads rows with ``csv``, and keeps for each the bytes that it was read from."""

    def __init__(self, lines: Iterable[_Row], delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._reader = _build_reader(self._feed(), delimiter)
        self._row: _Row | None = None

    def __iter__(self) -> Iterator[_Row]:
        for cells in self._reader:
            if self._row and self._row.position:
                self._row.cells = cells
                yield self._row
            self._row = None

    def _feed(self) -> Iterator[str]:
        """Yield the lines to ``csv``, which requests the next one of a row while a quote is open.

        Blank lines between rows are skipped.
        """
        for line in self._lines:
            if self._row:
                self._row.add_line(line)
            elif line.text.strip():
                self._row = line
            else:
                continue
            text = _prepare_line(line.text)
            delimiters = text.count(self._delimiter)
            self._row.delimiters += delimiters
            if len(self._row.content) > ROW_LIMIT or self._row.delimiters > _DELIMITERS_LIMIT:
                is_line_too_long = len(line.content) > LINE_LIMIT or delimiters > _DELIMITERS_LIMIT
                self._row.problem = _TOO_LONG
                self._row.content.clear()
                yield "" if self._row is line else '"'  # ends the row, and its open quote
                if is_line_too_long:  # it is not read, and so does not open or close a quote
                    continue
                # The rest of the row, up to where the quote closes, is a row without a position.
                line.position, line.delimiters = "", delimiters
                self._row, text = line, f'"{text}'
            yield text
        if self._row:
            self._row.problem = self._row.problem or _UNCLOSED


def parse(
    stream: BinaryIO, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> Iterator[Record | Reject | SkippedItem]:
    """Read a seekable stream row by row."""
    yield from _parse_lines(_decode_lines(stream, charset), "", name_map)


def parse_tabs(
    stream: BinaryIO, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> Iterator[Record | Reject | SkippedItem]:
    """Read a seekable stream row by row, with tabs between the cells."""
    yield from _parse_lines(_decode_lines(stream, charset), "\t", name_map)


def _parse_lines(
    lines: Iterator[_Row], delimiter: str, name_map: field_names.NameMap
) -> Iterator[Record | Reject | SkippedItem]:
    """Yield the records of a table; "" for ``delimiter`` means that it is guessed."""
    parser = TAB_PARSER if delimiter else PARSER
    filled = (line for line in lines if line.text.strip())
    first = next(filled, None)
    before = b""
    if first and (declared := _DECLARED.fullmatch(first.text)):
        before, delimiter = bytes(first.content), declared[1]
        first = next(filled, None)
    if first is None:
        yield Reject("line 1", Problem("file.empty"), None)
        return
    delimiter = delimiter or _guess_delimiter(first.text, name_map)
    rows = iter(_RowReader(chain((first,), lines), delimiter))
    header = next(rows)
    table = _Table(header, delimiter, before=before, name_map=name_map, parser=parser)
    if problem := table.find_problem():
        yield Reject(table.position, problem, None)
    elif (row := next(rows, None)) is None:
        yield Reject(table.position, Problem("table.no_row"), None)
    else:
        ahead = _read_ahead(chain((row,), rows))
        table.detect_orders(ahead)
        yield from map(table.parse_row, chain(ahead, rows))
        yield from table.list_passed_over()


def _read_ahead(rows: Iterator[_Row]) -> list[_Row]:
    """Return the first rows, which show the order of day and month in each column."""
    ahead, size = [], 0
    for row in islice(rows, _ROWS_AHEAD):
        ahead.append(row)
        size += len(row.content)
        if size > _SIZE_AHEAD:
            break
    return ahead


class _Table:
    """Reads rows by their header; ``before`` is the line that declares the delimiter, or b""."""

    def __init__(
        self,
        header: _Row,
        delimiter: str,
        *,
        before: bytes,
        name_map: field_names.NameMap,
        parser: str,
    ) -> None:
        self.position = header.position
        self._header = header
        self._delimiter = delimiter
        # Lines of UTF-16 and UTF-32 come without the BOM, which the file has once.
        self._before = encode_text("", header.charset) + before + bytes(header.content)
        self._names = _to_names(header.cells)
        self._plan = field_names.build_plan(self._names, name_map=name_map)
        self._parser = parser

    def list_passed_over(self) -> list[SkippedItem]:
        """Return the columns that are not read."""
        return field_names.list_passed_over(self._plan.unknown)

    def detect_orders(self, rows: Iterable[_Row]) -> None:
        """Read the dates of each column in the order that these rows prove."""
        names = self._plan.list_date_names()
        cells = [self._name_cells(row.cells) for row in rows] if names else []
        orders = {name: detect_order(each.get(name, "") for each in cells) for name in names}
        known = {name: each for name, each in orders.items() if each is not DateOrder.UNKNOWN}
        self._plan = self._plan.with_date_orders(known) if known else self._plan

    def find_problem(self) -> Problem | None:
        """Return why no row below this header can be read, or None."""
        if self._header.problem or len(self._names) > _CELLS_LIMIT:
            return self._header.problem or Problem("table.long_header", {"limit": _CELLS_LIMIT})
        missing = _list_missing(self._plan)
        return _report_missing(self._names, missing) if missing else None

    def parse_row(self, row: _Row) -> Record | Reject:
        original = self._build_original(row)
        payload = encode_for_json(original) if row.content else None
        if row.problem:
            return Reject(row.position, row.problem, payload)
        if any(row.cells[len(self._names) :]):
            return Reject(row.position, self._report_extra_cells(row), payload)
        fields, problems = self._plan.read_fields(self._name_cells(row.cells))
        if problems:
            return Reject(row.position, Problem.join(problems), payload)
        return Record(
            **fields,
            original=original,
            media_type=_MEDIA_TYPES[self._parser],
            charset=row.charset if row.charset != "utf-8" else self._header.charset,
            parser=self._parser,
            position=row.position,
        )

    def _build_original(self, row: _Row) -> bytes:
        """Return a table of the header and this row alone, without a line end after it."""
        line_feed, carriage_return = (end.encode(self._header.charset) for end in "\n\r")
        content = bytes(row.content).removesuffix(line_feed).removesuffix(carriage_return)
        return self._before + content

    def _report_extra_cells(self, row: _Row) -> Problem:
        params = {
            "cells": len(row.cells),
            "names": len(self._names),
            "delimiter": _DELIMITER_NAMES[self._delimiter],
        }
        return Problem("table.extra_cells", params)

    def _name_cells(self, cells: list[str]) -> dict[str, str]:
        """Return the cells by name; of two columns of one name, the first that is not blank."""
        values: dict[str, str] = {}
        for name, cell in zip(self._names, cells, strict=False):
            if cell.strip():
                values.setdefault(name, _remove_guard(cell).strip())
        return values
