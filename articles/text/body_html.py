"""The one gate for body HTML: sanitise it, make it from plain text, read it as plain text."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from typing import Final

import lxml.html
import nh3

from articles.text.clean_html import BAR, CELL_EDGE, split_preformatted
from articles.text.elements import EVERYWHERE, OWN, TAGS
from articles.text.invisible import has_invisible, remove_invisible
from articles.text.patterns import BLANK_LINES, HTML_WHITESPACE
from articles.text.plain_text import split_paragraphs
from articles.text.strings import collapse_whitespace
from articles.text.urls import CREDENTIALS
from articles.text.visible_html import reduce_html

# nh3's time grows with the square of the depth; nothing that people write is nested deeper.
NESTING_LIMIT: Final = 200
# Of 30,000 random bodies none took more than three rounds.
_ROUNDS_LIMIT: Final = 20

_CLEANER: Final = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"*": set(EVERYWHERE), **{name: set(own) for name, own in OWN.items()}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
)
_TAG_REMOVER: Final = nh3.Cleaner(tags=set(), attributes={}, link_rel=None)
_BLOCK: Final = re.compile(
    r"<(?:/?(?:p|h[1-6r]|li|[uo]l|t(?:able|head|body|foot|[dhr])|d(?:iv|[ldt])|blockquote|pre"
    r"|fig(?:ure|caption)|caption)|br)\b[^<>]*>",
    re.IGNORECASE,
)
_ROW_EDGE: Final = re.compile(r"</?tr\b[^<>]*+>")
# A link, as the cleaner writes it, to an address with a user name or password.
_LINK_CREDENTIALS: Final = re.compile(
    rf"""(?P<link><a(?: [a-z]++="[^"]*+")*? href=")\s*+{CREDENTIALS}""", re.IGNORECASE
)
# 10<sup>6</sup> is not 106.
_POWER: Final = re.compile(r"(?<=\d)<sup\b[^<>]*+>(?=\d)")
# Text without block tags may still hold these, which only a parser removes.
_NEEDS_PARSER: Final = ("<", "&#", "\0")
_OUTER_BLOCKS: Final = "p h2 h3 h4 pre blockquote ul ol dl table figure".split()
_BLOCK_ENDS: Final = (*(f"</{name}>" for name in _OUTER_BLOCKS), "<hr>")


def sanitise(body: str) -> str:
    """Return the HTML with only the elements, attributes and URL schemes that a body may hold.

    Hidden elements are removed. Text without block elements is divided into paragraphs at blank
    lines. Clean HTML is returned unchanged.
    """
    # Removing an element can leave others nested as no parser would nest them: clean those again.
    cleaned, rounds = _clean(body), 1
    while cleaned != body and rounds < _ROUNDS_LIMIT:
        body, cleaned, rounds = cleaned, _clean(cleaned), rounds + 1
    return cleaned


def _clean(body: str) -> str:
    return _remove_credentials(_remove_invisible(_CLEANER.clean(_reduce(body)).strip()))


def _remove_credentials(text: str) -> str:
    """Return the HTML with links to the same pages, without user names and passwords."""
    if "@" not in text or "<a " not in text:
        return text
    return _LINK_CREDENTIALS.sub(r"\g<link>\g<start>", text)


def _remove_invisible(text: str) -> str:
    """Return the text without what character references may have brought."""
    return text if text.isascii() or not has_invisible(text) else remove_invisible(text)


def _reduce(body: str) -> str:
    return reduce_html(body, depth=NESTING_LIMIT)


def from_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return the HTML of paragraphs of plain text; line feeds in them are line breaks."""
    return "\n".join(f"<p>{_escape_paragraph(text)}</p>" for text in paragraphs)


def _escape_paragraph(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def from_plain_text(text: str) -> str:
    """Return the HTML of plain text, divided by ``split_paragraphs``."""
    return from_paragraphs(split_paragraphs(text))


def from_editor_input(text: str) -> str:
    """Return what an editor typed, HTML or plain text or a mixture, as clean HTML."""
    if not _BLOCK.search(text):
        return sanitise(text)
    return sanitise("\n".join(_mark_paragraphs(text)))


def _mark_paragraphs(text: str) -> Iterator[str]:
    """Yield the parts between blank lines, those of plain text outside of HTML as ``<p>``."""
    is_outside = True
    for part in BLANK_LINES.split(text.strip()):
        is_plain = is_outside and not _BLOCK.search(part)
        yield f"<p>{part.strip()}</p>" if is_plain else part
        is_outside = is_plain or part.rstrip().endswith(_BLOCK_ENDS)


def is_equivalent(body: str, other: str) -> bool:
    """Return whether two bodies differ only in white space that browsers do not show."""
    return _normalise_whitespace(body) == _normalise_whitespace(other)


def _normalise_whitespace(body: str) -> str:
    parts = split_preformatted(body)
    parts[::2] = map(_normalise_outside, parts[::2])
    return "<pre>".join(parts)


def _normalise_outside(body: str) -> str:
    tags = _BLOCK.findall(body)
    texts = [HTML_WHITESPACE.sub(" ", text).strip(" ") for text in _BLOCK.split(body)]
    return "".join(chain.from_iterable(zip_longest(texts, tags, fillvalue="")))


def to_text(body: str) -> str:
    """Return the text of the HTML, one line for each block and each row of a table.

    The lines of preformatted text stay as they are, except blank ones.
    """
    return _remove_invisible(convert_clean(_reduce(body)))


def convert_clean(body: str) -> str:
    """Return the text of clean HTML, as ``to_text`` does, but in less time."""
    parts = split_preformatted(body)
    parts[::2] = map(_convert_outside, parts[::2])
    parts[1::2] = map(_convert_preformatted, parts[1::2])
    return "\n".join(filter(None, parts))


def _convert_outside(reduced: str) -> str:
    """Return the lines of a part without preformatted text."""
    text = reduced.replace("\n", " ")
    if "<tr" in text:
        text = _join_rows(text)
    return "\n".join(filter(None, map(str.strip, _remove_tags(_BLOCK.sub("\n", text)).split("\n"))))


def _join_rows(text: str) -> str:
    """Return the HTML with the text of each row on one line, a bar between its cells."""
    rows = _ROW_EDGE.split(text)
    rows[1::2] = (
        collapse_whitespace(_BLOCK.sub(" ", CELL_EDGE.sub(BAR, row))) for row in rows[1::2]
    )
    return "\n".join(rows)


def _convert_preformatted(source: str) -> str:
    lines = map(str.rstrip, _remove_tags(source).split("\n"))
    return "\n".join(filter(None, lines))


def _remove_tags(text: str) -> str:
    if "<sup" in text:
        text = _POWER.sub("^", text)
    if any(each in text for each in _NEEDS_PARSER):
        text = _TAG_REMOVER.clean(text)
    return html.unescape(text)


def extract_links(body: str) -> list[tuple[str, str]]:
    """Return the ``href`` and the text of each link in the HTML; a missing ``href`` is "".

    Clean HTML has no ``href`` that cannot be parsed: ``sanitise`` removes it.
    """
    tree = lxml.html.fragment_fromstring(body, create_parent=True)
    return [(link.get("href", ""), link.text_content()) for link in tree.iter("a")]
