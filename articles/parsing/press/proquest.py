"""ProQuest's HTML: each article below an anchor ``DocID_…``, its fields labelled in bold."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import bylines, hypertext
from articles.parsing.hypertext import TextRun, UnreadableError
from articles.parsing.press import fields, printed_dates, splitting
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from articles.text import body_html
from articles.text.strings import fold

_ANCHOR: Final = re.compile(r"""<a\s+name=["']?DocID_""", re.IGNORECASE)
_PROQUEST: Final = re.compile(r"ProQuest document (?:link|ID)")
_LABELS: Final = frozenset(
    " ".join(label.split())
    for label in """abstract|author|authors|correspondence author|company organization|copyright|
    country of publication|database|document type|document url|dateline|edition|first page|
    full text|identifier keyword|isbn|issn|issue|journal subject|language|
    language of publication|last updated|links|location|number of pages|pages|people|
    place of publication|proquest document id|publication date|publication info|
    publication subject|publication title|publication year|publisher|section|source type|subject|
    title|volume|year""".split("|")
)
_PLACE_OF_PUBLICATION: Final = re.compile(r"\s*[;\[(].*")
_LINK_TEXT: Final = "ProQuest document link"

_NO_HEADLINE: Final = Problem("proquest.no_headline")
_NO_TEXT: Final = Problem("proquest.no_text")


def sniff(head: str) -> bool:
    return bool(_ANCHOR.search(head) and _PROQUEST.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:
    return splitting.parse_articles(
        stream,
        charset=charset,
        find_starts=_find_starts,
        build_html=_build_html,
        parse_document=_parse_document,
    )


def _find_starts(text: str) -> Iterator[int]:
    return (match.start() for match in _ANCHOR.finditer(text))


def _build_html(_head: str, article: str) -> str:
    return f"<div>\n{article}\n</div>\n"


def _parse_document(document: Document) -> Record:
    values = _group_by_label(hypertext.group_blocks(document.iter_runs()))
    headline = next(iter(values.get("title") or values[""]), "")
    if not headline or not values.get("full text"):
        raise UnreadableError(_NO_TEXT if headline else _NO_HEADLINE)
    lines = {label: " ".join(texts) for label, texts in values.items()}
    publication = lines.get("publication title") or lines.get("publication info", "")
    source = _PLACE_OF_PUBLICATION.sub("", publication)
    language = fields.parse_language_name(
        lines.get("language of publication") or lines.get("language", "")
    )
    byline = lines.get("author") or lines.get("authors", "")
    return Record(
        headline=headline,
        standfirst=_choose_standfirst(values),
        body=body_html.from_paragraphs(values["full text"]),
        original=document.original,
        media_type="text/html",
        charset=document.charset,
        parser=fields.PARSER,
        position=document.position,
        language=language,
        source=source,
        source_date=printed_dates.extract_date(lines.get("publication date", ""))[0],
        source_detail=_build_detail(lines),
        origin_id=lines.get("proquest document id", ""),
        byline=byline,
        credits=bylines.parse_authors(
            [byline], source=source, language=language, is_catalogue=True
        ),
        tags=fields.choose_tags(lines.get("subject", "").split(";")),
    )


def _group_by_label(blocks: Iterator[list[TextRun]]) -> dict[str, list[str]]:
    """Return the values of each label; those above the first label have the label ""."""
    label = ""
    values: dict[str, list[str]] = {"": []}
    for block in blocks:
        new_label, rest = _split_label(block)
        label = new_label or label
        value = hypertext.join_runs(rest)
        if value and value != _LINK_TEXT:
            values.setdefault(label, []).append(value)
    return values


def _split_label(block: list[TextRun]) -> tuple[str, list[TextRun]]:
    """Return the known label in bold that the block begins with, or "", and the other runs."""
    runs = [run for run in block if run.text.strip()]
    first = runs[0]
    label = fold(first.text) if "strong" in first.labels and ":" in first.text[-4:] else ""
    return (label, runs[1:]) if label in _LABELS else ("", block)


def _choose_standfirst(values: dict[str, list[str]]) -> str:
    """Return the abstract, unless the text has all of its sentences."""
    abstract = " ".join(values.get("abstract", ()))
    text = fold(" ".join(values["full text"]))
    sentences = filter(None, map(fold, re.split(r"(?<=[.!?…])\s", abstract)))
    return "" if all(sentence in text for sentence in sentences) else abstract


_ABBREVIATIONS: Final = {"volume": "vol.", "issue": "no.", "pages": "p."}


def _build_detail(lines: dict[str, str]) -> str:
    numbers = (
        f"{abbreviation} {lines[label]}"
        for label, abbreviation in _ABBREVIATIONS.items()
        if lines.get(label)
    )
    return fields.join_detail(lines.get("edition", ""), lines.get("section", ""), *numbers)
