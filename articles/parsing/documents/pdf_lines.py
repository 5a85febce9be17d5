"""Makes paragraphs of the lines of pages, without what repeats at their heads and feet."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import chain, pairwise
from statistics import median, median_low
from typing import Final

from articles.text.patterns import SENTENCE_END


@dataclass(slots=True)
class Line:
    """A line of a page: its text, where it begins (from the lower left corner), its size."""

    text: str
    x: float
    y: float
    size: float


_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"[-–—|\[( ]*(?:(?:page|p\.|sayfa|s\.|seite|страница|стр\.|səhifə|էջ)\s?)?\d{1,4}"
    r"(?:\s?(?:/|of|von|sur|из|-)\s?\d{1,4})?[-–—|\]) ]*",
    re.IGNORECASE,
)
# Heads and feet have at most so many lines.
_EDGE: Final = 3
# How many times as far apart as in running text the lines of two paragraphs are.
_GAP: Final = 1.35
# Points; less is not indented, more is another column.
_INDENTATION: Final = (4, 80)
# A line of so much of the usual length ends a paragraph if it ends a sentence.
_SHORT: Final = 0.75
_HEADING: Final = 1.15
_HEADING_LENGTH: Final = 300


def build_html(pages: list[list[Line]]) -> str:
    """Return the text of the pages as headings and paragraphs."""
    lines = list(chain.from_iterable(_remove_edges(pages)))
    if not lines:  # nothing but what repeats
        lines = list(chain.from_iterable(pages))
    body = _find_body_size(lines)
    largest = max(line.size for line in lines)
    parts = []
    for paragraph in _split(lines, body):
        text = escape(_join(paragraph), quote=False)
        is_heading = paragraph[0].size >= _HEADING * body and len(text) <= _HEADING_LENGTH
        name = "p" if not is_heading else "h1" if paragraph[0].size == largest else "h2"
        parts.append(f"<{name}>{text}</{name}>")
    return "\n".join(parts)


def _remove_edges(pages: list[list[Line]]) -> Iterator[list[Line]]:
    """Yield the lines of each page without its number, and without what repeats on half of them."""
    counts = Counter(
        key for lines in pages for key in {_get_key(line) for line in _list_edges(lines)}
    )
    limit = max(2, len(pages) / 2)
    for lines in pages:
        edges = {id(line) for line in _list_edges(lines)}
        yield [
            line
            for line in lines
            if id(line) not in edges
            or not (counts[_get_key(line)] >= limit or _PAGE_NUMBER.fullmatch(line.text))
        ]


def _list_edges(lines: list[Line]) -> list[Line]:
    """Return the uppermost and the lowest lines of a page."""
    by_height = sorted(lines, key=lambda line: -line.y)
    return by_height if len(lines) <= 2 * _EDGE else [*by_height[:_EDGE], *by_height[-_EDGE:]]


def _get_key(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _find_body_size(lines: list[Line]) -> float:
    """Return the size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _split(lines: list[Line], body: float) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph."""
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.size == b.size == body and a.y - b.y > 0]
    leading = median_low(gaps) if gaps else body * _GAP
    length = median(len(line.text) for line in lines if line.size == body)
    paragraph = lines[:1]
    for line, following in pairwise(lines):
        if _is_end(line, following, leading=leading, length=length):
            yield paragraph
            paragraph = []
        paragraph.append(following)
    yield paragraph


def _is_end(line: Line, following: Line, *, leading: float, length: float) -> bool:
    """Return whether a paragraph ends between two lines."""
    if abs(line.size - following.size) > 0.1 * line.size:
        return True
    is_sentence = SENTENCE_END.search(line.text) is not None
    gap = line.y - following.y
    if gap < 0:  # another column or page
        return is_sentence and not following.text[0].islower()
    least, most = _INDENTATION
    return (
        gap > _GAP * max(leading, line.size)
        or least < following.x - line.x < most
        or (is_sentence and len(line.text) < _SHORT * length)
    )


def _join(lines: list[Line]) -> str:
    """Return the lines as one text, without the hyphens that divide words."""
    text = lines[0].text
    for line in lines[1:]:
        is_divided = text[-2:-1].isalpha() and line.text[0].islower()
        if text.endswith("\u00ad") or (text.endswith(("-", "‐")) and is_divided):
            text = text[:-1] + line.text
        else:
            text = f"{text} {line.text}"
    return text
