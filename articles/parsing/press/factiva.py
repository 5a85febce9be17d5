"""Factiva's XML: ``article`` elements in a ``PPSResponse``, read as a stream."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, Final

from articles.parsing import bylines, xml
from articles.parsing.press import printed
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace
from articles.vocabulary import (
    Precision,
    SourceDate,
)

Element = Any  # lxml has no types

_MARK: Final = re.compile(r"<PPSResponse\b|global\.factiva\.com/pps")
_BEFORE: Final = b'<?xml version="1.0" encoding="utf-8"?>\n<PPSResponse>'
_AFTER: Final = b"</PPSResponse>\n"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
# A new paragraph of a telegraphed text begins with an indented line.
_INDENTED: Final = re.compile(r"\n(?=[ \t]{2,}\S)|\n\s*\n")


def sniff(head: str) -> bool:
    return bool(_MARK.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:  # noqa: ARG001 # XML tells its own
    number = 0
    try:
        for number, article in enumerate(xml.iter_elements(stream, names={"article"}), 1):
            yield _read(article, f"document {number}")
    except xml.MalformedError as error:
        yield Reject(f"document {number + 1}", f"{error} Export it again.", None)
    else:
        if not number:
            yield Reject("line 1", "It holds no article; export it again.", None)


def _read(article: Element, position: str) -> Record | Reject:
    original = _BEFORE + xml.serialise_element(article) + _AFTER
    paragraphs = list(_paragraphs(article))
    headline = collapse_whitespace(_text(article, "headline"))
    if not headline or not paragraphs:
        lacks = "text" if headline else "headline"
        reason = f"It has no {lacks}: write one into the element '{_WANTED[lacks]}'."
        return Reject(position, reason, original.decode())
    source = collapse_whitespace(_text(article, "sourceName"))
    byline = collapse_whitespace(_text(article, "byline"))
    language = _language(article)
    return Record(
        headline=headline,
        body=body_html.from_paragraphs(paragraphs),
        original=original,
        media_type="application/xml",
        charset="utf-8",
        parser=printed.PARSER,
        position=position,
        language=language,
        source=source,
        source_date=_date(article),
        source_detail=_detail(article),
        origin_id=collapse_whitespace(_text(article, "accessionNo")),
        byline=byline,
        credits=bylines.parse_byline(byline, source=source, language=language) if byline else (),
        tags=_subjects(article),
    )


_WANTED: Final = {"headline": "headline", "text": "leadParagraph"}


def _text(article: Element, *path: str) -> str:
    return clean_text(xml.get_text(xml.find_child(article, *path)))


def _paragraphs(article: Element) -> Iterator[str]:
    """Yield the paragraphs of the lead and of what follows it, marked up or only indented."""
    for name in ("leadParagraph", "tailParagraphs"):
        for part in xml.find_children(article, name):
            for each in xml.find_children(part, "paragraph") or [part]:
                text = _INDENTED.split(clean_text(xml.get_text(each)))
                yield from filter(None, map(collapse_whitespace, text))


def _date(article: Element) -> SourceDate:
    """Return the day that the source published on, by its own clock where that is told."""
    told = _text(article, "publicationDate", "dateTime") or _text(
        article, "publicationDate", "date"
    )
    found = _DAY.match(told)
    try:
        return SourceDate(date.fromisoformat(found[0]), None, Precision.DAY) if found else _UNKNOWN
    except ValueError:
        return SourceDate(text=collapse_whitespace(told)[:100])


_UNKNOWN: Final = SourceDate()


def _detail(article: Element) -> str:
    pages = ", ".join(_pages(article))
    edition, section = (_text(article, name) for name in ("edition", "sectionName"))
    return printed.detail(edition, section, f"p. {pages}" if pages else "")


def _pages(article: Element) -> Iterator[str]:
    told = xml.find_child(article, "pages")
    yield from (
        ()
        if told is None
        else filter(None, map(collapse_whitespace, map(clean_text, told.itertext())))
    )


def _language(article: Element) -> str:
    told = _text(article, "baseLanguage").lower()[:3]
    return told if _LANGUAGE.fullmatch(told) else ""


def _subjects(article: Element) -> tuple[str, ...]:
    """Return the names of the subjects; those whose codes begin with n tell the type of content."""
    subjects = xml.find_children(article, "newsSubject")
    told = (each for each in subjects if not (each.get("code") or "n").lower().startswith("n"))
    return printed.terms(_text(each, "name") for each in told)
