"""Divides plain text into paragraphs, by one rule for all formats.

Blank lines divide it. Lines that were wrapped to a width are joined. Of other lines, those that
are sentences or long are paragraphs; short ones, as those of a poem, stay lines of one paragraph.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from articles.text.patterns import BLANK_LINES, HTTP_URL, SENTENCE_END

# Nobody wraps running text to less or to more than this: with a longer line, each line is one.
WRAP_LIMIT: Final = 120
_WIDTHS: Final = range(40, WRAP_LIMIT + 1)
# A line that is longer than any of verse.
_PROSE_LENGTH: Final = 100
_INDENTATION: Final = re.compile(r" {2,}|\t")
_BULLET: Final = re.compile(r"(?:[-–—•*·▪■►]|\d{1,3}[.)])\s")


class _Line(NamedTuple):
    """A line as it is written, and its visible text."""

    source: str
    text: str

    @property
    def is_sentence(self) -> bool:
        return SENTENCE_END.search(self.text) is not None

    @property
    def is_indented(self) -> bool:
        return _INDENTATION.match(self.text) is not None


_Block = Sequence[_Line]


def split_paragraphs(text: str, *, to_plain: Callable[[str], str] = str) -> list[str]:
    """Return the paragraphs; a line feed in one is a line break that is meant.

    ``to_plain`` returns the visible text of a line where that is not all of it.
    """
    if "\n" not in text:
        return [text.strip()] if text.strip() else []
    parts = BLANK_LINES.split(_dedent(text.strip()))
    if not any("\n" in part for part in parts):
        return [stripped for part in parts if (stripped := part.strip())]
    blocks = [[_build_line(line, to_plain) for line in part.split("\n")] for part in parts]
    width = _find_width(blocks)
    divided = (_join_wrapped(each, width) if width else _divide_lines(each) for each in blocks)
    return [paragraph for block in divided for paragraph in block]


def _dedent(text: str) -> str:
    """Return the text without indentation, where most lines have it."""
    lines = text.split("\n")
    if 2 * sum(_INDENTATION.match(line) is not None for line in lines) < len(lines):
        return text
    return "\n".join(map(str.strip, lines))


def _build_line(source: str, to_plain: Callable[[str], str]) -> _Line:
    return _Line(source.strip(), to_plain(source).rstrip())


def _find_width(blocks: Sequence[_Block]) -> int:
    """Return the width to which the lines were wrapped, 0 if they were not.

    Wrapped lines end anywhere in a sentence, mostly where the next word had no room.
    """
    lengths = (len(line.text) for block in blocks for line in block if " " in line.source)
    width = max(lengths, default=0)
    breaks = [pair for block in blocks for pair in pairwise(block)]
    inner = [(line, after) for line, after in breaks if not _may_end(line, after)]
    is_wrapped = (
        width in _WIDTHS
        and len(breaks) <= 3 * len(inner)
        and len(inner) <= 2 * sum(_is_full(line, after, width) for line, after in inner)
        and len(inner) <= 3 * sum(_goes_on(after) for _, after in inner)
    )
    return width if is_wrapped else 0


def _may_end(line: _Line, after: _Line) -> bool:
    return line.is_sentence or after.is_indented


def _is_full(line: _Line, after: _Line, width: int) -> bool:
    """Return whether the first word of the next line has no room in the line."""
    return len(line.text) + 1 + len(after.source.partition(" ")[0]) > width


def _goes_on(line: _Line) -> bool:
    """Return whether the line can begin in the middle of a sentence."""
    return not (line.text.strip()[:1].isupper() or _BULLET.match(line.source))


def _join_wrapped(block: _Block, width: int) -> Iterator[str]:
    """Yield the paragraphs of wrapped lines: one begins behind a short line, or is indented."""
    paragraph = [block[0].source]
    for line, after in pairwise(block):
        is_short = not _is_full(line, after, width)
        is_start = after.is_indented or (
            (line.is_sentence and (is_short or HTTP_URL.fullmatch(after.source) is not None))
            or (is_short and _BULLET.match(after.source) is not None)
        )
        if is_start:
            yield " ".join(paragraph)
            paragraph = []
        paragraph.append(after.source)
    yield " ".join(paragraph)


def _divide_lines(block: _Block) -> Iterator[str]:
    """Yield the paragraphs of lines that were not wrapped."""
    sentences = sum(line.is_sentence for line in block)
    is_prose = any(len(line.text) > _PROSE_LENGTH for line in block)
    if is_prose or 3 * sentences >= 2 * len(block):
        yield from (line.source for line in block)
    else:
        yield "\n".join(line.source for line in block)
