"""Reads JSON text value by value, in memory that does not grow with the document."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import BinaryIO, Final

from articles.parsing.charsets import BOM_SIZE, CHARSET_HINT, detect_bom, detect_charset
from articles.parsing.tabular.json_text import DEPTH_LIMIT, TOO_DEEP

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

_TOO_LONG: Final = f"It is longer than {VALUE_LIMIT // 2**20} MiB; divide it."


class EndedError(Exception):
    """The input cannot be read any further; the message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class JSONValue:
    """The text of a value, the line that it begins in, and why it is not read, or ""."""

    line: int
    text: str
    problem: str = ""


class JSONScanner:
    """A position in JSON text that is read from a stream; holds one chunk and one value of it."""

    def __init__(self, stream: BinaryIO, charset: str) -> None:
        self.charset = detect_charset(stream, charset)
        stream.seek(len(detect_bom(stream.read(BOM_SIZE))[0]))
        self.line = 1
        self._chunks = _decode_chunks(stream, self.charset)
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
            if size <= VALUE_LIMIT:
                parts.append(part)
            else:
                parts.clear()
        problem = _TOO_LONG if size > VALUE_LIMIT else TOO_DEEP if deepest > DEPTH_LIMIT else ""
        return JSONValue(line, "".join(parts), problem)

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
            reason = f"From here on it is not {charset.upper()}. {CHARSET_HINT}"
            raise EndedError(reason) from error
        if text:
            yield text
