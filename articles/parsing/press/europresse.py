"""Europresse's HTML: publication, header, title and text of each article, told by classes."""

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
from articles.text.strings import collapse_whitespace

_PUBLICATION: Final = re.compile(
    r"""<span\s[^<>]{0,60}class=["']?DocPublicationName""", re.IGNORECASE
)
_TITLE: Final = re.compile(r"""class=["']?TitreArticle""", re.IGNORECASE)
_TABLE: Final = '<table id="tbheaderimages"'
_FOOT: Final = re.compile(r"©|(?:numéro de document|document number)\s*:", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"(?:numéro de document|document number)\s*:\s*(\S{1,200})", re.IGNORECASE
)
_ISSUE: Final = re.compile(r"(.{1,200}?),\s*((?:no|n°|vol)\b.{1,100})", re.IGNORECASE)


def sniff(head: str) -> bool:
    return bool(_PUBLICATION.search(head) and _TITLE.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:
    return divided.articles(stream, charset=charset, cuts=_cuts, framed=_framed, read=_read)


def _framed(_head: str, own: str) -> str:
    return f"<html><body>\n{own}\n</body></html>\n"


def _cuts(text: str) -> Iterator[int]:
    """Yield where each article begins: at the table of its logo, else at its publication's name."""
    below = 0
    for found in _PUBLICATION.finditer(text):
        at = text[below : found.start()].lower().rfind(_TABLE)
        yield below + at if at >= 0 else found.start()
        below = found.end()


def _read(document: Document) -> Record:
    runs = list(document.runs())
    headline = _marked(runs, "titrearticlevisu")
    above, below = _around(runs)
    byline, paragraphs = _bylined(_text(below))
    if not headline or not paragraphs:
        raise UnreadableError(_NO_TEXT if headline else _NO_HEADLINE)
    named = _ISSUE.fullmatch(publication := _marked(runs, "docpublicationname"))
    source, issue = (named[1], named[2]) if named else (publication, "")
    source_date, rest = printed.dated(_marked(runs, "docheader"))
    language, readings = printed.language_of("\n".join(paragraphs))
    number = _NUMBER.search(hypertext.join_runs(below))
    return Record(
        headline=headline,
        standfirst=above,
        body=body_html.from_paragraphs(paragraphs),
        original=document.original,
        media_type="text/html",
        charset=document.charset,
        parser=printed.PARSER,
        position=document.position,
        language=language,
        source=source,
        source_date=source_date,
        source_detail=printed.detail(issue, rest),
        origin_id=number[1] if number else "",
        byline=byline,
        credits=bylines.parse_byline(byline, source=source, language=language) if byline else (),
        readings=readings,
    )


_NO_HEADLINE: Final = (
    "It has no headline: write it into the element of the class 'TitreArticleVisu'."
)
_NO_TEXT: Final = "It has no text: write its paragraphs below the title."


def _marked(runs: list[TextRun], mark: str) -> str:
    return hypertext.join_runs([run for run in runs if mark in run.labels])


def _around(runs: list[TextRun]) -> tuple[str, list[TextRun]]:
    """Return what stands between the header and the title, and the runs below the title."""
    titles = [at for at, run in enumerate(runs) if "titrearticlevisu" in run.labels]
    if not titles:
        return "", []
    heads = [at for at, run in enumerate(runs[: titles[0]]) if run.labels & _HEAD]
    above = runs[heads[-1] + 1 : titles[0]] if heads else []
    return hypertext.join_runs(above), runs[titles[-1] + 1 :]


_HEAD: Final = frozenset({"docheader", "docpublicationname"})


def _text(below: list[TextRun]) -> list[str]:
    """Return the paragraphs above the notice of rights and the number of the document."""
    paragraphs = []
    for block in hypertext.group_blocks(iter(below)):
        text = hypertext.join_runs(block)
        if _FOOT.match(text):
            break
        paragraphs.append(text)
    return paragraphs


def _bylined(paragraphs: list[str]) -> tuple[str, list[str]]:
    """Return the line of names that the text begins with, if it does, and the text."""
    first = collapse_whitespace(paragraphs[0]) if len(paragraphs) > 1 else ""
    is_byline = bylines.has_byline_prefix(first) or bylines.may_be_byline(first)
    return (first, paragraphs[1:]) if is_byline else ("", paragraphs)
