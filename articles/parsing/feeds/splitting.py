"""Splits a feed into documents of one entry each, as text, whether it is well-formed or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from articles.parsing.charsets import find_charset
from articles.parsing.feeds.elements import compile_tags, iter_tags

_ENTRY_TAGS: Final = compile_tags(r"(?:[\w.-]+:)?(?:item|entry)")
_DECLARATION: Final = re.compile(r"\A\s*<\?xml(?=\s)[^<>]*\?>\s*")
_ENCODING: Final = re.compile(r"""\sencoding\s*=\s*["']([^"'<>]*)["']""")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SplitFeed:
    """A feed's text: ``spans`` are its entries; ``head`` and ``tail`` stand around all of them."""

    text: str
    head: str
    tail: str
    spans: tuple[tuple[int, int], ...]

    def iter_entries(self) -> Iterator[str]:
        """Yield the text of each entry."""
        return (self.text[start:end] for start, end in self.spans)

    def build_document(self, entry: str) -> str:
        """Return the feed with this entry alone."""
        return self.head + entry + self.tail


def split_feed(text: str, *, charset: str) -> SplitFeed:
    """Split the feed's text; the head declares the charset where XML requires that."""
    spans = tuple(_find_entries(text))
    start, end = (spans[0][0], spans[-1][1]) if spans else (len(text), len(text))
    return SplitFeed(text, _declare_charset(text[:start].lstrip(), charset), text[end:], spans)


def _find_entries(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each entry; an unclosed one ends at the next, or with the feed."""
    name, start = "", -1
    for tag in iter_tags(text, _ENTRY_TAGS):
        is_end = bool(tag["end"])
        # The first start tag says what entries are called in this feed.
        name = name or ("" if is_end else tag["name"])
        if tag["name"] != name:
            continue
        if start >= 0:
            yield start, tag.end() if is_end else tag.start()
        is_empty = tag[0].endswith("/>")
        if is_empty and not is_end:
            yield tag.span()
        start = -1 if is_end or is_empty else tag.start()
    if start >= 0:
        yield start, len(text)


def _declare_charset(head: str, charset: str) -> str:
    """Return the head with a declaration of the charset, and without a wrong one.

    UTF-8, UTF-16 and UTF-32 need no declaration.
    """
    declared = parse_declared_charset(head)
    if declared == charset or charset.startswith("utf"):
        is_wrong = declared not in {"", charset}
        return _ENCODING.sub("", head, count=1) if is_wrong else head
    return build_declaration(charset) + _DECLARATION.sub("", head)


def parse_declared_charset(head: str) -> str:
    """Return Python's name of the charset that the XML declaration names, "" for none known."""
    declaration = _DECLARATION.match(head)
    match = _ENCODING.search(declaration[0]) if declaration else None
    return find_charset(match[1]) if match else ""


def build_declaration(charset: str) -> str:
    return f'<?xml version="1.0" encoding="{charset}"?>\n'


def normalise_document(document: str) -> str:
    """Return the document as UTF-8 XML without the control characters that XML forbids."""
    return build_declaration("utf-8") + _CONTROLS.sub("", _DECLARATION.sub("", document)).lstrip()
