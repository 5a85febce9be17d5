"""Reads JSON text value by value, in memory that does not grow with the document.

The one reader for JSON documents, ninjs and JSON Feed. ijson 3.6 cannot take its place: it gives no
value's own text, which is the original of a record; it loses all that follows a broken value
(``ijson.items(b"[1, {2}, 3]", "item")`` yields 1 and raises); it reads UTF-8 without a BOM only;
and half a surrogate pair becomes a question mark.
"""

import codecs
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, BinaryIO, Final

from articles.parsing.charsets import BOM_SIZE, CHOOSE_CHARSET, detect_bom, detect_charset
from articles.parsing.problems import Problem, ProblemError

VALUE_LIMIT: Final = 16 * 2**20  # characters
_CHUNK_SIZE: Final = 64 * 2**10  # bytes

STRING: Final = r'"(?>[^"\\]++|\\.)*+"'
_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_SCALAR: Final = re.compile(r"[^\s,:\[\]{}\"]*+")
_IN_STRING: Final = re.compile(r'(?>[^"\\]++|\\.)*+', re.DOTALL)
# Text in which each bracket is closed again, at most three levels deep, so that matching stays
# fast. A value that the text holds only in part is not matched.
_BALANCED: Final = re.compile(
    reduce(
        lambda inner, _: rf'(?>[^"\[\]{{}}]++|{STRING}|[\[{{]{inner}[\]}}])*+',
        range(3),
        rf'(?>[^"\[\]{{}}]++|{STRING})*+',
    ),
    re.DOTALL,
)
_COMPLETE_STRINGS: Final = re.compile(rf'(?>[^"]++|{STRING})*+', re.DOTALL)
_STRINGS: Final = re.compile(STRING, re.DOTALL)
# Below this depth, text is read in runs of as many characters as there are levels: a run of that
# length cannot close them all.
_DEEP: Final = 64

UNDIVIDED: Final = Problem("json.undivided")


class EndedError(ProblemError):
    """The input cannot be read any further."""


@dataclass(frozen=True, slots=True)
class JSONValue:
    """The text of a value, "" if it is too long, and the line that it begins in.

    ``depth`` is how deep it nests, or up to four levels less.
    """

    line: int
    text: str
    depth: int
    is_too_long: bool = False


class JSONScanner:
    """A position in JSON text that comes in chunks; holds one chunk and one value of it.

    Values of more than ``limit`` characters are too long.
    """

    def __init__(self, chunks: Iterator[str], *, limit: int = VALUE_LIMIT) -> None:
        self.line = 1
        self._chunks = chunks
        self._limit = limit
        self._chunk = ""
        self._at = 0

    def peek(self) -> str:
        """Skip white space and return the next character, "" at the end."""
        for _ in self._match_run(_SPACE):
            pass
        return self._peek_character()

    def accept(self, character: str) -> bool:
        """Skip the character if it comes next; return whether it did."""
        is_next = self.peek() == character
        self._at += is_next
        return is_next

    def read_value(self) -> JSONValue:
        """Return the next value and move behind it."""
        self.peek()
        line, parts, size, deepest = self.line, [""], 0, 0
        for part, depth in self._read_parts():
            size, deepest = size + len(part), max(deepest, depth)
            if size <= self._limit:
                parts.append(part)
            else:
                parts.clear()
        return JSONValue(line, "".join(parts), deepest, is_too_long=size > self._limit)

    def read_items(self) -> Iterator[JSONValue]:
        """Yield the values up to the end of a list whose opening bracket has been read."""
        if self.accept("]"):
            return
        yield self.read_value()
        while not self.accept("]"):
            if not self.accept(","):
                raise EndedError(UNDIVIDED)
            yield self.read_value()

    def read_names(self) -> Iterator[str]:
        """Yield the name of each member of the next object, as JSON; the caller reads its value."""
        self.accept("{")
        while not self.accept("}"):
            name = self.read_value().text
            if not name.startswith('"') or not self.accept(":"):
                raise EndedError(Problem("json.unnamed"))
            yield name
            if not self.accept(",") and self.peek() != "}":
                raise EndedError(UNDIVIDED)

    def read_listed(self, names: Collection[str]) -> Iterator[JSONValue]:
        """Yield the items of the lists that the next object holds under one of the names."""
        for name in self.read_names():
            if decode_string(name) in names and self.accept("["):
                yield from self.read_items()
            else:
                self.read_value()

    def _read_parts(self) -> Iterator[tuple[str, int]]:
        """Yield the parts of a value up to its end, each with the depth that it is nested in.

        Each round reads a bracket or a string if one comes next, and then text that leaves the
        value open. A number, ``true``, ``false`` or ``null`` is read in one round.
        """
        depth = 0
        while character := self._peek_character():
            depth += (character in "[{") - (character in "]}")
            if character in '[{}]"':
                yield self._read_character(), depth
            if character == '"':
                yield from ((part, depth) for part in self._match_run(_IN_STRING))
                yield self._read_character(), depth
            if depth > _DEEP:
                part = self._match(_COMPLETE_STRINGS, self._at + depth - 1)
                depth += _count_depth(part)
                yield part, depth
            elif depth > 0 or character not in '[{}]"':
                pattern = _BALANCED if depth > 0 else _SCALAR
                yield from ((part, depth) for part in self._match_run(pattern))
            if depth <= 0:
                break

    def _match_run(self, pattern: re.Pattern[str]) -> Iterator[str]:
        """Yield what matches the pattern from here on, over the ends of chunks."""
        while True:
            yield self._match(pattern, len(self._chunk))
            # The run may go on in the next chunk if nothing is left of this one, or only a
            # backslash that waits for the character that it escapes.
            rest = len(self._chunk) - self._at
            if rest > (self._chunk[-1:] == "\\") or not self._load_chunk():
                break

    def _match(self, pattern: re.Pattern[str], end: int) -> str:
        """Return what matches the pattern, at least "", between here and ``end`` in the chunk."""
        part = next(pattern.finditer(self._chunk, self._at, end))[0]
        self._at += len(part)
        self.line += part.count("\n")
        return part

    def _read_character(self) -> str:
        character = self._peek_character()
        self._at += len(character)
        return character

    def _peek_character(self) -> str:
        if self._at == len(self._chunk):
            self._load_chunk()
        return self._chunk[self._at : self._at + 1]

    def _load_chunk(self) -> bool:
        """Append the next chunk to what is left of this one; return whether there was any."""
        more = next(self._chunks, "")
        self._chunk, self._at = self._chunk[self._at :] + more, 0
        return bool(more)


def _count_depth(part: str) -> int:
    """Return how many levels deeper the nesting is at the end of the part than at its beginning."""
    structure = _STRINGS.sub("", part)
    opened = sum(structure.count(bracket) for bracket in "[{")
    return opened - sum(structure.count(bracket) for bracket in "]}")


def nests_deeper(value: Any, *, than: int) -> bool:
    """Return whether the decoded value nests deeper than so many levels."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return not than or any(nests_deeper(each, than=than - 1) for each in inner)


def decode_string(text: str) -> str | None:
    """Return the value of a JSON string, None for one with invalid escapes."""
    try:
        return str(json.loads(text))
    except ValueError:
        return None


def decode_stream(stream: BinaryIO, charset: str) -> tuple[Iterator[str], str]:
    """Return the text of the whole stream in chunks, without a BOM, and its charset."""
    used_charset = detect_charset(stream, charset)
    stream.seek(len(detect_bom(stream.read(BOM_SIZE))[0]))
    return _decode_chunks(stream, used_charset), used_charset


def _decode_chunks(stream: BinaryIO, charset: str) -> Iterator[str]:
    """Yield the text of the stream; raise EndedError where it is not in the charset."""
    decoder = codecs.getincrementaldecoder(charset)()
    content = b" "
    while content:
        content = stream.read(_CHUNK_SIZE)
        try:
            text = decoder.decode(content, not content)
        except UnicodeDecodeError as error:
            yield from filter(None, [error.object[: error.start].decode(charset, "ignore")])
            problem = Problem("json.wrong_charset", {"charset": charset.upper()})
            raise EndedError(Problem.join([problem, CHOOSE_CHARSET])) from error
        if text:
            yield text
