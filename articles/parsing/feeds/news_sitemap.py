"""Sitemaps for Google News: each article of the last days with its headline, as a stub.

Other sitemaps say nothing of a page but its address, so that they are refused as a whole. Format:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
"""

import re
from collections.abc import Iterator
from typing import Final

from articles.parsing.charsets import encode_text
from articles.parsing.feeds.elements import compile_tags, decode_text, iter_elements
from articles.parsing.feeds.entry import (
    Entry,
    EntryDocument,
    Text,
    build_record,
    build_reject_record,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.stamps import parse_stamp

_NAMESPACE: Final = "google.com/schemas/sitemap-news/"
_PAGES: Final = compile_tags(r"(?:[\w.-]+:)?url")
_FIELD: Final = r"<(?:[\w.-]++:)?{}\s*+>(.*?)</"
_FIELDS: Final = {
    name: re.compile(_FIELD.format(name), re.DOTALL)
    for name in ("loc", "title", "name", "language", "publication_date", "keywords")
}
_NO_HEADLINES: Final = Problem("feed.sitemap")
_TOO_LARGE: Final = Problem("feed.head_too_long")
# How many characters of the sitemap's own fields its originals may hold in all.
_REPEATED_SIZE: Final = 128 * 2**20


def parse_text(text: str, *, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    """Yield a stub for each page with a headline; others are left out."""
    spans = list(iter_elements(text, _PAGES)) if _NAMESPACE in text else []
    if not spans:
        yield Reject("line 1", _NO_HEADLINES, build_reject_record(encode_text(text, charset)))
        return
    head, tail = text[: spans[0][0]], text[spans[-1][1] :]
    if (len(head) + len(tail)) * len(spans) > _REPEATED_SIZE:
        yield Reject("line 1", _TOO_LARGE, None)
        return
    for number, (start, end) in enumerate(spans, 1):
        entry = _read_page(text[start:end])
        if not entry.headline.as_line():
            yield SkippedItem("pages without a headline")
            continue
        document = EntryDocument(
            position=f"entry {number}",
            original=encode_text(f"{head}{text[start:end]}{tail}", charset),
            media_type="application/xml",
            charset=charset,
        )
        yield build_record(entry, document=document)


def _read_page(page: str) -> Entry:
    texts = {name: _get_text(page, pattern) for name, pattern in _FIELDS.items()}
    return Entry(
        headline=Text(texts["title"], is_html=True),
        link=texts["loc"],
        source=texts["name"],
        date=parse_stamp(texts["publication_date"]),
        language=texts["language"],
        tags=tuple(texts["keywords"].split(",")),
    )


def _get_text(page: str, pattern: re.Pattern[str]) -> str:
    match = pattern.search(page)
    return decode_text(match[1]).strip() if match else ""
