"""Tables, comma-separated and the like: a row of names, and below it one record a row.

The delimiter is a comma, semicolon, tab or pipe. A cell that holds it, a line break or a quote
stands in double quotes, with its own doubled (RFC 4180). The names are those of ``named``. All
that a cell holds is text: names of authors are divided by ``;``, tags by ``,`` or ``;``, and what
is so is ``true``, ``yes`` or ``1``.

A single quote before ``=``, ``+``, ``-``, ``@``, a tab or a carriage return at the beginning of a
cell is taken off: tables that are safe to open in a spreadsheet, as ours are, have it there, lest
the cell be taken for a formula.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, Final

from articles.parsing.charsets import UnknownCharsetError, decode, encode, mark_of, printable
from articles.parsing.lines import LINE_LIMIT, lines
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.parsing.tabular import field_names

DELIMITERS: Final = ",;\t|"
PARSER: Final = "csv/1"
TAB_PARSER: Final = "tsv/1"
ROW_LIMIT: Final = LINE_LIMIT
# A header of more names is none, and what has more cells than that is no row.
_CELLS_LIMIT: Final = 1000
_QUOTED: Final = re.compile(r'((?:[^"]++|"")*+)("?)')
_PLAIN: Final = {sign: re.compile(rf"([^{sign}]*+)([{sign}]?)") for sign in DELIMITERS}
_DELIMITER_NAMES: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a pipe"}
_MEDIA_TYPES: Final = {PARSER: "text/csv", TAB_PARSER: "text/tab-separated-values"}
# Excel's own way to tell the delimiter, on a line before the header.
_DECLARED: Final = re.compile(rf"sep=([{DELIMITERS}])\s*", re.IGNORECASE)
_GUARDED: Final = re.compile(r"'[=+\-@\t\r]")


def sniff(head: str, *, names: field_names.Names = field_names.NO_NAMES) -> bool:
    """Tell whether the first line names a headline and a body, and the delimiter is no tab."""
    return _delimiter_of(head, names) not in {"", "\t"}


def sniff_tabs(head: str, *, names: field_names.Names = field_names.NO_NAMES) -> bool:
    """Tell whether the first line names a headline and a body, with tabs between its names."""
    return _delimiter_of(head, names) == "\t"


def _delimiter_of(head: str, names: field_names.Names) -> str:
    """Return the delimiter of the table that the head is of, "" if it is of none."""
    told = [line for line in head.split("\n") if line.strip()][:2]
    declared = _DECLARED.fullmatch(told[0]) if told else None
    header = next(iter(told[1:] if declared else told), "")
    delimiter = declared[1] if declared else _delimiter(header, names)
    header_names = _header_names(header, delimiter)
    is_table = field_names.plan(header_names, names=names).reads("headline", "body")
    return delimiter if is_table else ""


def _delimiter(header: str, names: field_names.Names) -> str:
    """Return the delimiter between the most names that are known, or else the most names."""

    def known(delimiter: str) -> tuple[int, int]:
        found = _header_names(header, delimiter)
        return len(field_names.plan(found, names=names).columns), len(found)

    return max(DELIMITERS, key=known)


def _header_names(header: str, delimiter: str) -> list[str]:
    cells = _Cells(delimiter)
    cells.feed(header)
    return cells.as_names()


@dataclass(slots=True)
class _Cells:
    """The cells of a row, as far as the lines fed so far hold them."""

    delimiter: str
    found: list[str] = field(default_factory=list)
    _open: list[str] | None = None  # the parts of a quoted cell that is not at its end

    def feed(self, line: str) -> bool:
        """Read a line; tell whether the row ends with it, or has more cells than any row."""
        at, end = 0, len(line.rstrip("\r\n"))
        while True:
            if self._open is None and line.startswith('"', at):
                self._open, at = [], at + 1
            if self._open is not None:
                quoted = next(_QUOTED.finditer(line, at))
                self._open.append(quoted[1])
                at = quoted.end()
                if not quoted[2]:
                    return False
            plain = next(_PLAIN[self.delimiter].finditer(line, at, end))
            self.found.append("".join(self._open or ()).replace('""', '"') + plain[1])
            self._open, at = None, plain.end()
            if not plain[2] or len(self.found) > _CELLS_LIMIT:
                return True

    def forget(self) -> None:
        """Drop what was read; only whether a quote is open still counts."""
        self.found.clear()
        self._open = None if self._open is None else []

    def as_names(self) -> list[str]:
        return [_unguarded(cell).strip() for cell in self.found]


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


@dataclass(slots=True)
class _Row:
    """A row as it stands in the file, from a line on."""

    position: str
    cells: _Cells
    written: bytearray = field(default_factory=bytearray)
    charset: str = "utf-8"
    problem: str = ""

    def take(self, line: "_Line") -> bool:
        """Add a line; tell whether the row ends with it."""
        is_end = self.cells.feed(line.text)
        self.written += line.content
        self.problem = self.problem or line.problem
        self.charset = line.charset if self.charset == "utf-8" else self.charset
        if len(self.written) > ROW_LIMIT:
            self.problem = _TOO_LONG
        if self.problem == _TOO_LONG:
            self.written.clear()
            self.cells.forget()
        return is_end or len(line.content) > LINE_LIMIT


_TOO_LONG: Final = (
    f"The row that begins here is longer than {ROW_LIMIT // 2**20} MiB; close its quote, "
    "or divide it."
)
_UNCLOSED: Final = "A quote opens in the row that begins here, and nothing closes it; close it."
_NO_ROW: Final = "Below its header the table holds no row; add one."


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    content: bytes  # without the mark that tells a wide charset
    text: str
    charset: str
    problem: str


def _lines(stream: BinaryIO, charset: str) -> Iterator[_Line]:
    for number, line in enumerate(lines(stream), 1):
        mark, marked = mark_of(line)
        content = line if marked == "utf-8" else line.removeprefix(mark)
        try:
            text, read_in = decode(line, charset)
            problem = ""
        except UnknownCharsetError as error:
            # Its quotes and delimiters are still to be told, to know where the row ends.
            text, read_in, problem = content.decode(marked, "replace"), marked, str(error)
        yield _Line(number, content, text, read_in, problem)


def _rows(told: Iterator[_Line], delimiter: str) -> Iterator[_Row]:
    """Yield the rows; blank lines between them hold nothing."""
    row = None
    for line in told:
        if row is None:
            if not line.text.strip():
                continue
            row = _Row(f"line {line.number}", _Cells(delimiter))
        if row.take(line):
            yield row
            row = None
    if row:
        row.problem = row.problem or _UNCLOSED
        yield row


def parse(
    stream: BinaryIO, *, charset: str = "", names: field_names.Names = field_names.NO_NAMES
) -> Iterator[Record | Reject]:
    """Read the stream, which can seek, row by row; ``names`` are theirs with ours."""
    yield from _read(_lines(stream, charset), "", names)


def parse_tabs(
    stream: BinaryIO, *, charset: str = "", names: field_names.Names = field_names.NO_NAMES
) -> Iterator[Record | Reject]:
    """Read the stream as ``parse`` does, with tabs between the cells."""
    yield from _read(_lines(stream, charset), "\t", names)


def _read(
    told: Iterator[_Line], delimiter: str, names: field_names.Names
) -> Iterator[Record | Reject]:
    parser = TAB_PARSER if delimiter else PARSER
    first = next((line for line in told if line.text.strip()), None)
    before = b""
    if first and (declared := _DECLARED.fullmatch(first.text)):
        before, delimiter = first.content, declared[1]
        first = next((line for line in told if line.text.strip()), None)
    if first is None:
        yield Reject("line 1", "It is empty.", None)
        return
    rows = _rows(chain((first,), told), delimiter or _delimiter(first.text, names))
    table = _Table(next(rows), before=before, names=names, parser=parser)
    if problem := table.problem():
        yield Reject(table.position, problem, None)
    elif (row := next(rows, None)) is None:
        yield Reject(table.position, _NO_ROW, None)
    else:
        yield from map(table.read, chain((row,), rows))


class _Table:
    """What the header tells about the rows below it."""

    def __init__(
        self, header: _Row, *, before: bytes, names: field_names.Names, parser: str
    ) -> None:
        self.position = header.position
        self._header = header
        # Lines of a wide charset come without the mark, which the file has once.
        self._before = encode("", header.charset) + before + bytes(header.written)
        self._names = header.cells.as_names()
        self._plan = field_names.plan(self._names, names=names)
        self._parser = parser

    def problem(self) -> str:
        """Return why no row below this header can be read, or ""."""
        if self._header.problem or len(self._names) > _CELLS_LIMIT:
            return self._header.problem or f"Its header has more than {_CELLS_LIMIT} names."
        missing = [each for each in ("headline", "body") if not self._plan.reads(each)]
        if not missing:
            return ""
        return (
            f"Its first row, {field_names.short(self._names)}, should be a header, but names no "
            f"{' and no '.join(missing)}. Say which column that is, as in "
            f"{' '.join(f'--map theirs={each}' for each in missing)}, or add a header with them."
        )

    def read(self, row: _Row) -> Record | Reject:
        original = self._original(row)
        kept = printable(original) if row.written else None
        if row.problem:
            return Reject(row.position, row.problem, kept)
        found = row.cells.found
        if len(found) > _CELLS_LIMIT or any(found[len(self._names) :]):
            return Reject(row.position, self._too_many(row), kept)
        fields, problems = self._plan.fields(self._told(row))
        if problems:
            return Reject(row.position, " ".join(problems), kept)
        return Record(
            **fields,
            original=original,
            media_type=_MEDIA_TYPES[self._parser],
            charset=row.charset if row.charset != "utf-8" else self._header.charset,
            parser=self._parser,
            position=row.position,
        )

    def _original(self, row: _Row) -> bytes:
        """Return the table of this row alone, without the end of its last line."""
        end, carriage_return = (sign.encode(self._header.charset) for sign in "\n\r")
        written = bytes(row.written).removesuffix(end).removesuffix(carriage_return)
        return self._before + written

    def _too_many(self, row: _Row) -> str:
        return (
            f"It has {len(row.cells.found)} cells, but the header has {len(self._names)}; put "
            f"double quotes around a cell that holds {_DELIMITER_NAMES[row.cells.delimiter]}."
        )

    def _told(self, row: _Row) -> dict[str, str]:
        """Return the cells by their names; of two columns of one name, the first that is filled."""
        told: dict[str, str] = {}
        for name, cell in zip(self._names, row.cells.found, strict=False):
            if cell.strip():
                told.setdefault(name, _unguarded(cell).strip())
        return told
