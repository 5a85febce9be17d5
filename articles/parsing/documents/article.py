"""Makes one article of the text of a document, where the text is no clipping and no export."""

import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Final

from lxml import etree

from articles.parsing import bylines, dates, hypertext
from articles.parsing.clipping.source_line import parse_source_line
from articles.parsing.documents.document import EMPTY, Document, DocumentError
from articles.parsing.dropped import build_remarks
from articles.parsing.hypertext import Element
from articles.parsing.languages import parse_language_tag
from articles.parsing.records import DocumentText, Reading, Record, Remark, Sureness
from articles.text.dropped_html import PICTURE, build_dropped
from articles.text.elements import HEADINGS
from articles.text.strings import (
    build_excerpt,
    clean_text,
    collapse_whitespace,
    fold,
    guess_language,
)
from articles.vocabulary import Credit, SourceDate

# A headline is one of the first blocks, and so are the lines with source, date and byline below it.
_HEAD_BLOCKS: Final = 5
_HEADLINE_LIMIT: Final = 200
# What programs write into the property of the title.
_NO_TITLE: Final = re.compile(
    r"microsoft (?:word|excel|powerpoint)\b.*|.*\.[a-z]{2,5}|(?:untitled|document|belge|adsız|"
    r"başlıksız|unbenannt|dokument|sans titre|документ|без имени)[ _-]?\d*",
    re.IGNORECASE,
)
_GUESS: Final = Reading(Sureness.GUESS)
_SURE: Final = Reading(Sureness.SURE)


def build_article(
    document: Document, *, original: bytes, media_type: str, parser: str
) -> DocumentText:
    """Return the text of the document with the article that it makes.

    Raise DocumentError if it has no text, UnreadableError if its HTML is over the limits.
    """
    body = hypertext.parse_tree(f"<body>{document.html}</body>").find("body")
    text = "\n\n".join(iter_blocks(body))
    if not fold(text):
        raise DocumentError(EMPTY)
    article = _Article(body, document)
    article.read_head()
    article.read_language(text)
    return DocumentText(
        text,
        Record(
            headline=article.headline,
            body=article.build_body(),
            original=original,
            media_type=media_type,
            charset="",
            parser=parser,
            position="line 1",
            language=article.language,
            source=article.source,
            source_date=article.source_date,
            source_detail=article.source_detail,
            byline=article.byline,
            credits=article.credits,
            readings=article.readings,
            remarks=tuple(article.remarks),
        ),
    )


def iter_blocks(root: Element) -> Iterator[str]:
    """Yield the text of each block, its lines as they are broken."""
    for block in hypertext.group_blocks(hypertext.iter_runs(root)):
        lines = "".join(run.text for run in block).split("\n")
        yield "\n".join(filter(None, map(collapse_whitespace, lines)))


class _Article:
    """The fields of the article; what is read as one of them is taken out of the body."""

    def __init__(self, body: Element, document: Document) -> None:
        self.body = body
        self.document = document
        self.headline = self.byline = self.language = self.source = self.source_detail = ""
        self.source_date = SourceDate()
        self.credits: tuple[Credit, ...] = ()
        missing = Reading(Sureness.MISSING)
        self.readings = dict.fromkeys(("source", "source_date", "byline", "language"), missing)
        self.remarks = _list_remarks(document)

    def read_head(self) -> None:
        """Read headline, source, date and byline from the first blocks and the properties."""
        pairs = ((each, _get_text(each)) for each in self.body)
        blocks = list(islice((pair for pair in pairs if pair[1]), 2 * _HEAD_BLOCKS))
        start = self._read_headline(blocks[:_HEAD_BLOCKS])
        for element, text in blocks[start : start + _HEAD_BLOCKS - 1]:
            if not self._read_line(text):
                break
            element.drop_tree()
        if not self.byline:
            self._read_author(collapse_whitespace(clean_text(self.document.author)))

    def _read_headline(self, blocks: list[tuple[Element, str]]) -> int:
        """Set the headline; return the number of the blocks down to it."""
        title = collapse_whitespace(clean_text(self.document.title))
        title = title if _is_title(title) else ""
        self.readings["headline"] = _GUESS
        for at, (element, text) in enumerate(blocks):
            if title and fold(text) == fold(title):
                self.readings["headline"] = _SURE
                return self._take_headline(element, text, at)
        for at, (element, text) in enumerate(blocks):
            if element.tag in HEADINGS:
                return self._take_headline(element, text, at)
        if title:
            self.headline = title
            return 0
        if not blocks or len(blocks[0][1]) > _HEADLINE_LIMIT or "\n" in blocks[0][1]:
            first = next(iter_blocks(self.body)).partition("\n")[0]
            self.headline = build_excerpt(first, limit=_HEADLINE_LIMIT // 2)
            self.remarks.append(Remark("headline_from_text", 1))
            return 0
        return self._take_headline(*blocks[0], 0)

    def _take_headline(self, element: Element, text: str, at: int) -> int:
        self.headline = build_excerpt(text, limit=_HEADLINE_LIMIT)
        if self.headline == text and len(list(iter_blocks(self.body))) > 1:
            element.drop_tree()
        return at + 1

    def _read_line(self, text: str) -> bool:
        """Read a line below the headline; return whether it is no text of the article."""
        if not self.byline and bylines.has_byline_prefix(text):
            self.byline, self.readings["byline"] = text, _GUESS
            self.credits = bylines.parse_byline(text, source=self.source)
        elif not self.source_date.text and (parsed := parse_source_line(text)):
            self.source, self.source_date, self.source_detail = parsed
            self.readings |= {"source": _GUESS, "source_date": _GUESS}
        elif not self.source_date.text and (day := dates.parse_source_date(text)):
            self.source_date, self.readings["source_date"] = day, _GUESS
        else:
            return False
        return True

    def _read_author(self, author: str) -> None:
        """Take the author of the properties if it is a name, which it often is not."""
        if bylines.may_be_byline(author) and " " in author:
            self.byline, self.readings["byline"] = author, _GUESS
            self.credits = bylines.parse_byline(author)

    def read_language(self, text: str) -> None:
        declared = parse_language_tag(self.document.language)
        self.language = guess_language(text) or declared
        if self.language:
            self.readings["language"] = _GUESS

    def build_body(self) -> str:
        """Return what is left of the body as HTML."""
        parts = (etree.tostring(each, encoding="unicode", method="html") for each in self.body)
        return "\n".join(filter(None, map(str.strip, (escape(self.body.text or ""), *parts))))


def _list_remarks(document: Document) -> list[Remark]:
    """Return a remark on each picture, or one on all of those that have no names."""
    named = build_remarks(build_dropped(PICTURE, **each) for each in document.pictures)
    return list(named) or ([Remark("pictures_left_out", 1)] if document.has_pictures else [])


def _is_title(title: str) -> bool:
    """Return whether the property could be a headline: some words, not the name of a file."""
    return " " in title and len(title) <= _HEADLINE_LIMIT and not _NO_TITLE.fullmatch(title)


def _get_text(element: Element) -> str:
    """Return the text of a block that holds no other blocks, "" for any other element."""
    blocks = list(iter_blocks(element))
    return blocks[0] if len(blocks) == 1 else ""
