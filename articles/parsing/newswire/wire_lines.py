"""Lines of wire stories in plain text: what control characters divide, paragraphs, notes."""

import html
import re
from collections.abc import Callable
from typing import Final

from articles.text import body_html
from articles.text.patterns import BLANK_LINES
from articles.text.strings import clean_text, collapse_whitespace

_STX, _ETX, _EOT = "\x02", "\x03", "\x04"
# Where the notes begin that editors get with a text.
_NOTES: Final = re.compile(
    r"^#+ *(?:\w+ +)?notebook\b"
    r"|^(?:\*[ *]*\n)?[^\n]{0,60}\bnot (?:intended )?for publication\b",
    re.IGNORECASE | re.MULTILINE,
)
# The agency in brackets at the end of a dateline: BERLIN (dpa) -
_AGENCY: Final = re.compile(r"^[^\n()]{0,80}\(([A-Za-z][\w /.-]{1,30})\) *[-–—_.]", re.MULTILINE)
_AGENCY_LIMIT: Final = 400
# A new paragraph that a tab or spaces begin.
_INDENT: Final = re.compile(r"\n(?=\t| {2,})")
# Columns: three spaces or a tab between two words of a line, or three semicolons.
_COLUMNS: Final = re.compile(r"\S(?: {3,}|\t+)\S|;[^;\n]*;[^;\n]*;")
_MIN_TABLE_LINES: Final = 3


def split_envelope(text: str) -> tuple[str, str, str]:
    """Return the header, the text, and what follows it; without STX the header is one line."""
    before, has_end, trailer = text.partition(_ETX)
    header, has_start, content = before.partition(_STX)
    if not has_start:
        header, _, content = before.partition("\n")
    after = trailer.partition(_EOT)[0] if has_end else ""
    return header, content.replace(_EOT, ""), clean_text(after).strip()


def split_notes(text: str) -> tuple[str, bool]:
    """Return the text without notes to editors, and whether there are any."""
    match = _NOTES.search(text)
    return (text[: match.start()], True) if match else (text, False)


def find_agency(text: str) -> str:
    """Return the agency of the dateline, "" where there is none."""
    match = _AGENCY.search(text, 0, _AGENCY_LIMIT)
    return match[1] if match else ""


def find_end_time(
    pattern: re.Pattern[str], text: str, *, build: Callable[[re.Match[str]], str]
) -> str:
    """Return the last time in the text that the pattern finds, "" for none."""
    matches = list(pattern.finditer(text))
    return build(matches[-1]) if matches else ""


def build_body(text: str) -> str:
    """Return the text as HTML: paragraphs with their lines joined, columns as they stand."""
    blocks = (
        block
        for part in BLANK_LINES.split(clean_text(text).strip("\n"))
        for block in ([part] if _is_table(part) else _INDENT.split(part))
    )
    return "\n".join(filter(None, map(_build_block, blocks)))


def _is_table(block: str) -> bool:
    lines = block.split("\n")
    count = sum(_COLUMNS.search(line) is not None for line in lines)
    return count >= _MIN_TABLE_LINES and 2 * count >= len(lines)


def _build_block(block: str) -> str:
    if _is_table(block):
        return f"<pre>{html.escape(block, quote=False)}</pre>"
    line = collapse_whitespace(block)
    return body_html.from_paragraphs([line]) if line else ""
