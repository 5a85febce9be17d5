"""Factiva's XML: ``article`` elements in a ``PPSResponse``, read as a stream."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, Final

from articles.parsing import bylines, xml
from articles.parsing.press import fields
from articles.parsing.press.article import PARSER
from articles.parsing.press.factiva_fields import NO_HEADLINE, NO_TEXT
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace
from articles.vocabulary import Precision, SourceDate

Element = Any  # lxml has no types

_RESPONSE: Final = re.compile(r"<PPSResponse\b|global\.factiva\.com/pps")
_DOCUMENT_START: Final = b'<?xml version="1.0" encoding="utf-8"?>\n<PPSResponse>'
_DOCUMENT_END: Final = b"</PPSResponse>\n"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
# Where a paragraph begins: at an indented line, or below a blank one.
_PARAGRAPH_BREAK: Final = re.compile(r"\n(?=[ \t]{2,}\S)|\n\s*\n")
_DATE_TEXT_LENGTH: Final = 100


def sniff(head: str) -> bool:
    return bool(_RESPONSE.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:  # noqa: ARG001 # XML declares its own
    number = 0
    try:
        for number, article in enumerate(xml.iter_elements(stream, names={"article"}), 1):
            yield _parse_article(article, f"document {number}")
    except xml.MalformedError as error:
        reason = Problem.join([error.problem, Problem("press.export_again")])
        yield Reject(f"document {number + 1}", reason, None)
    else:
        if not number:
            yield Reject("line 1", Problem("press.no_article"), None)


def _parse_article(article: Element, position: str) -> Record | Reject:
    original = _DOCUMENT_START + xml.serialise_element(article) + _DOCUMENT_END
    paragraphs = list(_iter_paragraphs(article))
    headline = _get_line(article, "headline")
    if not headline or not paragraphs:
        return Reject(position, NO_TEXT if headline else NO_HEADLINE, original.decode())
    source = _get_line(article, "sourceName")
    byline = _get_line(article, "byline")
    language = _parse_language(article)
    return Record(
        headline=headline,
        body=body_html.from_paragraphs(paragraphs),
        original=original,
        media_type="application/xml",
        charset="utf-8",
        parser=PARSER,
        position=position,
        language=language,
        source=source,
        source_date=_parse_date(article),
        source_detail=_build_detail(article),
        origin_id=_get_line(article, "accessionNo"),
        byline=byline,
        credits=bylines.parse_byline(byline, source=source, language=language),
        tags=_choose_tags(article),
    )


def _get_text(article: Element, *path: str) -> str:
    return clean_text(xml.get_text(xml.find_child(article, *path)))


def _get_line(article: Element, *path: str) -> str:
    return collapse_whitespace(_get_text(article, *path))


def _iter_paragraphs(article: Element) -> Iterator[str]:
    """Yield the paragraphs of the lead and the tail, whether in elements or only indented."""
    for name in ("leadParagraph", "tailParagraphs"):
        for part in xml.find_children(article, name):
            for element in xml.find_children(part, "paragraph") or [part]:
                paragraphs = _PARAGRAPH_BREAK.split(clean_text(xml.get_text(element)))
                yield from filter(None, map(collapse_whitespace, paragraphs))


def _parse_date(article: Element) -> SourceDate:
    """Return the day of publication, by the source's own clock where ``dateTime`` gives it."""
    text = _get_text(article, "publicationDate", "dateTime") or _get_text(
        article, "publicationDate", "date"
    )
    match = _DAY.match(text)
    try:
        return SourceDate(date.fromisoformat(match[0]), None, Precision.DAY) if match else _UNDATED
    except ValueError:
        return SourceDate(text=collapse_whitespace(text)[:_DATE_TEXT_LENGTH])


_UNDATED: Final = SourceDate()


def _build_detail(article: Element) -> str:
    pages = ", ".join(_iter_pages(article))
    edition, section = (_get_text(article, name) for name in ("edition", "sectionName"))
    return fields.join_detail(edition, section, f"p. {pages}" if pages else "")


def _iter_pages(article: Element) -> Iterator[str]:
    pages = xml.find_child(article, "pages")
    if pages is not None:
        yield from filter(None, map(collapse_whitespace, map(clean_text, pages.itertext())))


def _parse_language(article: Element) -> str:
    language = _get_text(article, "baseLanguage").lower()[:3]
    return language if _LANGUAGE.fullmatch(language) else ""


def _choose_tags(article: Element) -> tuple[str, ...]:
    """Return the names of the subjects; codes that begin with n are types of content."""
    subjects = (
        subject
        for subject in xml.find_children(article, "newsSubject")
        if not (subject.get("code") or "n").lower().startswith("n")
    )
    return fields.choose_tags(_get_text(subject, "name") for subject in subjects)
