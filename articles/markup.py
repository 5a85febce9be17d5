"""The one gate for body HTML: sanitise it, make it from plain text, read it as plain text."""

import html
import re
from collections.abc import Iterable
from typing import Final

import nh3

_TAGS: Final = {
    *("p", "br", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "hr"),
    *("a", "strong", "b", "em", "i", "q", "cite", "sub", "sup"),
}
_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": {"lang", "title"}, "a": {"href", "hreflang"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
)
_WORDS_ONLY: Final = nh3.Cleaner(tags=set(), attributes={}, link_rel=None)
_BLOCK: Final = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|blockquote|hr|div|tr)\b[^<>]*>|<br\b[^<>]*>", re.IGNORECASE
)
_PARAGRAPH: Final = re.compile(r"<p>(.*)</p>")
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


def sanitise(body: str) -> str:
    """Return the HTML with only the elements, attributes and addresses that a body may hold.

    Blank lines divide text that has no blocks. What is clean already stays as it is.
    """
    # An element taken out may leave others nested as no parser would nest them: once more, then.
    while (cleaned := _in_blocks(_CLEANER.clean(body).strip())) != body:
        body = cleaned
    return body


def _in_blocks(text: str) -> str:
    if _BLOCK.search(text):
        return text
    parts = (part.strip() for part in _BLANK_LINES.split(text))
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def from_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return plain paragraphs as HTML."""
    return "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)


def from_typed(text: str) -> str:
    """Return what an editor typed, HTML or plain text, as clean HTML."""
    return sanitise(text)


def to_typed(body: str) -> str:
    """Return clean HTML as an editor types it: without the marks of blocks if all are paragraphs.

    ``from_typed`` makes the same HTML of it again.
    """
    parts = [_PARAGRAPH.fullmatch(line) for line in body.split("\n")]
    typed = "\n\n".join(part[1].strip() for part in parts if part)
    return typed if all(parts) and from_typed(typed) == body else body


def to_text(body: str) -> str:
    """Return the words of the HTML, a line feed between blocks."""
    words = html.unescape(_WORDS_ONLY.clean(_BLOCK.sub("\n", body)))
    return "\n".join(line for line in (line.strip() for line in words.splitlines()) if line)
