"""Europresse's HTML: publication, header, title and text of each article, known by classes."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import bylines, hypertext
from articles.parsing.hypertext import TextRun
from articles.parsing.press import fields, printed_dates, splitting
from articles.parsing.press.article import Article
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from articles.text.strings import collapse_whitespace

_PUBLICATION: Final = re.compile(
    r"""<span\s[^<>]{0,60}class=["']?DocPublicationName""", re.IGNORECASE
)
_TITLE: Final = re.compile(r"""class=["']?TitreArticle""", re.IGNORECASE)
# What an article begins with: the table of its logo, or an element of its own.
_BEGINNING: Final = re.compile(r"""<table id="tbheaderimages"|<article""", re.IGNORECASE)
# The notes below the text.
_FOOTER: Final = re.compile(
    r"©|(?:numéro de document|document number)\s*:|(?:note|illustration)\(s\)\s*:"
    r"|(?:ce )?certificat (?:est )?émis\b|certificate issued\b|this certificate is issued\b"
    r"|le présent document est protégé|this (?:document|material) is protected"
    r"|cet article est paru dans\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"(?:numéro de document|document number)\s*:\s*(\S{1,200})", re.IGNORECASE
)
_CAPTIONS: Final = re.compile(r"\billustration\(s\)\s*:", re.IGNORECASE)
_WORD_COUNT: Final = re.compile(rf"\b\d[\d ,.\u00a0]{{0,8}}\s?{fields.WORD_UNITS}\b", re.IGNORECASE)
_SOURCE_AND_ISSUE: Final = re.compile(r"(.{1,200}?),\s*((?:no|n°|vol)\b.{1,100})", re.IGNORECASE)

# The classes of the elements, in lower case.
_PUBLICATION_CLASS: Final = "docpublicationname"
_HEADER_CLASS: Final = "docheader"
_TITLE_CLASS: Final = "titrearticlevisu"
_SUBTITLE_CLASS: Final = "rdp__subtitle"
_TEXT_CLASSES: Final = frozenset({"dococurrcontainer", "doctext"})
_AUTHOR_CLASSES: Final = frozenset({"docauthors", "sm-margin-bottomnews"})
# Elements and classes of certificates, pictures and what else is no part of an article.
_OTHER_CLASSES: Final = frozenset(
    {"aside", "figure", "apd-wrapper", "rdp__public-certificate", "button", "form"}
)

_NO_HEADLINE: Final = Problem("europresse.no_headline")
_NO_TEXT: Final = Problem("europresse.no_text")


def sniff(head: str) -> bool:
    return bool(_PUBLICATION.search(head) and _TITLE.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:
    return splitting.parse_articles(
        stream,
        charset=charset,
        mark=_PUBLICATION,
        find_beginning=_find_beginning,
        build_html=_build_html,
        parse_document=_parse_document,
    )


def _find_beginning(above: str) -> int:
    """Return where an article begins: at its logo or element, else at its publication's name."""
    index = splitting.find_last(_BEGINNING, above)
    return index if index >= 0 else len(above)


def _build_html(_head: str, content: str) -> str:
    return f"<html><body>\n{content}\n</body></html>\n"


def _parse_document(document: Document) -> Record:
    runs = [run for run in document.iter_runs() if not run.labels & _OTHER_CLASSES]
    above, content = _split_at_title(runs)
    byline, paragraphs = _split_content(content)
    standfirst = _get_text_of_class(runs, _SUBTITLE_CLASS)
    source, issue = _split_publication(_get_first_line(runs, _PUBLICATION_CLASS))
    source_date, rest = printed_dates.extract_date(_get_text_of_class(runs, _HEADER_CLASS))
    number = _NUMBER.search(hypertext.join_runs(content))
    article = Article(
        headline=_get_text_of_class(runs, _TITLE_CLASS),
        standfirst=standfirst or above,
        paragraphs=paragraphs,
        source=source,
        source_date=source_date,
        source_detail=_build_detail(issue, rest, above if standfirst else ""),
        origin_id=number[1] if number else "",
        byline=byline,
        has_captions=_has_captions(document),
    )
    return article.build_record(document, no_headline=_NO_HEADLINE, no_text=_NO_TEXT)


def _has_captions(document: Document) -> bool:
    runs = document.iter_runs()
    is_captioned = any("figcaption" in run.labels and run.text.strip() for run in runs)
    return is_captioned or bool(_CAPTIONS.search(document.text))


def _build_detail(issue: str, header: str, section: str) -> str:
    """Return issue, section and pages, without the number of words."""
    parts = (_WORD_COUNT.sub("", part).strip() for part in header.split(","))
    return fields.join_detail(issue, ", ".join(filter(None, parts)), section)


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


def _get_first_line(runs: list[TextRun], name: str) -> str:
    """Return the first line of the class that is not blank."""
    blocks = hypertext.group_blocks(run for run in runs if name in run.labels)
    text = "".join(run.text for run in next(blocks, []))
    return collapse_whitespace(text.strip().partition("\n")[0])


def _split_content(content: list[TextRun]) -> tuple[str, list[str]]:
    """Return the byline and the paragraphs of what stands below the title."""
    text = [run for run in content if run.labels & _TEXT_CLASSES]
    if not text:
        return _extract_byline(_list_paragraphs(content))
    names = (run for run in content if not run.labels & _TEXT_CLASSES)
    byline = hypertext.join_runs([run for run in names if run.labels & _AUTHOR_CLASSES])
    paragraphs = _list_paragraphs(text)
    return (byline, paragraphs) if byline else _extract_byline(paragraphs)


def _list_paragraphs(runs: list[TextRun]) -> list[str]:
    """Return the paragraphs above the notes, such as the copyright and the document's number."""
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
