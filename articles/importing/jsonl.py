"""JSON lines: one object a line, with the names that Record has.

``headline`` and one of ``body`` (HTML) and ``text`` (paragraphs with blank lines between them) are
required. The others: ``id`` (at its origin), ``standfirst``, ``kind``, ``language``, ``our_date``
(ISO 8601 or dd.mm.yyyy), ``source``, ``source_date`` (ISO 8601, as printed, or an object of
``first``, ``last``, ``precision`` and ``text``), ``source_detail``, ``source_address``,
``is_own_work``, ``byline``, ``authors`` (names, or objects of ``name``, ``affiliation`` and
``is_organisation``) and ``tags``. A line of a rejects file is read as the record that it holds.
"""

import base64
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, Final

from articles import markup
from articles.importing.charsets import (
    MARK_SIZE,
    UnknownCharsetError,
    decode,
    encode,
    mark_of,
    printable,
)
from articles.importing.dates import parse_day, parse_source_date
from articles.importing.records import (
    Credit,
    Kind,
    Precision,
    Received,
    Record,
    Reject,
    SourceDate,
)
from articles.text import clean, fold, squeeze

PARSER: Final = "jsonl/1"
LINE_LIMIT: Final = 16 * 2**20
# A record in a rejects line, its authors, an author: no more is nested in anything known here.
_DEPTH_LIMIT: Final = 8
_BLANK: Final = " \t\r\n\v\f"
_REJECTED: Final = {"path", "position", "reason", "record"}


def sniff(head: str) -> bool:
    """Tell whether the first line is, or begins, a JSON object."""
    first, _, more = head.lstrip().partition("\n")
    if not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return not more  # a first line longer than the head


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | Received]:
    """Read the stream, which can seek, line by line; blank lines count but hold nothing."""
    for number, line in enumerate(_lines(stream), 1):
        if len(line) > LINE_LIMIT:
            reason = f"The line is longer than {LINE_LIMIT // 2**20} MiB; divide the record."
            yield Reject(f"line {number}", reason, None)
        elif found := _read(line, f"line {number}", charset):
            yield found


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines, each with the file's mark; one over the limit is cut somewhere above it.

    A mark of UTF-8 tells nothing that a line would need, and stays where it stands.
    """
    mark, marked = mark_of(stream.read(MARK_SIZE))
    mark = b"" if marked == "utf-8" else mark
    stream.seek(len(mark))
    newline = "\n".encode(marked)
    line = bytearray(mark)
    while piece := _piece(stream, len(newline)):
        if len(line) <= LINE_LIMIT:
            line += piece
        if piece.endswith(newline):
            yield bytes(line)
            line[:] = mark
    if len(line) > len(mark):
        yield bytes(line)


def _piece(stream: BinaryIO, width: int) -> bytes:
    """Read up to what may end a line, a byte 0x0A, with the letter of this width that it is in."""
    piece = stream.readline(LINE_LIMIT + 1)
    return piece + stream.read(-len(piece) % width)


def _read(line: bytes, position: str, charset: str) -> Record | Reject | Received | None:
    """Return what the line holds, None for nothing."""
    try:
        text, read_in = decode(line, charset)
        if not text.strip(_BLANK):
            return None
        told = json.loads(text)
    except UnknownCharsetError as error:
        return Reject(position, str(error), printable(line))
    except (ValueError, RecursionError) as error:
        return Reject(position, f"It is not JSON: {error}.", printable(line))
    if _is_deeper(told, than=_DEPTH_LIMIT):
        reason = f"It nests more than {_DEPTH_LIMIT} levels deep, which no record does."
        return Reject(position, reason, printable(line))
    if isinstance(told, dict) and told.keys() == _REJECTED:
        if not isinstance(told["record"], dict) or told["record"].keys() == {"base64"}:
            return _received(told["record"], position, line)
        told = told["record"]
    return _record(told, original=_own(line, text), charset=read_in, position=position)


def _own(line: bytes, text: str) -> bytes:
    """Return the record's own bytes: the line without its end."""
    marked = mark_of(line)[1]
    return line.rstrip(b"\r\n") if marked == "utf-8" else encode(text.rstrip("\r\n"), marked)


def _is_deeper(told: Any, *, than: int) -> bool:
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else None
    return inner is not None and (
        not than or any(_is_deeper(each, than=than - 1) for each in inner)
    )


def _kept(told: Any, line: bytes) -> Any:
    """Return what a rejects file can hold: the value, or its line if half a letter is in it."""
    try:
        json.dumps(told, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return printable(line)
    return told


def _received(rejected: Any, position: str, line: bytes) -> Reject | Received:
    """Return the bytes that a line of a rejects file holds, mended or not."""
    try:
        if isinstance(rejected, str):
            return Received(position, rejected.encode())
        return Received(position, base64.b64decode(rejected["base64"], validate=True))
    except (TypeError, ValueError):
        reason = "The rejects line holds no record; take it from the file."
        return Reject(position, reason, _kept(rejected, line))


def _record(told: Any, *, original: bytes, charset: str, position: str) -> Record | Reject:
    if not isinstance(told, dict):
        return Reject(position, "The line is not a JSON object: {…}.", _kept(told, original))
    fields, problems = _fields(told)
    if problems:
        return Reject(position, " ".join(problems), _kept(told, original))
    return Record(
        **fields,
        original=original,
        media_type="application/json",
        charset=charset,
        parser=PARSER,
        position=position,
    )


def _fields(told: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the Record's fields and, for each value that is wrong, what it takes."""
    fields: dict[str, Any] = {}
    unknown = [name for name in told if name not in _READ]
    problems = [
        f"The name {_short(name)} is unknown; known are {', '.join(_READ)}." for name in unknown[:5]
    ]
    if told.get("body") and told.get("text"):
        problems.append("It has both body and text; one of them is enough.")
    for name, value in told.items():
        if name in _READ and value is not None:
            target, read, takes = _READ[name]
            try:
                fields[target] = read(value)
            except (TypeError, ValueError, KeyError):
                problems.append(f"{name} is {_short(value)}, but it takes {takes}.")
    return fields, problems or _contradictions(fields)


def _contradictions(fields: Mapping[str, Any]) -> list[str]:
    """Say what is missing, and what does not go together."""
    checks = (
        (not fields.get("headline"), "It has no headline."),
        (not fields.get("body"), "It has neither body nor text."),
        (fields.get("is_own_work") and fields.get("source"), "Own work has no source."),
    )
    return [problem for wrong, problem in checks if wrong]


def _short(value: Any) -> str:
    shown = clean(json.dumps(value, ensure_ascii=False))
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


# One function for each type of value; a wrong one raises TypeError, ValueError or KeyError.


def _line(value: Any) -> str:
    return squeeze(_text(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return clean(value).strip()


def _paragraphs(value: Any) -> str:
    return markup.from_typed(html.escape(_text(value), quote=False))


def _kind(value: Any) -> str:
    return Kind(value).value


def _language(value: Any) -> str:
    if not _LANGUAGE.fullmatch(_text(value)):
        raise ValueError(value)
    return _text(value)


def _address(value: Any) -> str:
    if not _ADDRESS.fullmatch(_text(value)):
        raise ValueError(value)
    return _text(value)


def _day(value: Any) -> date:
    day = parse_day(_text(value))
    if day is None:
        raise ValueError(value)
    return day


def _source_date(value: Any) -> SourceDate:
    if isinstance(value, dict):
        return _told_source_date(**value)
    return parse_source_date(_text(value)) or SourceDate(text=_line(value))


def _told_source_date(
    *, first: Any = None, last: Any = None, precision: Any = "unknown", text: Any = ""
) -> SourceDate:
    """Return the date that an object spells out, if its days fit its precision."""
    days = [_day(value) if value is not None else None for value in (first, last)]
    fits = {
        Precision.UNKNOWN: days == [None, None],
        Precision.RANGE: bool(days[0] and days[1] and days[0] < days[1]),
    }
    if not fits.get(Precision(precision), bool(days[0]) and days[1] is None):
        raise ValueError(precision)
    return SourceDate(days[0], days[1], Precision(precision), _line(text))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _authors(value: Any) -> tuple[Credit, ...]:
    return tuple(_credit(told) for told in _list(value))


def _credit(told: Any) -> Credit:
    fields = {"name": told} if isinstance(told, str) else {**told}
    credit = Credit(
        name=_line(fields.pop("name")),
        affiliation=_line(fields.pop("affiliation", "")),
        is_organisation=_flag(fields.pop("is_organisation", False)),
    )
    if fields or not fold(credit.name):
        raise ValueError(told)
    return credit


def _tags(value: Any) -> tuple[str, ...]:
    return tuple(tag for each in _list(value) if fold(tag := _line(each)))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS: Final = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)

# The name in the file: the field of Record, how its value is read, and what it takes.
_READ: Final[dict[str, tuple[str, Callable[[Any], Any], str]]] = {
    "id": ("origin_id", _line, "a text"),
    "headline": ("headline", _line, "a text"),
    "standfirst": ("standfirst", _text, "a text"),
    "body": ("body", _text, "HTML"),
    "text": ("body", _paragraphs, "paragraphs with blank lines between them"),
    "kind": ("kind", _kind, f"one of {', '.join(Kind)}"),
    "language": ("language", _language, "a language tag such as en or tr"),
    "our_date": ("our_date", _day, "a day such as 2019-11-08 or 08.11.2019"),
    "source": ("source", _line, "the name of an outlet"),
    "source_date": (
        "source_date",
        _source_date,
        "a date as printed, or an object of first, last, precision and text that fit together",
    ),
    "source_detail": ("source_detail", _line, "a text"),
    "source_address": ("source_address", _address, "an address such as https://example.org/"),
    "is_own_work": ("is_own_work", _flag, "true or false"),
    "byline": ("byline", _line, "a text"),
    "authors": ("credits", _authors, "a list of names, or of objects with a name"),
    "tags": ("tags", _tags, "a list of texts"),
}
