"""The one gate for body HTML: sanitise it, make it from plain text, read it as plain text."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from typing import Final

import lxml.html
import nh3

from articles.text.patterns import BLANK_LINES, HTML_WHITESPACE
from articles.text.visible_html import TAGS, reduce_html

# nh3's time grows with the square of the depth; nothing that people write is nested deeper.
NESTING_LIMIT: Final = 200
# Of 30,000 random bodies none took more than three rounds.
_ROUNDS_LIMIT: Final = 20

_CLEANER: Final = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"*": {"lang", "title"}, "a": {"href", "hreflang"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
)
_TAG_REMOVER: Final = nh3.Cleaner(tags=set(), attributes={}, link_rel=None)
_BLOCK: Final = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|blockquote|hr|div|tr)\b[^<>]*>|<br\b[^<>]*>", re.IGNORECASE
)
# Text without block tags may still hold these, which only a parser removes.
_NEEDS_PARSER: Final = ("<", "&#", "\0")
_BLOCK_ENDS: Final = (*(f"</{name}>" for name in "p h2 h3 h4 blockquote ul ol".split()), "<hr>")


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
    return _add_paragraphs(_CLEANER.clean(_reduce(body)).strip())


def _reduce(body: str) -> str:
    return reduce_html(body, depth=NESTING_LIMIT)


def _add_paragraphs(text: str) -> str:
    if _BLOCK.search(text):
        return text
    parts = (part.strip() for part in BLANK_LINES.split(text))
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def from_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return the HTML of paragraphs of plain text."""
    return "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)


def from_editor_input(text: str) -> str:
    """Return what an editor typed, HTML or plain text or a mixture, as clean HTML."""
    return sanitise("\n".join(_mark_paragraphs(text)))


def _mark_paragraphs(text: str) -> Iterator[str]:
    """Yield the parts between blank lines, those of plain text outside of HTML as ``<p>``."""
    is_outside = True
    for part in BLANK_LINES.split(text.strip()):
        is_plain = is_outside and not _BLOCK.search(part)
        yield f"<p>{part.strip()}</p>" if is_plain and part else part
        is_outside = is_plain or part.rstrip().endswith(_BLOCK_ENDS)


def is_equivalent(body: str, other: str) -> bool:
    """Return whether two bodies differ only in white space that browsers do not show."""
    return _normalise_whitespace(body) == _normalise_whitespace(other)


def _normalise_whitespace(body: str) -> str:
    tags = _BLOCK.findall(body)
    texts = [HTML_WHITESPACE.sub(" ", text).strip(" ") for text in _BLOCK.split(body)]
    return "".join(chain.from_iterable(zip_longest(texts, tags, fillvalue="")))


def to_text(body: str) -> str:
    """Return the text of the HTML, one line for each block."""
    text = _BLOCK.sub("\n", _reduce(body))
    if any(each in text for each in _NEEDS_PARSER):
        text = _TAG_REMOVER.clean(text)
    lines = map(str.strip, html.unescape(text).splitlines())
    return "\n".join(filter(None, lines))


def extract_links(body: str) -> list[tuple[str, str]]:
    """Return the ``href`` and the text of each link in the HTML; a missing ``href`` is "".

    Clean HTML has no ``href`` that cannot be parsed: ``sanitise`` removes it.
    """
    tree = lxml.html.fragment_fromstring(body, create_parent=True)
    return [(link.get("href", ""), link.text_content()) for link in tree.iter("a")]
