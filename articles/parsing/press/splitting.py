"""Splits an export in HTML into one document for each of its articles."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final

from articles.parsing import hypertext
from articles.parsing.charsets import UnknownCharsetError, encode_for_json, encode_text
from articles.parsing.hypertext import Page, TextRun, UnreadableError
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject

ARTICLE_LIMIT: Final = 2 * 2**20
TOO_LARGE: Final = Problem("press.too_large", {"size": ARTICLE_LIMIT // 2**20})


@dataclass(frozen=True, slots=True)
class Document:
    """One article as a document of its own, which gives the same record as within the export."""

    text: str
    original: bytes
    media_type: str
    charset: str
    position: str

    def iter_runs(self) -> Iterator[TextRun]:
        return hypertext.iter_runs(hypertext.parse_tree(self.text))


def parse_articles(
    stream: BinaryIO,
    *,
    charset: str,
    mark: re.Pattern[str],
    build_html: Callable[[str, str], str],
    parse_document: Callable[[Document], Record],
    find_beginning: Callable[[str], int] = len,
) -> Iterator[Record | Reject]:
    """Yield a record or a reject for each article of the export.

    Each article has one ``mark``. It begins there, or where ``find_beginning`` says in the text
    between the mark before and its own. ``build_html`` makes a document of the text before the
    first article and of one article; ``parse_document`` raises UnreadableError where the document
    holds no article.
    """
    try:
        page = hypertext.read_page(stream, charset=charset)
    except (UnreadableError, UnknownCharsetError) as error:
        yield Reject("line 1", error.problem, hypertext.dump_input(stream))
        return
    for document in _split_page(
        page, list(_find_starts(page.text, mark, find_beginning)), build_html
    ):
        try:
            yield parse_document(_check_size(document))
        except UnreadableError as error:
            is_small = len(document.original) <= ARTICLE_LIMIT
            record = encode_for_json(document.original) if is_small else None
            yield Reject(document.position, error.problem, record)


def _find_starts(
    text: str, mark: re.Pattern[str], find_beginning: Callable[[str], int]
) -> Iterator[int]:
    previous_end = 0
    for match in mark.finditer(text):
        yield previous_end + find_beginning(text[previous_end : match.start()])
        previous_end = match.end()


def find_last(pattern: re.Pattern[str], text: str) -> int:
    """Return the index of the last match in the text, -1 for none."""
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _split_page(
    page: Page, starts: list[int], build_html: Callable[[str, str], str]
) -> Iterator[Document]:
    """Yield a document for each article; an export of one article is that document itself."""
    if len(starts) < 2:
        yield Document(page.text, page.content, "text/html", page.charset, "document 1")
        return
    head = page.text[: starts[0]]
    for number, (start, end) in enumerate(pairwise([*starts, len(page.text)]), 1):
        text = build_html(head, page.text[start:end])
        original = encode_text(text, page.charset)
        yield Document(text, original, "text/html", page.charset, f"document {number}")


def _check_size(document: Document) -> Document:
    """Return the document; raise UnreadableError if it is over the limit."""
    if len(document.original) > ARTICLE_LIMIT:
        raise UnreadableError(TOO_LARGE)
    return document
