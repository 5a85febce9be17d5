"""Converts elements of NITF and XHTML to the HTML of a body."""

import html
import re
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from lxml import etree

from articles.parsing import xml
from articles.parsing.newswire import media
from articles.text.dropped_html import Dropped

# Elements of NITF and XHTML, and the body's elements that mean the same.
_EQUIVALENTS: Final = {
    **{name: name for name in "p h2 h3 h4 ul ol li blockquote dl dt dd".split()},
    **{name: name for name in "table thead tbody tfoot tr th td".split()},
    **{name: name for name in "q em i strong b sub sup cite code del ins s".split()},
    **dict.fromkeys(("hl1", "hl2", "h1"), "h2"),
    **dict.fromkeys(("h5", "h6"), "h4"),
    **dict.fromkeys(("byline", "dateline", "credit", "abstract", "fn"), "p"),
    **dict.fromkeys(("block", "body.content", "body", "div", "section", "article"), "div"),
    **dict.fromkeys(("main", "nitf-table", "copyrite", "tagline"), "div"),
    "nitf-table-row": "tr",
    "bq": "blockquote",
}
_EMPTY: Final = frozenset({"br", "hr"})
# Pictures and their captions, metadata, and what surrounds the text on a page.
_DROPPED: Final = media.ELEMENTS | frozenset(
    """script style template head title header nav footer time key-list classifier tobject
    datasource alt-code caption media-caption media-producer media-reference media-metadata
    nitf-table-metadata""".split()
)
_SPACES: Final = re.compile(r"[ \t\r\f]+")
_SPACED_LINE_FEED: Final = re.compile(r" ?\n ?")
_LINE_FEEDS: Final = re.compile(r"\n{3,}")
# A line that begins a paragraph in wrapped text is indented so much at least.
_MIN_INDENT: Final = 2
_PLAIN_PARAGRAPH: Final = re.compile(r"<p>([^<>]*+)</p>", re.IGNORECASE)
_EMPTY_BLOCK: Final = re.compile(r"<(p|h[234]|li|div|blockquote)>\s*</\1>")


class Body(NamedTuple):
    """The HTML of a text, and what of weight is left out of it."""

    html: str = ""
    dropped: tuple[Dropped, ...] = ()


def convert_body(element: xml.Element) -> Body:
    """Return the text in the element as HTML, without media and without attributes but links."""
    writer = _Writer()
    writer.parts.append(_escape_text(element.text))
    for child in element:
        writer.write(child)
    text = _EMPTY_BLOCK.sub("", "".join(writer.parts)).strip()
    return Body(text, tuple(chain.from_iterable(map(media.describe, writer.media))))


@lru_cache(maxsize=1024)
def _strip_namespace(tag: str) -> str:
    # Cached because a text has many elements and few names.
    return tag.rpartition("}")[2]


class _Writer:
    """Collects the HTML of elements: their tags, and the text after each tag; and the media."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.media: list[xml.Element] = []

    def write(self, element: xml.Element) -> None:
        """Write the whole element, however deep it is, and the text that follows it."""
        walk = etree.iterwalk(element, events=("start", "end"))
        for event, each in walk:
            if event == "end":
                self.parts += (_build_end_tag(each), _build_divider(each), _escape_text(each.tail))
            elif not self._start_element(each):
                walk.skip_subtree()

    def _start_element(self, element: xml.Element) -> bool:
        """Write the beginning of the element; return whether its children are to be written."""
        name = _strip_namespace(element.tag)
        if name in _CONVERTERS:
            self.parts.append(_CONVERTERS[name](element))
        elif name not in _DROPPED and not _is_editors_note(element):
            is_line = name == "p" and not len(element)
            text = _escape_wrapped(element.text) if is_line else _escape_text(element.text)
            self.parts += (_build_start_tag(name, element), text)
            return True
        if name in media.ELEMENTS:
            self.media.append(element)
        return False


def _is_editors_note(element: xml.Element) -> bool:
    """Return whether the element is not for publication (``npa``)."""
    return bool(element.get("type") == "npa")


def _build_start_tag(name: str, element: xml.Element) -> str:
    if name == "a":
        return f'<a href="{html.escape(element.get("href", ""))}">'
    if name in _EMPTY:
        return f"<{name}>"
    return f"<{_EQUIVALENTS[name]}>" if name in _EQUIVALENTS else ""


def _build_end_tag(element: xml.Element) -> str:
    name = _strip_namespace(element.tag)
    if name == "a":
        return "</a>"
    has_end = name in _EQUIVALENTS and not _is_editors_note(element)
    return f"</{_EQUIVALENTS[name]}>" if has_end else ""


def _build_divider(element: xml.Element) -> str:
    """Return a space after a dateline that styles would divide from the text, else ""."""
    is_dateline = element.get("class") == "dateline" and element.tail
    return " " if is_dateline and element.tail[0].isalnum() else ""


def _escape_text(text: str | None) -> str:
    """Return the text as HTML, its white space reduced to what divides words and paragraphs."""
    if not text:
        return ""
    lines = _SPACED_LINE_FEED.sub("\n", _SPACES.sub(" ", text))
    return html.escape(_LINE_FEEDS.sub("\n\n", lines), quote=False)


def split_wrapped(body: str) -> str:
    """Return HTML in which a paragraph that holds several, marked by indents, is divided."""
    return _PLAIN_PARAGRAPH.sub(_split_match, body)


def _split_match(match: re.Match[str]) -> str:
    paragraphs = _split_paragraphs(match[1]) if "\n" in match[1] else []
    is_divided = len(paragraphs) > 1
    return "".join(f"<p>{each}</p>" for each in paragraphs) if is_divided else match[0]


def _escape_wrapped(text: str | None) -> str:
    """Return the text of a paragraph as HTML; several that stand in one end and begin anew."""
    paragraphs = _split_paragraphs(text) if text and "\n" in text else [text]
    return "</p><p>".join(map(_escape_text, paragraphs))


def _split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of wrapped text in which some lines are indented and some are not."""
    lines = text.strip().split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    if not indents or min(indents) > 0 or max(indents) < _MIN_INDENT:
        return [text]
    paragraphs = [lines[:1]]
    for line in lines[1:]:
        if not line.strip() or line[:_MIN_INDENT].isspace():
            paragraphs.append([])
        paragraphs[-1].append(line.strip())
    return ["\n".join(filter(None, paragraph)) for paragraph in paragraphs if any(paragraph)]


def _convert_preformatted(element: xml.Element) -> str:
    return f"<pre>{html.escape(xml.get_text(element), quote=False)}</pre>"


_CONVERTERS: Final = {"pre": _convert_preformatted}
