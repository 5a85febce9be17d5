"""Europresse's HTML: publication, header, title and text of each article, known by classes."""

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
from articles.text.strings import collapse_whitespace

_PUBLICATION: Final = re.compile(
    r"""<span\s[^<>]{0,60}class=["']?DocPublicationName""", re.IGNORECASE
)
_TITLE: Final = re.compile(r"""class=["']?TitreArticle""", re.IGNORECASE)
_LOGO_TABLE: Final = '<table id="tbheaderimages"'
_FOOTER: Final = re.compile(r"©|(?:numéro de document|document number)\s*:", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"(?:numéro de document|document number)\s*:\s*(\S{1,200})", re.IGNORECASE
)
_SOURCE_AND_ISSUE: Final = re.compile(r"(.{1,200}?),\s*((?:no|n°|vol)\b.{1,100})", re.IGNORECASE)

# The classes of the elements, in lower case.
_PUBLICATION_CLASS: Final = "docpublicationname"
_HEADER_CLASS: Final = "docheader"
_TITLE_CLASS: Final = "titrearticlevisu"

_NO_HEADLINE: Final = Problem("europresse.no_headline")
_NO_TEXT: Final = Problem("europresse.no_text")


def sniff(head: str) -> bool:
    return bool(_PUBLICATION.search(head) and _TITLE.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:
    return splitting.parse_articles(
        stream,
        charset=charset,
        find_starts=_find_starts,
        build_html=_build_html,
        parse_document=_parse_document,
    )


def _build_html(_head: str, article: str) -> str:
    return f"<html><body>\n{article}\n</body></html>\n"


def _find_starts(text: str) -> Iterator[int]:
    """Yield where each article begins: at the table of its logo, else at its publication's name."""
    previous_end = 0
    for match in _PUBLICATION.finditer(text):
        index = text[previous_end : match.start()].lower().rfind(_LOGO_TABLE)
        yield previous_end + index if index >= 0 else match.start()
        previous_end = match.end()


def _parse_document(document: Document) -> Record:
    runs = list(document.iter_runs())
    headline = _get_text_of_class(runs, _TITLE_CLASS)
    standfirst, content = _split_at_title(runs)
    byline, paragraphs = _extract_byline(_list_paragraphs(content))
    if not headline or not paragraphs:
        raise UnreadableError(_NO_TEXT if headline else _NO_HEADLINE)
    source, issue = _split_publication(_get_text_of_class(runs, _PUBLICATION_CLASS))
    source_date, rest = printed_dates.extract_date(_get_text_of_class(runs, _HEADER_CLASS))
    language, readings = fields.guess_body_language("\n".join(paragraphs))
    number = _NUMBER.search(hypertext.join_runs(content))
    return Record(
        headline=headline,
        standfirst=standfirst,
        body=body_html.from_paragraphs(paragraphs),
        original=document.original,
        media_type="text/html",
        charset=document.charset,
        parser=fields.PARSER,
        position=document.position,
        language=language,
        source=source,
        source_date=source_date,
        source_detail=fields.join_detail(issue, rest),
        origin_id=number[1] if number else "",
        byline=byline,
        credits=(bylines.parse_byline(byline, source=source, language=language) if byline else ()),
        readings=readings,
    )


def _split_publication(publication: str) -> tuple[str, str]:
    """Return ``Le Port, no. 59`` as the source and its issue."""
    match = _SOURCE_AND_ISSUE.fullmatch(publication)
    return (match[1], match[2]) if match else (publication, "")


def _get_text_of_class(runs: list[TextRun], name: str) -> str:
    return hypertext.join_runs([run for run in runs if name in run.labels])


def _split_at_title(runs: list[TextRun]) -> tuple[str, list[TextRun]]:
    """Return the standfirst, between header and title, and the runs below the title."""
    titles = [index for index, run in enumerate(runs) if _TITLE_CLASS in run.labels]
    if not titles:
        return "", []
    headers = [
        index
        for index, run in enumerate(runs[: titles[0]])
        if run.labels & {_HEADER_CLASS, _PUBLICATION_CLASS}
    ]
    standfirst = runs[headers[-1] + 1 : titles[0]] if headers else []
    return hypertext.join_runs(standfirst), runs[titles[-1] + 1 :]


def _list_paragraphs(runs: list[TextRun]) -> list[str]:
    """Return the paragraphs above the copyright notice and the document's number."""
    paragraphs = []
    for block in hypertext.group_blocks(iter(runs)):
        text = hypertext.join_runs(block)
        if _FOOTER.match(text):
            break
        paragraphs.append(text)
    return paragraphs


def _extract_byline(paragraphs: list[str]) -> tuple[str, list[str]]:
    """Return the byline, where the text begins with one, and the other paragraphs."""
    first = collapse_whitespace(paragraphs[0]) if len(paragraphs) > 1 else ""
    is_byline = bylines.has_byline_prefix(first) or bylines.may_be_byline(first)
    return (first, paragraphs[1:]) if is_byline else ("", paragraphs)
