"""JSON lines: one object a line, with the names that ``field_names`` describes.

A line of a rejects file is read as the record that it holds.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from articles.parsing import stamps
from articles.parsing.charsets import (
    UnknownCharsetError,
    decode_text,
    detect_bom,
    encode_for_json,
    encode_text,
)
from articles.parsing.lines import LINE_LIMIT, iter_lines
from articles.parsing.problems import Problem
from articles.parsing.records import EmbeddedInput, Record, Reject, SkippedItem
from articles.parsing.tabular import field_names, json_text
from articles.parsing.tabular.json_record import RecordBuilder

PARSER: Final = "jsonl/1"
_WHITE_SPACE: Final = " \t\r\n\v\f"
_REJECT_KEYS: Final = {"path", "position", "reason", "record"}


def sniff(head: str) -> bool:
    """Return whether the first line is, or begins, a JSON object."""
    first, _, rest = head.lstrip().partition("\n")
    if not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return not rest  # a first line longer than the head


def parse(
    stream: BinaryIO, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> Iterator[Record | Reject | EmbeddedInput | SkippedItem]:
    """Read a seekable stream line by line; blank lines are counted and yield nothing.

    Names that are not read are listed at the end.
    """
    order = stamps.detect_sample_order(stream, charset)
    reader = field_names.ObjectReader(name_map=name_map, order=order)
    builder = RecordBuilder(
        parser=PARSER, read_fields=reader.read_fields, no_object=Problem("jsonl.no_object")
    )
    for number, line in enumerate(iter_lines(stream), 1):
        position = f"line {number}"
        if len(line) > LINE_LIMIT:
            reason = Problem("jsonl.long_line", {"size": LINE_LIMIT // 2**20})
            yield Reject(position, reason, None)
            continue
        try:
            parsed = _parse_line(line, position, charset, builder)
        except (UnknownCharsetError, json_text.RefusedError) as error:
            parsed = Reject(position, error.problem, encode_for_json(line))
        if parsed:
            yield parsed
    yield from reader.list_passed_over()


def _parse_line(
    line: bytes, position: str, charset: str, builder: RecordBuilder
) -> Record | Reject | EmbeddedInput | None:
    """Return what the line holds, None for a blank line."""
    text, line_charset = decode_text(line, charset)
    if not text.strip(_WHITE_SPACE):
        return None
    value = json_text.loads(text)
    if isinstance(value, dict) and value.keys() == _REJECT_KEYS:
        # A record that is no object stands for bytes, a text or an item of a list.
        if not isinstance(value["record"], dict) or value["record"].keys() == {"base64"}:
            return _unwrap_reject(value["record"], position, line)
        value = value["record"]
    original = _strip_line_end(line, text)
    return builder.build(value, original=original, charset=line_charset, position=position)


def _strip_line_end(line: bytes, text: str) -> bytes:
    """Return the line without its end; ``text`` is the line decoded."""
    charset = detect_bom(line)[1]
    return line.rstrip(b"\r\n") if charset == "utf-8" else encode_text(text.rstrip("\r\n"), charset)


def _unwrap_reject(payload: Any, position: str, line: bytes) -> Reject | EmbeddedInput:
    """Return the bytes that the ``record`` of a rejects line holds.

    A list stands for one object of a JSON list, and becomes a document of its own.
    """
    try:
        if isinstance(payload, list) and payload:
            payload = json.dumps(payload, ensure_ascii=False)
        if isinstance(payload, str):
            return EmbeddedInput(position, payload.encode())
        return EmbeddedInput(position, base64.b64decode(payload["base64"], validate=True))
    except (TypeError, ValueError):
        reason = Problem("jsonl.no_record")
        return Reject(position, reason, json_text.build_reject_payload(payload, line))
