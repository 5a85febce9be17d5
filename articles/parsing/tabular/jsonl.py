"""JSON lines: one object a line, with the names that ``named`` tells.

A line of a rejects file is read as the record that it holds.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from articles.parsing.charsets import UnknownCharsetError, decode, encode, mark_of, printable
from articles.parsing.lines import LINE_LIMIT, lines
from articles.parsing.records import (
    EmbeddedInput,
    Record,
    Reject,
)
from articles.parsing.tabular import field_names, json_text

PARSER: Final = "jsonl/1"
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


def parse(
    stream: BinaryIO, *, charset: str = "", names: field_names.Names = field_names.NO_NAMES
) -> Iterator[Record | Reject | EmbeddedInput]:
    """Read the stream, which can seek, line by line; blank lines count but hold nothing.

    Without ``names``, theirs with ours, an unknown name is refused; with them it is passed over.
    """
    fields_of = field_names.Reader(names=names).fields if names else field_names.fields_of
    for number, line in enumerate(lines(stream), 1):
        position = f"line {number}"
        if len(line) > LINE_LIMIT:
            reason = f"The line is longer than {LINE_LIMIT // 2**20} MiB; divide the record."
            yield Reject(position, reason, None)
            continue
        try:
            found = _read(line, position, charset, fields_of)
        except (UnknownCharsetError, json_text.RefusedError) as error:
            found = Reject(position, str(error), printable(line))
        if found:
            yield found


def _read(
    line: bytes, position: str, charset: str, fields_of: field_names.FieldsOf
) -> Record | Reject | EmbeddedInput | None:
    """Return what the line holds, None for nothing."""
    text, read_in = decode(line, charset)
    if not text.strip(_BLANK):
        return None
    told = json_text.loads(text)
    if isinstance(told, dict) and told.keys() == _REJECTED:
        if not isinstance(told["record"], dict) or told["record"].keys() == {"base64"}:
            return _received(told["record"], position, line)
        told = told["record"]
    original = _own(line, text)
    if not isinstance(told, dict):
        reason = "The line is not a JSON object: {…}."
        return Reject(position, reason, json_text.kept(told, original))
    fields, problems = fields_of(told)
    if problems:
        return Reject(position, " ".join(problems), json_text.kept(told, original))
    return Record(
        **fields,
        original=original,
        media_type="application/json",
        charset=read_in,
        parser=PARSER,
        position=position,
    )


def _own(line: bytes, text: str) -> bytes:
    """Return the record's own bytes: the line without its end."""
    marked = mark_of(line)[1]
    return line.rstrip(b"\r\n") if marked == "utf-8" else encode(text.rstrip("\r\n"), marked)


def _received(rejected: Any, position: str, line: bytes) -> Reject | EmbeddedInput:
    """Return the bytes that a line of a rejects file holds, mended or not.

    A list is a document of its own: it stands for one object of a JSON list.
    """
    try:
        if isinstance(rejected, list) and rejected:
            rejected = json.dumps(rejected, ensure_ascii=False)
        if isinstance(rejected, str):
            return EmbeddedInput(position, rejected.encode())
        return EmbeddedInput(position, base64.b64decode(rejected["base64"], validate=True))
    except (TypeError, ValueError):
        reason = "The rejects line holds no record; take it from the file."
        return Reject(position, reason, json_text.kept(rejected, line))
