"""Reads HTML that ``body_html.sanitise`` wrote with regular expressions, without a parser.

The sanitiser writes names in lower case and attributes in double quotes.
"""

import html
import re
from typing import Final

from articles.text.elements import CONTAINERS, LINE_BLOCKS, TEXT_BLOCKS, VOID
from articles.text.strings import collapse_whitespace

ATTRIBUTES: Final = r'(?:"[^"]*"|[^"<>])*'
TAG: Final = re.compile(rf"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*){ATTRIBUTES}>")
BLOCKS: Final = CONTAINERS | LINE_BLOCKS | TEXT_BLOCKS | {"hr"}
# Between the cells of a row, where they stand in one line.
BAR: Final = " | "
CELL_EDGE: Final = re.compile(r"</t[dh]>\s*+<t[dh]\b[^<>]*+>")
_PRE_TAG: Final = re.compile(r"</?pre\b[^<>]*+>")


def extract_text(source: str) -> str:
    """Return the words of the HTML with one space between them, and a bar between cells."""
    separated = CELL_EDGE.sub(BAR, source) if "</t" in source else source
    return " ".join(html.unescape(TAG.sub(_replace_tag, separated)).split())


def _replace_tag(tag: re.Match[str]) -> str:
    return " " if tag["name"] in BLOCKS | VOID else ""


def wrap_tables(body: str, *, before: str, after: str) -> str:
    """Return the body with HTML before and after each of its tables."""
    if "<table" not in body:
        return body

    def wrap(tag: re.Match[str]) -> str:
        if tag["name"] != "table":
            return tag[0]
        return tag[0] + after if tag["close"] else before + tag[0]

    return TAG.sub(wrap, body)


def split_preformatted(source: str) -> list[str]:
    """Return the HTML in parts, of which every second is the inside of preformatted text."""
    return _PRE_TAG.split(source) if "<pre" in source else [source]


def collapse_markup(source: str) -> str:
    """Return the HTML on one line, but for the lines of preformatted text, to compare it."""
    parts = split_preformatted(source)
    parts[::2] = map(collapse_whitespace, parts[::2])
    return "<pre>".join(parts)
