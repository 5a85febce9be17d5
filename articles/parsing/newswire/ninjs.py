"""ninjs, the news format of the IPTC in JSON: versions 1, 2 and 3, one object or many.

Several stand in a list, in the ``_items`` of an object around them, or each on a line of its own.
Only the fields that are read are checked; all others may hold anything.
Specification: https://iptc.org/std/ninjs/.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from articles.parsing.charsets import (
    CHARSET_HINT,
    UnknownCharsetError,
    decode_text,
    detect_charset,
    encode_for_json,
    encode_text,
)
from articles.parsing.newswire.ninjs_item import NinjsItem
from articles.parsing.newswire.wire_story import (
    NO_STORY,
    SIZE_LIMIT,
    StoryDocument,
    convert_story,
    dump_input,
)
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
# A string and the colon after a name; the end of the head may cut the string off.
_TOKEN: Final = re.compile(r'"((?>[^"\\]|\\.)*+)(?:"\s*+(:?)|\\?\Z)|[{}\[\]]', re.DOTALL)
# The beginning of a list of objects, which may stand in an object.
_LIST_START: Final = re.compile(r'\s*(?:\{[^\[\]{}]*"(?:_items|items?)"\s*:\s*)?\[')
_BOM: Final = re.compile("\ufeff?")
_SEPARATOR: Final = re.compile(r"[\s,]*")
_DECODER: Final = json.JSONDecoder()
_CHUNK_SIZE: Final = 2**16

_MEND: Final = "Mend it there, or ask for the file again."
_TOO_LARGE: Final = (
    f"It is larger than {SIZE_LIMIT // 2**20} MiB, which no story is, or it is no JSON; take it "
    "out, and import the rest."
)


def sniff(head: str) -> bool:
    """Return whether the first object has an id as in ninjs, and a name that only ninjs has."""
    names = {name.lower() for name in _iter_names(head.lstrip("\ufeff"))}
    return bool(names & _ID_NAMES) and bool(names & _NINJS_NAMES)


def _iter_names(head: str) -> Iterator[str]:
    """Yield the names of the first object, as far as the head goes."""
    list_start = _LIST_START.match(head)
    depth = 0
    for token in _TOKEN.finditer(head, list_start.end() if list_start else 0):
        if token[2]:
            if depth == 1:
                yield token[1]
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
    """Return whether the first line is a whole object and more follows."""
    line, more = stream.readline(SIZE_LIMIT), stream.read(_CHUNK_SIZE)
    stream.seek(0)
    try:
        is_object = isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
    # In UTF-16 and UTF-32 the bytes of a line feed do not show where a line ends.
    return is_object and bool(more.strip()) and len("\n".encode(charset)) == 1


def _parse_lines(stream: BinaryIO, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    number = 0
    while line := stream.readline(SIZE_LIMIT + 1):
        number += 1
        if len(line) > SIZE_LIMIT:
            yield Reject(f"line {number}", _TOO_LARGE, None)
            while line and not line.endswith(b"\n"):
                line = stream.readline(SIZE_LIMIT)
        elif line.strip():
            yield _parse_line(line, charset, number)


def _parse_line(line: bytes, charset: str, number: int) -> Record | Reject | SkippedItem:
    position = f"line {number}"
    try:
        text, used_charset = decode_text(line, charset)
        return _convert_value(json.loads(text), text.strip(), used_charset, position)
    except UnknownCharsetError as error:
        return Reject(position, error.args[0], encode_for_json(line))
    except (ValueError, RecursionError) as error:
        return Reject(position, f"It is not JSON: {error}. {_MEND}", encode_for_json(line))


class _TooLargeError(Exception):
    """No JSON value ends within the size limit."""


class _Reader:
    """A document of several JSON values, read no further than the next value needs.

    ``position`` is where the unread rest of ``buffer`` begins.
    """

    def __init__(self, stream: BinaryIO, charset: str) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder(charset)()
        self.buffer = ""
        self.position = 0

    def read_more(self) -> bool:
        """Add to the buffer; return whether there was more.

        Each call at least doubles the rest, so that parsing it again each time stays linear.
        """
        rest = self.buffer[self.position :]
        content = self.stream.read(max(_CHUNK_SIZE, len(rest)))
        self.buffer = rest + self.decoder.decode(content, not content)
        self.position = 0
        return bool(content)

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Go past the pattern; return whether it stands here."""
        match = pattern.match(self.buffer, self.position)
        self.position = match.end() if match else self.position
        return bool(match)

    def go_to_value(self) -> bool:
        """Go to the next value; return whether there is one, as there is not behind a list."""
        while self.skip(_SEPARATOR) and self.position == len(self.buffer):
            if not self.read_more():
                return False
        return self.buffer[self.position] != "]"

    def read_value(self) -> tuple[Any, str]:
        """Return the next value and its source text; raise ValueError for what is none."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.position)
            except ValueError:
                if len(self.buffer) - self.position > SIZE_LIMIT:
                    raise _TooLargeError from None
                if not self.read_more():
                    raise
            else:
                source = self.buffer[self.position : end]
                self.position = end
                return value, source


def _parse_document(stream: BinaryIO, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    """Yield the results of one document, and a Reject with all of it where it ceases to be JSON."""
    reader = _Reader(stream, charset)
    number = 1
    try:
        reader.read_more()
        reader.skip(_BOM)
        reader.skip(_LIST_START)
        while reader.go_to_value():
            value, source = reader.read_value()
            yield _convert_value(value, source, charset, f"item {number}")
            number += 1
    except _TooLargeError:
        yield Reject(f"item {number}", _TOO_LARGE, None)
    except UnicodeDecodeError:
        reason = f"It is not {charset.upper()} all through. {CHARSET_HINT}"
        yield Reject(f"item {number}", reason, dump_input(stream))
    except (ValueError, RecursionError) as error:
        reason = f"It is not JSON: {error}. {_MEND}"
        yield Reject(f"item {number}", reason, dump_input(stream))


def _convert_value(
    value: Any, source: str, charset: str, position: str
) -> Record | Reject | SkippedItem:
    original = encode_text(source, charset)
    item = NinjsItem(value if isinstance(value, dict) else {})
    story = item.build_story()
    if item.problems:
        return Reject(position, Problem.join(item.problems), encode_for_json(original))
    document = StoryDocument(
        original=original,
        media_type="application/json",
        charset=charset,
        parser=PARSER,
        position=position,
        line=int(position.split()[1]) if position.startswith("line") else 1,
    )
    return convert_story(story, document)
