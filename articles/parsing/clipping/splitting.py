"""Splits a file of clippings into the bytes of each.

A clipping begins at a heading with a dash line right below it. At the top of the file, and after a
rule, a URL, a foot or the end of a page, it can also begin at

- a heading with our date right below it,
- a heading with one or two more lines and a dash line below it,
- any other line with a dash line and our date right below it.

Other headings belong to the text. Blank lines, and one rule, above a clipping belong to it.
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

# How many bytes are read at once; a longer line is yielded in parts.
_CHUNK_SIZE: Final = 64 * 1024
# How many bytes a line of a head or a foot can have, in any charset.
_HEAD_LINE_SIZE: Final = 4 * LINE_LIMIT
# How many lines below a heading may come before its dash line or date, blank ones included.
_LOOKAHEAD: Final = 8

# Lines that can only be text, and blank lines, are read many at once if their bytes show it.
_PLAIN_LINE: Final = (
    rb"""[ \t]*(?!kaynak|source|et[i\x80-\xff]|tag|t[\x80-\xff]|kind|http)[a-z"'(][^\n\r\f]*\r?\n"""
)
_BLANK: Final = rb"[ \t]*\r?\n"
_RUNS: Final = re.compile(
    rb"(?:(?P<text>%b(?:(?:%b)*%b){2,})|(?P<blank>(?:%b){2,}))"
    % (_PLAIN_LINE, _BLANK, _PLAIN_LINE, _BLANK),
    re.IGNORECASE,
)
_RUN: Final = "…"

# What comes right before a line: text, the end of a part or page, or a foot. Rules, URLs and page
# ends replace only what is lower than _END, so that a foot above them still counts.
_TEXT, _END, _FOOT = range(3)


@dataclass(frozen=True, slots=True)
class Part:
    """The number of a clipping's first line and its bytes, None if they are too many."""

    line: int
    content: bytes | None


def split_parts(stream: BinaryIO, *, charset: str = "", limit: int) -> Iterator[Part]:
    """Yield the clippings of the stream, which can seek, at least one.

    ``charset`` is tried for bytes that have no BOM and are not UTF-8. The bytes of a clipping over
    the limit are not held in memory.
    """
    encoding = _detect_encoding(stream, charset)
    buffer = _Buffer(encoding, limit)
    above, has_begun, has_text = _END, False, False
    for window in _iter_windows(_iter_lines(stream, encoding)):
        line = window[0]
        if is_start := _is_start(window, above):
            # A text above the first heading is a part of its own if it has a foot.
            if has_begun or (has_text and above == _FOOT):
                yield buffer.pop_part()
            has_begun = True
        above = _TEXT if is_start else _classify_line(line, above)
        has_text = has_text or above == _TEXT
        buffer.add(line)
    yield buffer.build_part()


class _Line(NamedTuple):
    """A line and its beginning as text, or part of a long line; the text is in the first part only.

    It may also be several blank lines, or several lines of mere text, with ``_RUN`` as their text.
    """

    content: bytes
    text: str | None
    ends_page: bool = False


def _iter_windows(lines: Iterator[_Line]) -> Iterator[deque[_Line]]:
    """Yield for each line a queue of it and the lines below."""
    window: deque[_Line] = deque()
    for line in lines:
        window.append(line)
        if len(window) > _LOOKAHEAD:
            yield window
            window.popleft()
    while window:
        yield window
        window.popleft()


def _is_start(window: deque[_Line], above: int) -> bool:
    """Return whether a clipping begins with the first of the lines."""
    text = window[0].text
    if not text or (above == _TEXT and text[0] != "#"):
        return False
    below = [line.text for line in islice(window, 1, None) if line.text][:3]
    below = below[: below.index(_RUN)] if _RUN in below else below
    is_dashed = bool(below and DASH.fullmatch(below[0]))
    if HEADING.fullmatch(text):
        return is_dashed or (above != _TEXT and _is_below_headline(below))
    is_plain = text != _RUN and not (
        _is_separator(text) or DASH.fullmatch(text) or parse_label(text)
    )
    return is_dashed and is_plain and above != _TEXT and any(map(parse_day, below[1:2]))


def _is_below_headline(below: list[str]) -> bool:
    """Return whether the lines are a date, or one or two lines of a headline and a dash line."""
    is_wrapped = len(below) == 3 and not any(map(HEADING.fullmatch, below))
    dashes = below[1:3] if is_wrapped else below[1:2]
    return bool(below and parse_day(below[0])) or any(map(DASH.fullmatch, dashes))


def _classify_line(line: _Line, above: int) -> int:
    """Return what comes right before the next line, after this one, which begins no clipping."""
    if line.text is None or (line.text and not _is_separator(line.text)):
        above = _classify_text(line.text or "", above)
    elif line.text and RULE.fullmatch(line.text):
        above = max(above, _END)
    return max(above, _END) if line.ends_page else above


def _classify_text(text: str, above: int) -> int:
    if parse_label(text):
        return _FOOT
    return max(above, _END) if URL_LINE.fullmatch(text) else _TEXT


def _is_separator(text: str) -> bool:
    return not text or bool(RULE.fullmatch(text) or EMPTY_HEADING.fullmatch(text))


class _Buffer:
    """The bytes of the clipping that is being read, and where the next one would begin.

    That is above the last blank lines, and above one rule with only blank lines after it.
    """

    def __init__(self, encoding: "_Encoding", limit: int) -> None:
        self.encoding = encoding
        self.limit = limit
        self.first_line = self.line = 1
        self.content = bytearray()
        self.is_over_limit = False
        # Both as size of the content and number of the line.
        self.next_start = self.after_rule = (0, 1)

    def add(self, line: _Line) -> None:
        self.content += line.content
        self.line += self.encoding.count_lines(line.content)
        here = (len(self.content), self.line)
        if line.text is None or not _is_separator(line.text):
            self.next_start = self.after_rule = here
        elif RULE.fullmatch(line.text):
            self.next_start, self.after_rule = self.after_rule, here
        if len(self.content) > self.limit or (self.is_over_limit and self.next_start == here):
            self._drop_content()

    def _drop_content(self) -> None:
        self.is_over_limit = True
        self.content.clear()
        self.next_start = self.after_rule = (0, self.line)

    def pop_part(self) -> Part:
        """Return what is above the next clipping, and continue with that one."""
        size, line = self.next_start
        part = self._build_part(bytes(self.content[:size]))
        del self.content[:size]
        self.content[:0] = self.encoding.bom
        self.first_line, self.is_over_limit = line, False
        self.next_start = self.after_rule = (len(self.content), self.line)
        return part

    def build_part(self) -> Part:
        """Return all that is left."""
        return self._build_part(bytes(self.content))

    def _build_part(self, content: bytes) -> Part:
        return Part(self.first_line, None if self.is_over_limit else content)


# Bytes to lines.


class _Encoding:
    """How characters are encoded: the charsets to try, and the bytes that end lines and pages."""

    def __init__(self, bom: bytes, charsets: tuple[str, ...]) -> None:
        self.bom = bom
        self.charsets = charsets
        width = len("\n\n".encode(charsets[0])) - len("\n".encode(charsets[0]))
        self.newline, self.return_, self.form_feed = (
            character.encode(charsets[0])[-width:] for character in "\n\r\f"
        )
        self.line_ends = (self.newline, self.return_)
        self.width = width
        self.has_runs = self.newline == b"\n"
        # The one byte of a wide character that is not zero is searched for.
        self._offset = next(offset for offset, byte in enumerate(self.newline) if byte)
        ends = bytes(end[self._offset] for end in (*self.line_ends, self.form_feed))
        self._candidate = re.compile(b"[" + re.escape(ends) + b"]")

    def count_lines(self, content: bytes) -> int:
        """Return how many lines end in a line, or in a run of lines."""
        newlines = content.count(b"\n") if self.has_runs else 0
        return newlines or int(content.endswith(self.line_ends))

    def iter_line_ends(
        self, content: bytes, *, is_first: bool, is_last: bool
    ) -> Iterator[tuple[int, str | None]]:
        """Yield the end of each line, and the text if it is a run of lines, else None.

        ``content`` must begin with a whole character. ``is_first`` says that it begins a line, and
        does not continue one; ``is_last`` that it is all that is left of the stream.
        """
        position = 0
        while position < len(content):
            may_be_run = self.has_runs and (position or is_first)
            run = _RUNS.match(content, position) if may_be_run else None
            end = run.end() if run else self._find_line_end(content, position, is_last=is_last)
            if not end:
                return
            yield end, (_RUN if run["text"] else "") if run else None
            position = end

    def _find_line_end(self, content: bytes, position: int, *, is_last: bool) -> int:
        """Return the end of the line, or page, at the position; 0 if it is not in the content."""
        for match in self._candidate.finditer(content, position):
            start = match.start() - self._offset
            end = start + self.width
            character, following = content[start:end], content[end : end + self.width]
            if start % self.width or character not in {*self.line_ends, self.form_feed}:
                continue
            if character != self.return_:
                return end
            if following == self.newline:
                return end + self.width
            return end if is_last or len(following) == self.width else 0
        return len(content) if is_last else 0

    def decode_beginning(self, line: bytes) -> str:
        """Return the beginning of a line as text."""
        beginning = line[:_HEAD_LINE_SIZE]
        for charset in self.charsets:
            try:
                text = beginning.decode(charset)
                break
            except UnicodeError:
                continue
        else:
            text = beginning.decode(self.charsets[-1], "replace")
        return text.removeprefix("\ufeff")[:LINE_LIMIT].strip()


def _detect_encoding(stream: BinaryIO, charset: str) -> _Encoding:
    head = stream.read(_CHUNK_SIZE)
    stream.seek(0)
    bom, bom_charset = detect_bom(head)
    if bom:
        return _Encoding(bom if bom_charset != "utf-8" else b"", (bom_charset,))
    try:
        detected = decode_text(head, charset, is_whole=False)[1]
    except UnknownCharsetError:
        detected = bom_charset
    return _Encoding(b"", (detected, charset) if charset else (detected,))


def _iter_lines(stream: BinaryIO, encoding: _Encoding) -> Iterator[_Line]:
    """Yield the lines, one over the size of a chunk in several parts."""
    rest, is_first = b"", True
    while True:
        chunk = stream.read(_CHUNK_SIZE)
        rest += chunk
        position = 0
        for end, text in encoding.iter_line_ends(rest, is_first=is_first, is_last=not chunk):
            yield _build_line(rest[position:end], encoding, text=text, is_first=is_first)
            position, is_first = end, True
        rest = rest[position:]
        if not chunk:
            return
        # The last character is left: it may be the first half of a line end.
        part_size = len(rest) // encoding.width * encoding.width - encoding.width
        if part_size > _CHUNK_SIZE:
            yield _build_line(rest[:part_size], encoding, text=None, is_first=is_first)
            rest, is_first = rest[part_size:], False


def _build_line(content: bytes, encoding: _Encoding, *, text: str | None, is_first: bool) -> _Line:
    if text is None and is_first:
        text = encoding.decode_beginning(content)
    return _Line(content, text, content.endswith(encoding.form_feed))
