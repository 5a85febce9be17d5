"""The one gate for body HTML: sanitise it, make it from plain text, read it as plain text."""

import html
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import chain, zip_longest
from typing import Final

import nh3

from articles.text import hidden_html

# nh3's time grows with the square of the depth; no text that people write is nested deeper.
NESTING_LIMIT: Final = 200

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
# What else than words there may be in a text without blocks; no body has references by number.
_NO_WORDS: Final = ("<", "&#", "\0")
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_ENDS: Final = (*(f"</{name}>" for name in "p h2 h3 h4 blockquote ul ol".split()), "<hr>")
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


def sanitise(body: str) -> str:
    """Return the HTML with only the elements, attributes and addresses that a body may hold.

    What is hidden goes. Blank lines divide text that has no blocks. What is clean already stays as
    it is.
    """
    # An element taken out may leave others nested as no parser would nest them: once more, then.
    while (cleaned := _in_blocks(_CLEANER.clean(_shown(body)).strip())) != body:
        body = cleaned
    return body


def _shown(body: str) -> str:
    return hidden_html.remove_hidden(body, depth=NESTING_LIMIT)


def _in_blocks(text: str) -> str:
    if _BLOCK.search(text):
        return text
    parts = (part.strip() for part in _BLANK_LINES.split(text))
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def from_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return plain paragraphs as HTML."""
    return "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)


def from_editor_input(text: str) -> str:
    """Return what an editor typed, HTML, plain text or one below the other, as clean HTML."""
    return sanitise("\n".join(_typed_parts(text)))


def _typed_parts(text: str) -> Iterator[str]:
    """Yield what stands between blank lines; as a paragraph, where it is plain text."""
    is_between = True
    for part in _BLANK_LINES.split(text.strip()):
        is_plain = is_between and not _BLOCK.search(part)
        yield f"<p>{part.strip()}</p>" if is_plain and part else part
        is_between = is_plain or part.rstrip().endswith(_ENDS)


def is_equivalent(body: str, other: str) -> bool:
    """Tell whether two bodies differ in nothing but the white space that no browser shows."""
    return _evened(body) == _evened(other)


def _evened(body: str) -> str:
    tags = _BLOCK.findall(body)
    texts = [_SPACE.sub(" ", text).strip(" ") for text in _BLOCK.split(body)]
    return "".join(chain.from_iterable(zip_longest(texts, tags, fillvalue="")))


def to_text(body: str) -> str:
    """Return the words of the HTML, a line feed between blocks."""
    words = _BLOCK.sub("\n", body)
    if any(each in words for each in _NO_WORDS):
        words = _WORDS_ONLY.clean(words)
    lines = map(str.strip, html.unescape(words).splitlines())
    return "\n".join(filter(None, lines))


class _Links(HTMLParser):
    """Keeps each link of the HTML in order: where it leads, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append((dict(attrs).get("href") or "", ""))
            self.is_open = True

    def handle_data(self, data: str) -> None:
        if self.is_open:
            address, words = self.found[-1]
            self.found[-1] = (address, words + data)

    def handle_endtag(self, tag: str) -> None:
        self.is_open = self.is_open and tag != "a"


def extract_links(body: str) -> list[tuple[str, str]]:
    """Return the address of each of the HTML's links as it is written, "" for none, and its words.

    Of an address that cannot be read the gate leaves none.
    """
    reader = _Links()
    reader.feed(body)
    reader.close()
    return reader.found
