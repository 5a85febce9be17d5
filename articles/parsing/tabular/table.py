"""Tables in CSV and its relatives: a header of names, and one record for each row below it.

The delimiter is a comma, semicolon, tab or pipe. A cell that holds it, a line break or a quote
stands in double quotes, with its own quotes doubled (RFC 4180). The names are those that
``field_names`` describes. Every cell is a string: names of authors are divided by ``;``, tags by
``,`` or ``;``, and a true value is ``true``, ``yes`` or ``1``.

A single quote at the beginning of a cell, before ``=``, ``+``, ``-``, ``@``, a tab or a carriage
return, is removed. Tables that are safe to open in a spreadsheet, as ours are, have it there so
that no cell runs as a formula.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
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
from articles.parsing.records import Record, Reject
from articles.parsing.tabular import field_names

DELIMITERS: Final = ",;\t|"
PARSER: Final = "csv/1"
TAB_PARSER: Final = "tsv/1"
ROW_LIMIT: Final = LINE_LIMIT
# A line of more cells is neither a header nor a row.
_CELLS_LIMIT: Final = 1000
_QUOTED: Final = re.compile(r'((?>[^"]++|"")*+)("?)')
_UNQUOTED: Final = {each: re.compile(rf"([^{each}]*+)([{each}]?)") for each in DELIMITERS}
_DELIMITER_NAMES: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a pipe"}
_MEDIA_TYPES: Final = {PARSER: "text/csv", TAB_PARSER: "text/tab-separated-values"}
# Excel declares the delimiter in this form on a line before the header.
_DECLARED: Final = re.compile(rf"sep=([{DELIMITERS}])\s*", re.IGNORECASE)
_GUARDED: Final = re.compile(r"'[=+\-@\t\r]")


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


def _guess_delimiter(header: str, name_map: field_names.NameMap) -> str:
    """Return the delimiter between the most recognised names, or else between the most names."""

    def count_names(delimiter: str) -> tuple[int, int]:
        names = _split_header(header, delimiter)
        return len(field_names.build_plan(names, name_map=name_map).columns), len(names)

    return max(DELIMITERS, key=count_names)


def _split_header(header: str, delimiter: str) -> list[str]:
    cells = _CellScanner(delimiter)
    cells.feed(header)
    return cells.get_names()


@dataclass(slots=True)
class _CellScanner:
    """Divides the lines of one row into cells; a quoted cell may go on over several lines."""

    delimiter: str
    cells: list[str] = field(default_factory=list)
    _open_parts: list[str] | None = None  # of a quoted cell whose closing quote is still to come

    def feed(self, line: str) -> bool:
        """Read a line; return whether the row ends with it, or has more cells than any row."""
        at, end = 0, len(line.rstrip("\r\n"))
        while True:
            if self._open_parts is None and line.startswith('"', at):
                self._open_parts, at = [], at + 1
            if self._open_parts is not None:
                quoted = next(_QUOTED.finditer(line, at))
                self._open_parts.append(quoted[1])
                at = quoted.end()
                if not quoted[2]:
                    return False
            unquoted = next(_UNQUOTED[self.delimiter].finditer(line, at, end))
            quoted_text = "".join(self._open_parts or ()).replace('""', '"')
            self.cells.append(quoted_text + unquoted[1])
            self._open_parts, at = None, unquoted.end()
            if not unquoted[2] or len(self.cells) > _CELLS_LIMIT:
                return True

    def clear(self) -> None:
        """Drop the text of the cells, but remember whether a quote is open."""
        self.cells.clear()
        self._open_parts = None if self._open_parts is None else []

    def get_names(self) -> list[str]:
        """Return the cells as the names of a header."""
        return [_remove_guard(cell).strip() for cell in self.cells]


def _remove_guard(cell: str) -> str:
    """Return the cell without the quote that keeps it from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


@dataclass(slots=True)
class _Row:
    """A row: the position of its first line, its cells, and its bytes in the file.

    ``charset`` is the first charset of its lines that is not UTF-8, which ASCII is as well.
    """

    position: str
    scanner: _CellScanner
    content: bytearray = field(default_factory=bytearray)
    charset: str = "utf-8"
    problem: str = ""

    def add_line(self, line: "_Line") -> bool:
        """Add a line; return whether the row ends with it."""
        is_end = self.scanner.feed(line.text)
        self.content += line.content
        self.problem = self.problem or line.problem
        self.charset = line.charset if self.charset == "utf-8" else self.charset
        if len(self.content) > ROW_LIMIT:
            self.problem = _TOO_LONG
        if self.problem == _TOO_LONG:
            self.content.clear()
            self.scanner.clear()
        # A line over its limit is cut, so that its quotes do not show whether the row ends.
        return is_end or len(line.content) > LINE_LIMIT


_TOO_LONG: Final = (
    f"The row that begins here is longer than {ROW_LIMIT // 2**20} MiB; close its quote, "
    "or divide it."
)
_UNCLOSED: Final = "A quote opens in the row that begins here, and nothing closes it; close it."
_NO_ROW: Final = "Below its header the table holds no row; add one."


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its bytes, without the BOM that precedes each line of UTF-16 and UTF-32."""

    number: int
    content: bytes
    text: str
    charset: str
    problem: str


def _decode_lines(stream: BinaryIO, charset: str) -> Iterator[_Line]:
    for number, line in enumerate(iter_lines(stream), 1):
        bom, bom_charset = detect_bom(line)
        content = line if bom_charset == "utf-8" else line.removeprefix(bom)
        try:
            text, line_charset = decode_text(line, charset)
            problem = ""
        except UnknownCharsetError as error:
            # The quotes and delimiters are still needed, to know where the row ends.
            text, line_charset = content.decode(bom_charset, "replace"), bom_charset
            problem = error.args[0]
        yield _Line(number, content, text, line_charset, problem)


def _join_rows(decoded: Iterator[_Line], delimiter: str) -> Iterator[_Row]:
    """Yield the rows of the lines, skipping blank lines between rows."""
    row = None
    for line in decoded:
        if row is None:
            if not line.text.strip():
                continue
            row = _Row(f"line {line.number}", _CellScanner(delimiter))
        if row.add_line(line):
            yield row
            row = None
    if row:
        row.problem = row.problem or _UNCLOSED
        yield row


def parse(
    stream: BinaryIO, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> Iterator[Record | Reject]:
    """Read a seekable stream row by row."""
    yield from _parse_lines(_decode_lines(stream, charset), "", name_map)


def parse_tabs(
    stream: BinaryIO, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> Iterator[Record | Reject]:
    """Read a seekable stream row by row, with tabs between the cells."""
    yield from _parse_lines(_decode_lines(stream, charset), "\t", name_map)


def _parse_lines(
    decoded: Iterator[_Line], delimiter: str, name_map: field_names.NameMap
) -> Iterator[Record | Reject]:
    """Yield the records of a table; "" for ``delimiter`` means that it is guessed."""
    parser = TAB_PARSER if delimiter else PARSER
    first = next((line for line in decoded if line.text.strip()), None)
    before = b""
    if first and (declared := _DECLARED.fullmatch(first.text)):
        before, delimiter = first.content, declared[1]
        first = next((line for line in decoded if line.text.strip()), None)
    if first is None:
        yield Reject("line 1", "It is empty.", None)
        return
    delimiter = delimiter or _guess_delimiter(first.text, name_map)
    rows = _join_rows(chain((first,), decoded), delimiter)
    table = _Table(next(rows), before=before, name_map=name_map, parser=parser)
    if problem := table.find_problem():
        yield Reject(table.position, problem, None)
    elif (row := next(rows, None)) is None:
        yield Reject(table.position, _NO_ROW, None)
    else:
        yield from map(table.parse_row, chain((row,), rows))


class _Table:
    """Reads rows by their header; ``before`` is the line that declares the delimiter, or b""."""

    def __init__(
        self, header: _Row, *, before: bytes, name_map: field_names.NameMap, parser: str
    ) -> None:
        self.position = header.position
        self._header = header
        # Lines of UTF-16 and UTF-32 come without the BOM, which the file has once.
        self._before = encode_text("", header.charset) + before + bytes(header.content)
        self._names = header.scanner.get_names()
        self._plan = field_names.build_plan(self._names, name_map=name_map)
        self._parser = parser

    def find_problem(self) -> str:
        """Return why no row below this header can be read, or ""."""
        if self._header.problem or len(self._names) > _CELLS_LIMIT:
            return self._header.problem or f"Its header has more than {_CELLS_LIMIT} names."
        missing = [each for each in ("headline", "body") if not self._plan.has_fields(each)]
        if not missing:
            return ""
        return (
            f"Its first row, {field_names.shorten_value(self._names)}, should be a header, but "
            f"names no {' and no '.join(missing)}. Say which column that is, as in "
            f"{' '.join(f'--map theirs={each}' for each in missing)}, or add a header with them."
        )

    def parse_row(self, row: _Row) -> Record | Reject:
        original = self._build_original(row)
        payload = encode_for_json(original) if row.content else None
        if row.problem:
            return Reject(row.position, row.problem, payload)
        cells = row.scanner.cells
        if len(cells) > _CELLS_LIMIT or any(cells[len(self._names) :]):
            return Reject(row.position, self._report_extra_cells(row), payload)
        fields, problems = self._plan.read_fields(self._name_cells(cells))
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

    def _report_extra_cells(self, row: _Row) -> str:
        return (
            f"It has {len(row.scanner.cells)} cells, but the header has {len(self._names)}; put "
            f"double quotes around a cell that holds {_DELIMITER_NAMES[row.scanner.delimiter]}."
        )

    def _name_cells(self, cells: list[str]) -> dict[str, str]:
        """Return the cells by name; of two columns of one name, the first that is not blank."""
        values: dict[str, str] = {}
        for name, cell in zip(self._names, cells, strict=False):
            if cell.strip():
                values.setdefault(name, _remove_guard(cell).strip())
        return values
