"""ProQuest's HTML: each article below an anchor ``DocID_…``, its fields labelled in bold."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import bylines, hypertext
from articles.parsing.hypertext import TextRun, UnreadableError
from articles.parsing.press import divided, printed
from articles.parsing.press.divided import Document
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.text import body_html
from articles.text.strings import fold

_ANCHOR: Final = re.compile(r"""<a\s+name=["']?DocID_""", re.IGNORECASE)
_OWN: Final = re.compile(r"ProQuest document (?:link|ID)")
_LABELS: Final = frozenset(
    """abstract|author|authors|correspondence author|company organization|copyright|country of
    publication|database|document type|document url|dateline|edition|first page|full text|
    identifier keyword|isbn|issn|issue|journal subject|language|language of publication|
    last updated|links|location|number of pages|pages|people|place of publication|
    proquest document id|publication date|publication info|publication subject|publication title|
    publication year|publisher|section|source type|subject|title|volume|year""".replace(
        "\n", " "
    ).split("|")
)
_KNOWN: Final = frozenset(" ".join(label.split()) for label in _LABELS)
_PLACE: Final = re.compile(r"\s*[;\[(].*")
_ADDRESS: Final = re.compile(r"https?://[^\s<>]{1,1900}", re.IGNORECASE)
_LINK: Final = "ProQuest document link"


def sniff(head: str) -> bool:
    return bool(_ANCHOR.search(head) and _OWN.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:
    return divided.articles(stream, charset=charset, cuts=_cuts, framed=_framed, read=_read)


def _cuts(text: str) -> Iterator[int]:
    return (found.start() for found in _ANCHOR.finditer(text))


def _framed(_head: str, own: str) -> str:
    return f"<div>\n{own}\n</div>\n"


def _read(document: Document) -> Record:
    fields = _fields(hypertext.group_blocks(document.runs()))
    headline = next(iter(fields.get("title") or fields[""]), "")
    if not headline or not fields.get("full text"):
        raise UnreadableError(_NO_TEXT if headline else _NO_HEADLINE)
    said = {label: " ".join(values) for label, values in fields.items()}
    source = _PLACE.sub("", said.get("publication title") or said.get("publication info", ""))
    language = printed.language(said.get("language of publication") or said.get("language", ""))
    byline = said.get("author") or said.get("authors", "")
    return Record(
        headline=headline,
        standfirst=_standfirst(fields),
        body=body_html.from_paragraphs(fields["full text"]),
        original=document.original,
        media_type="text/html",
        charset=document.charset,
        parser=printed.PARSER,
        position=document.position,
        language=language,
        source=source,
        source_date=printed.dated(said.get("publication date", ""))[0],
        source_detail=_detail(said),
        origin_id=said.get("proquest document id", ""),
        byline=byline,
        credits=tuple(
            credit
            for name in byline.split(";")
            for credit in bylines.parse_byline(
                _forename_first(name), source=source, language=language
            )
        ),
        tags=printed.terms(said.get("subject", "").split(";")),
    )


_NO_HEADLINE: Final = "It has no headline: write it into a paragraph above 'Author:'."
_NO_TEXT: Final = (
    "It has no full text: export it with its full text, or write that below 'Full text:'."
)


def _fields(blocks: Iterator[list[TextRun]]) -> dict[str, list[str]]:
    """Return the values of each label; what stands before the first is labelled ""."""
    label = ""
    fields: dict[str, list[str]] = {"": []}
    for block in blocks:
        found, rest = _label(block)
        label = found or label
        value = hypertext.join_runs(rest)
        if value and value != _LINK:
            fields.setdefault(label, []).append(value)
    return fields


def _label(block: list[TextRun]) -> tuple[str, list[TextRun]]:
    """Return the known label in bold that the block begins with, or "", and what follows it."""
    filled = [run for run in block if run.text.strip()]
    first = filled[0]
    label = fold(first.text) if "strong" in first.labels and ":" in first.text[-4:] else ""
    return (label, filled[1:]) if label in _KNOWN else ("", block)


def _forename_first(name: str) -> str:
    """Return ``Writer, Ada`` as ``Ada Writer``."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name


def _standfirst(fields: dict[str, list[str]]) -> str:
    """Return the abstract, unless it says nothing but what the text does."""
    abstract = " ".join(fields.get("abstract", ()))
    text = fold(" ".join(fields["full text"]))
    sentences = filter(None, map(fold, re.split(r"(?<=[.!?…])\s", abstract)))
    return "" if all(sentence in text for sentence in sentences) else abstract


def _detail(said: dict[str, str]) -> str:
    numbered = ((name, said.get(name, "")) for name in ("volume", "issue", "pages"))
    short = {"volume": "vol.", "issue": "no.", "pages": "p."}
    told = (f"{short[name]} {value}" for name, value in numbered if value)
    return printed.detail(said.get("edition", ""), said.get("section", ""), *told)
