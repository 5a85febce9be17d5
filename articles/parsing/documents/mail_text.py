"""Makes HTML of the plain text of a mail, whose lines are broken to the width of a screen."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Final

from articles.text.plain_text import WRAP_LIMIT

# A line shorter than this ends where its writer ended it.
_FULL_LINE: Final = 50
_SIGNATURE: Final = "-- "


def to_html(text: str, *, is_flowed: bool = False, deletes_space: bool = False) -> str:
    """Return the text as paragraphs; lines that begin with ``>`` are quotations.

    ``is_flowed`` and ``deletes_space`` are the parameters of RFC 3676.
    """
    lines = list(map(_split_quote, text.splitlines()))
    if is_flowed:
        lines = list(_join_flowed(lines, deletes_space=deletes_space))
    is_wrapped = not is_flowed and max((len(line) for _, line in lines), default=0) <= WRAP_LIMIT
    parts = []
    for depth, group in groupby(lines, key=lambda line: line[0]):
        content = "\n".join(_build_blocks((line for _, line in group), is_wrapped=is_wrapped))
        if content:
            parts.append(f"<blockquote>{content}</blockquote>" if depth else content)
    return "\n".join(parts)


def _split_quote(line: str) -> tuple[int, str]:
    """Return how many ``>`` the line begins with, and the line without them."""
    depth = 0
    while line.startswith(">"):
        depth += 1
        line = line[1:].removeprefix(" ") if line[1:].startswith(" >") else line[1:]
    return min(depth, 1), line.removeprefix(" ")


def _join_flowed(
    lines: Iterable[tuple[int, str]], *, deletes_space: bool
) -> Iterator[tuple[int, str]]:
    """Yield the lines with each that ends in a space joined to the next one of its depth."""
    parts: list[str] = []
    depth = 0
    for each, line in lines:
        if parts and each != depth:
            yield depth, "".join(parts)
            parts = []
        depth = each
        is_soft = line.endswith(" ") and line != _SIGNATURE
        parts.append(line[:-1] if is_soft and deletes_space else line)
        if not is_soft:
            yield depth, "".join(parts)
            parts = []
    if parts:
        yield depth, "".join(parts)


def _build_blocks(lines: Iterable[str], *, is_wrapped: bool) -> Iterator[str]:
    for is_text, group in groupby(map(str.strip, lines), key=bool):
        if is_text:
            block = list(group)
            paragraphs = _join_wrapped(block) if is_wrapped else block
            yield from (f"<p>{escape(each, quote=False)}</p>" for each in paragraphs)


def _join_wrapped(lines: Iterable[str]) -> Iterator[str]:
    """Yield the paragraphs of a block: a line goes on in the next one if it is a full line."""
    parts: list[str] = []
    for line in lines:
        parts.append(line)
        if len(line) < _FULL_LINE:
            yield " ".join(parts)
            parts = []
    if parts:
        yield " ".join(parts)
