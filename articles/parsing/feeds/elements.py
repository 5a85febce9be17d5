"""Finds, reads and removes elements in the text of a feed, whether it is well-formed or not."""

import html
import re
from collections.abc import Iterator
from typing import Final

_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
# Text that is HTML: with a tag or a character reference.
MARKUP: Final = re.compile(r"</?[a-z]|&#?\w+;", re.IGNORECASE)
_ENDS: Final = {"cdata": "]]>", "comment": "-->"}


def compile_tags(names: str) -> re.Pattern[str]:
    """Return the pattern of ``iter_tags`` for elements whose name matches the expression."""
    # CDATA sections and comments come first: tags inside them do not count.
    return re.compile(
        r"(?P<cdata><!\[CDATA\[)|(?P<comment><!--)"
        rf"|<(?P<end>/?)(?P<name>{names})(?=[\s/>])[^<>]*>",
        re.IGNORECASE,
    )


def iter_tags(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield the start and end tags that match, outside comments and CDATA sections."""
    position = 0
    while match := pattern.search(text, position):
        position = match.end()
        if end := _ENDS.get(match.lastgroup or ""):
            position = text.find(end, position)
            if position < 0:
                return
        else:
            yield match


def iter_elements(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each element that matches and is closed, outermost ones only."""
    depth = start = 0
    for tag in iter_tags(text, pattern):
        if tag["end"]:
            if depth == 1:
                yield start, tag.end()
            depth = max(depth - 1, 0)
        elif tag[0].endswith("/>"):
            if not depth:
                yield tag.span()
        else:
            start = start if depth else tag.start()
            depth += 1


def remove_elements(text: str, pattern: re.Pattern[str]) -> str:
    """Return the text without the elements that match."""
    parts, position = [], 0
    for start, end in iter_elements(text, pattern):
        parts.append(text[position:start])
        position = end
    return "".join([*parts, text[position:]])


def decode_text(inner: str) -> str:
    """Return the text of an element: CDATA as it is, references outside of it resolved."""
    parts = _CDATA.split(inner)
    return "".join(part if number % 2 else html.unescape(part) for number, part in enumerate(parts))
