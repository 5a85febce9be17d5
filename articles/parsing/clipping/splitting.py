"""Where in a file of clippings one ends and the next begins.

A clipping begins at a heading with a dash line right below it. Behind a rule, an
address, a foot or the end of a page, and at the top of the file, one also begins at a heading with
our date right below it, or with a dash line below one or two lines more, and at any other line with
a dash line and our date right below it. No other heading cuts a text. The blank lines above it, and
one rule, belong to a clipping.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final, NamedTuple

from articles.parsing.charsets import UnknownCharsetError, decode_text, detect_bom
from articles.parsing.clipping.syntax import (
    DASH,
    EMPTY_HEADING,
    HEADING,
    LINE_LIMIT,
    RULE,
    URL_LINE,
    parse_label,
)
from articles.parsing.dates import parse_day

# So much is read at once; a line longer than that is handed on in pieces.
_CHUNK_SIZE: Final = 64 * 1024
# So many bytes hold any line of a head or a foot, in any charset.
_SEEN_SIZE: Final = 4 * LINE_LIMIT
# So far below a heading its dash line or date is looked for, blank lines included.
_BELOW: Final = 8

# Lines that are mere text, and blank lines, are read many at once where their bytes tell them.
_DULL: Final = (
    rb"""[ \t]*(?!kaynak|source|et[i\x80-\xff]|tag|t[\x80-\xff]|kind|http)[a-z"'(][^\n\r\f]*\r?\n"""
)
_BLANK: Final = rb"[ \t]*\r?\n"
_RUNS: Final = re.compile(
    rb"(?:(?P<text>%b(?:(?:%b)*%b){2,})|(?P<blank>(?:%b){2,}))" % (_DULL, _BLANK, _DULL, _BLANK),
    re.IGNORECASE,
)
_RUN: Final = "…"

# What stands right above: text, the end of something, or a foot.
_TEXT, _END, _FOOT = range(3)


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes of one clipping, None where they are too many, and the line they begin at."""

    line: int
    content: bytes | None


def split_parts(stream: BinaryIO, *, charset: str = "", limit: int) -> Iterator[Part]:
    """Yield the clippings of the stream, which can seek, one after the other; at least one.

    The charset is tried where the bytes are neither marked nor UTF-8. What is larger than the
    limit is passed over, so that no more than that is held.
    """
    letters = _letters_of(stream, charset)
    growing = _Growing(letters, limit)
    above, has_begun, has_text = _END, False, False
    for window in _windows(_lines(stream, letters)):
        line = window[0]
        if begins := _begins(window, above):
            if has_begun or (has_text and above == _FOOT):
                yield growing.cut()
            has_begun = True
        above = _TEXT if begins else _leaves(line, above)
        has_text = has_text or above == _TEXT
        growing.add(line)
    yield growing.last()


class _Line(NamedTuple):
    """A line, or a piece of a long one, and its beginning as text: None but for the first piece.

    It may be several blank lines, or several of mere text, whose text is ``_RUN``.
    """

    content: bytes
    text: str | None
    ends_page: bool = False


def _windows(lines: Iterator[_Line]) -> Iterator[deque[_Line]]:
    """Yield for each line the queue that begins with it and goes on with those below."""
    window: deque[_Line] = deque()
    for line in lines:
        window.append(line)
        if len(window) > _BELOW:
            yield window
            window.popleft()
    while window:
        yield window
        window.popleft()


def _begins(window: deque[_Line], above: int) -> bool:
    """Tell whether a clipping begins with the first of the lines."""
    text = window[0].text
    if not text or (above == _TEXT and text[0] != "#"):
        return False
    below = [line.text for line in islice(window, 1, None) if line.text][:3]
    below = below[: below.index(_RUN)] if _RUN in below else below
    is_dashed = bool(below and DASH.fullmatch(below[0]))
    if HEADING.fullmatch(text):
        return is_dashed or (above != _TEXT and _heads(below))
    is_plain = text != _RUN and not (_is_gap(text) or DASH.fullmatch(text) or parse_label(text))
    return is_dashed and is_plain and above != _TEXT and any(map(parse_day, below[1:2]))


def _heads(below: list[str]) -> bool:
    """Tell whether a date, or one or two lines of a long headline and a dash line, come next."""
    is_wrapped = len(below) == 3 and not any(map(HEADING.fullmatch, below))
    dashes = below[1:3] if is_wrapped else below[1:2]
    return bool(below and parse_day(below[0])) or any(map(DASH.fullmatch, dashes))


def _leaves(line: _Line, above: int) -> int:
    """Return what stands above the next line, behind this one that begins no clipping."""
    if line.text is None or (line.text and not _is_gap(line.text)):
        above = _behind(line.text or "", above)
    elif line.text and RULE.fullmatch(line.text):
        above = max(above, _END)
    return max(above, _END) if line.ends_page else above


def _behind(text: str, above: int) -> int:
    if parse_label(text):
        return _FOOT
    return max(above, _END) if URL_LINE.fullmatch(text) else _TEXT


def _is_gap(text: str) -> bool:
    return not text or bool(RULE.fullmatch(text) or EMPTY_HEADING.fullmatch(text))


class _Growing:
    """The clipping that is being read: its bytes so far, and where the next one would begin.

    That is above the blank lines, and one rule, that nothing but blank lines has followed yet.
    """

    def __init__(self, letters: "_Letters", limit: int) -> None:
        self.letters = letters
        self.limit = limit
        self.first = self.line = 1
        self.held = bytearray()
        self.is_over = False
        self.next = self.behind_rule = (0, 1)

    def add(self, line: _Line) -> None:
        self.held += line.content
        self.line += self.letters.count_lines(line.content)
        here = (len(self.held), self.line)
        if line.text is None or not _is_gap(line.text):
            self.next = self.behind_rule = here
        elif RULE.fullmatch(line.text):
            self.next, self.behind_rule = self.behind_rule, here
        if len(self.held) > self.limit or (self.is_over and self.next == here):
            self._pass_over()

    def _pass_over(self) -> None:
        self.is_over = True
        self.held.clear()
        self.next = self.behind_rule = (0, self.line)

    def cut(self) -> Part:
        """Return what stands above the next clipping, and go on with that."""
        size, line = self.next
        part = self._part(bytes(self.held[:size]))
        del self.held[:size]
        self.held[:0] = self.letters.mark
        self.first, self.is_over = line, False
        self.next = self.behind_rule = (len(self.held), self.line)
        return part

    def last(self) -> Part:
        return self._part(bytes(self.held))

    def _part(self, content: bytes) -> Part:
        return Part(self.first, None if self.is_over else content)


# Bytes to lines.


class _Letters:
    """How letters stand in the bytes: the charsets to try, and what ends lines and pages."""

    def __init__(self, mark: bytes, charsets: tuple[str, ...]) -> None:
        self.mark = mark
        self.charsets = charsets
        width = len("\n\n".encode(charsets[0])) - len("\n".encode(charsets[0]))
        self.newline, self.return_, self.feed = (
            sign.encode(charsets[0])[-width:] for sign in "\n\r\f"
        )
        self.ends = (self.newline, self.return_)
        self.width = width
        self.has_runs = self.newline == b"\n"
        # The one byte of a wide letter that is not zero tells where one may end a line.
        self._place = next(at for at, byte in enumerate(self.newline) if byte)
        signs = bytes(sign[self._place] for sign in (*self.ends, self.feed))
        self._candidate = re.compile(b"[" + re.escape(signs) + b"]")

    def count_lines(self, content: bytes) -> int:
        """Return how many lines end in a line, or in several of mere text or none."""
        newlines = content.count(b"\n") if self.has_runs else 0
        return newlines or int(content.endswith(self.ends))

    def pieces(
        self, content: bytes, *, is_first: bool, is_last: bool
    ) -> Iterator[tuple[int, str | None]]:
        """Yield where lines end in bytes that begin with a letter, and their text if it is told."""
        at = 0
        while at < len(content):
            run = _RUNS.match(content, at) if self.has_runs and (at or is_first) else None
            end = run.end() if run else self._line_end(content, at, is_last=is_last)
            if not end:
                return
            yield end, (_RUN if run["text"] else "") if run else None
            at = end

    def _line_end(self, content: bytes, at: int, *, is_last: bool) -> int:
        """Return where the line, or page, that goes on here ends; 0 if that is not known yet."""
        for found in self._candidate.finditer(content, at):
            start = found.start() - self._place
            end = start + self.width
            letter, following = content[start:end], content[end : end + self.width]
            if start % self.width or letter not in {*self.ends, self.feed}:
                continue
            if letter != self.return_:
                return end
            if following == self.newline:
                return end + self.width
            return end if is_last or len(following) == self.width else 0
        return len(content) if is_last else 0

    def seen(self, line: bytes) -> str:
        """Return the beginning of a line as text."""
        piece = line[:_SEEN_SIZE]
        for charset in self.charsets:
            try:
                text = piece.decode(charset)
                break
            except UnicodeError:
                continue
        else:
            text = piece.decode(self.charsets[-1], "replace")
        return text.removeprefix("\ufeff")[:LINE_LIMIT].strip()


def _letters_of(stream: BinaryIO, charset: str) -> _Letters:
    head = stream.read(_CHUNK_SIZE)
    stream.seek(0)
    mark, marked = detect_bom(head)
    if mark:
        return _Letters(mark if marked != "utf-8" else b"", (marked,))
    try:
        read_in = decode_text(head, charset, is_whole=False)[1]
    except UnknownCharsetError:
        read_in = marked
    return _Letters(b"", (read_in, charset) if charset else (read_in,))


def _lines(stream: BinaryIO, letters: _Letters) -> Iterator[_Line]:
    """Yield the lines, one over the size of a chunk in several pieces."""
    rest, is_first = b"", True
    while True:
        chunk = stream.read(_CHUNK_SIZE)
        rest += chunk
        at = 0
        for end, text in letters.pieces(rest, is_first=is_first, is_last=not chunk):
            yield _line(rest[at:end], letters, text=text, is_first=is_first)
            at, is_first = end, True
        rest = rest[at:]
        if not chunk:
            return
        whole = len(rest) // letters.width * letters.width - letters.width
        if whole > _CHUNK_SIZE:
            yield _line(rest[:whole], letters, text=None, is_first=is_first)
            rest, is_first = rest[whole:], False


def _line(content: bytes, letters: _Letters, *, text: str | None, is_first: bool) -> _Line:
    if text is None and is_first:
        text = letters.seen(content)
    return _Line(content, text, content.endswith(letters.feed))
