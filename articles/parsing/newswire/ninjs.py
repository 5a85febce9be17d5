"""ninjs, the news format of the IPTC in JSON: versions 1, 2 and 3, one object or many.

Several stand in a list, in the ``_items`` of an object around them, or each on a line of its own.
Superdesk and AP's Media API write objects like these; AP's stand in ``data`` and ``item``.
Only the fields that are read are checked; all others may hold anything.
Specification: https://iptc.org/std/ninjs/.
"""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO, Final

from articles.parsing.charsets import (
    UnknownCharsetError,
    decode_text,
    detect_charset,
    encode_for_json,
    encode_text,
)
from articles.parsing.json_scanner import (
    UNDIVIDED,
    EndedError,
    JSONScanner,
    JSONValue,
    decode_stream,
    decode_string,
)
from articles.parsing.lines import iter_lines
from articles.parsing.newswire.ninjs_item import NinjsItem
from articles.parsing.newswire.wire_story import NO_STORY, SIZE_LIMIT, StoryDocument, convert_story
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem

PARSER: Final = "ninjs/1"

_ID_NAMES: Final = {"uri", "guid"}
# Names that only ninjs has, in lower case.
_NINJS_NAMES: Final = frozenset(
    """$standard standard version pubstatus versioncreated firstcreated embargoed urgency
    headline headlines slugline ednote description_text description_html descriptions
    embargoeduntil usageterms body_xhtml body_html body_text bodies associations renditions
    representationtype altids copyrightholder copyrightnotice infosource infosources rightsinfo
    digitalsourcetype""".split()
)
# Other names of ninjs, which formats of other makers have as well.
_SHARED_NAMES: Final = frozenset(
    """type title profile language byline by source provider subject subjects keywords genre genres
    person people organisation organisations place places event events object objects infosource
    advice advices trustindicator trustindicators expires contentcreated priority located ttl
    charcount wordcount mimetype copyright""".split()
)
# A string and the colon after a name; the end of the head may cut the string off.
_TOKEN: Final = re.compile(r'"((?>[^"\\]|\\.)*+)(?:"\s*+(:?)|\\?\Z)|[{}\[\]]', re.DOTALL)
# The beginning of a list of objects, which may stand in an object.
_LIST_START: Final = re.compile(r'\s*(?:\{[^\[\]{}]*"(?:_items|items?)"\s*:\s*)?\[')
# The names of the list in an object around several.
_LIST_NAMES: Final = frozenset({"_items", "items", "item"})
# What AP's API has around its items.
_WRAPPER: Final = "data"
_WRAPPED_START: Final = re.compile(r'"items?"\s*+:\s*+\[?\s*+(?=\{)')
_MOST_WRAPPERS: Final = 3
_CHUNK_SIZE: Final = 2**16
_WHITE_SPACE: Final = b"\0 \t\r\n"

_TOO_LARGE: Final = Problem("wire.too_large_or_no_json", {"size": SIZE_LIMIT // 2**20})


def sniff(head: str) -> bool:
    """Return whether the first object has an id as in ninjs, and a name that only ninjs has.

    One with a ``uri`` may have shared names only, but no other.
    """
    text = head.lstrip("\ufeff")
    list_start = _LIST_START.match(text)
    names = set(_iter_names(text, list_start.end() if list_start else 0))
    if _WRAPPER in names or (names and names <= {"meta", "item"}):
        starts = islice(_WRAPPED_START.finditer(text), _MOST_WRAPPERS)
        return any(_is_story(set(_iter_names(text, start.end()))) for start in starts)
    return _is_story(names)


def _is_story(names: set[str]) -> bool:
    if names & _ID_NAMES and names & _NINJS_NAMES:
        return True
    return "uri" in names and len(names) > 1 and names - {"uri"} <= _SHARED_NAMES


def _iter_names(head: str, start: int) -> Iterator[str]:
    """Yield the names, in lower case, of the object that begins there, as far as the head goes."""
    depth = 0
    for token in _TOKEN.finditer(head, start):
        if token[2]:
            if depth == 1:
                yield token[1].lower()
        elif token[0][0] != '"':
            depth += 1 if token[0] in "{[" else -1
            if depth <= 0:
                return


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Yield the stories in the stream; objects that are no texts are skipped."""
    used_charset = detect_charset(stream, charset)
    parse_stream = _parse_lines if _has_lines(stream, used_charset) else _parse_document
    results = parse_stream(stream, used_charset)
    yield next(results, None) or Reject("line 1", NO_STORY, None)
    yield from results


def _has_lines(stream: BinaryIO, charset: str) -> bool:
    """Return whether the first line is a whole object and more follows; the stream is rewound."""
    line = next(iter_lines(stream), b"")
    more = stream.read(_CHUNK_SIZE)
    stream.seek(0)
    try:
        is_object = isinstance(json.loads(decode_text(line, charset)[0]), dict)
    except (UnknownCharsetError, ValueError, RecursionError):
        return False
    return is_object and bool(more.strip(_WHITE_SPACE))


def _parse_lines(stream: BinaryIO, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    for number, line in enumerate(iter_lines(stream), 1):
        if len(line) > SIZE_LIMIT:
            yield Reject(f"line {number}", _TOO_LARGE, None)
        elif result := _parse_line(line, charset, f"line {number}"):
            yield result


def _parse_line(line: bytes, charset: str, position: str) -> Record | Reject | SkippedItem | None:
    """Return what the line holds, None for a blank line."""
    try:
        text, used_charset = decode_text(line, charset)
    except UnknownCharsetError as error:
        return Reject(position, error.problem, encode_for_json(line))
    return _convert_text(text.strip(), used_charset, position) if text.strip() else None


def _parse_document(stream: BinaryIO, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    """Yield the results of one document, as far as it is JSON."""
    number = 0
    try:
        for number, value in enumerate(_iter_values(stream, charset), 1):
            if value.is_too_long:
                yield Reject(f"item {number}", _TOO_LARGE, None)
            else:
                yield _convert_text(value.text, charset, f"item {number}")
    except EndedError as error:
        yield Reject(f"item {number + 1}", error.problem, None)


def _iter_values(stream: BinaryIO, charset: str) -> Iterator[JSONValue]:
    """Yield the values of a list, of a list in an object, or objects one after the other."""
    scanner = JSONScanner(decode_stream(stream, charset)[0], limit=SIZE_LIMIT)
    if scanner.accept("["):
        yield from scanner.read_items()
        return
    first = scanner.read_value()
    if first.is_too_long or _holds_list(first.text):
        scanner = JSONScanner(decode_stream(stream, charset)[0], limit=SIZE_LIMIT)
        listed = _read_listed(scanner)
        # An object that is too long may be a story as well.
        yield from chain(filter(None, [next(listed, first if first.is_too_long else None)]), listed)
        return
    yield from _iter_objects(first, scanner)


def _read_listed(scanner: JSONScanner, wrapper: str = _WRAPPER) -> Iterator[JSONValue]:
    """Yield the items in the lists of the next object, and in those of the object ``wrapper``."""
    for quoted in scanner.read_names():
        name = decode_string(quoted)
        if name in _LIST_NAMES and scanner.accept("["):
            yield from scanner.read_items()
        elif name in _LIST_NAMES and scanner.peek() == "{":
            yield scanner.read_value()
        elif name == wrapper and scanner.peek() == "{":
            yield from _read_listed(scanner, wrapper="")
        else:
            scanner.read_value()


def _iter_objects(value: JSONValue, scanner: JSONScanner) -> Iterator[JSONValue]:
    """Yield the value and those after it, up to one that is no object."""
    while value.text or value.is_too_long:
        yield value
        if not (value.is_too_long or value.text.startswith("{")) and scanner.peek():
            raise EndedError(UNDIVIDED)  # each word of a text would be a value
        scanner.accept(",")
        value = scanner.read_value()


def _holds_list(text: str) -> bool:
    """Return whether the text is an object without an id, but with a list of stories."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not _has_id(value) and _has_list(value)


def _has_id(value: dict[str, Any]) -> bool:
    return not _ID_NAMES.isdisjoint(name.lower() for name in value)


def _has_list(value: dict[str, Any]) -> bool:
    inner = value.get(_WRAPPER)
    objects = [value, inner] if isinstance(inner, dict) else [value]
    return any(isinstance(each.get(name), list | dict) for each in objects for name in _LIST_NAMES)


def _convert_text(text: str, charset: str, position: str) -> Record | Reject | SkippedItem:
    """Return the story that is the JSON text, or why there is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = Problem("json.malformed", {"message": str(error)})
        reason = Problem.join([problem, Problem("wire.fix")])
        return Reject(position, reason, encode_for_json(encode_text(text, charset)))
    if isinstance(value, dict) and not _has_id(value) and isinstance(value.get("item"), dict):
        value, text = value["item"], next(_read_listed(JSONScanner(iter([text])))).text
    original = encode_text(text, charset)
    if not isinstance(value, dict):
        return Reject(position, NO_STORY, encode_for_json(original))
    document = StoryDocument(
        original=original,
        media_type="application/json",
        charset=charset,
        parser=PARSER,
        position=position,
        line=int(position.split()[1]) if position.startswith("line") else 1,
    )
    return convert_story(NinjsItem(value).build_story(), document)
