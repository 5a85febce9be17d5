"""An export in HTML, divided into one document for each of its articles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final

from articles.parsing import hypertext
from articles.parsing.charsets import UnknownCharsetError, encode_for_json, encode_text
from articles.parsing.hypertext import Page, TextRun, UnreadableError
from articles.parsing.records import (
    Record,
    Reject,
)

ARTICLE_LIMIT: Final = 2 * 2**20


@dataclass(frozen=True, slots=True)
class Document:
    """One article as a document of its own, which reads as it did among the others."""

    text: str
    original: bytes
    charset: str
    position: str

    def runs(self) -> Iterator[TextRun]:
        return hypertext.iter_runs(hypertext.parse_tree(self.text))


def articles(
    stream: BinaryIO,
    *,
    charset: str,
    cuts: Callable[[str], Iterator[int]],
    framed: Callable[[str, str], str],
    read: Callable[[Document], Record],
) -> Iterator[Record | Reject]:
    """Yield what is read from each article of the export.

    ``cuts`` finds where the articles begin, ``framed`` makes a document of what stood before the
    first and of one article, and ``read`` raises UnreadableError where that holds none.
    """
    try:
        page = hypertext.read_page(stream, charset=charset)
    except (UnreadableError, UnknownCharsetError) as error:
        yield Reject("line 1", str(error), hypertext.dump_input(stream))
        return
    for document in _documents(page, list(cuts(page.text)), framed):
        try:
            yield read(_of_size(document))
        except UnreadableError as error:
            small = len(document.original) <= ARTICLE_LIMIT
            kept = encode_for_json(document.original) if small else None
            yield Reject(document.position, str(error), kept)


def _documents(
    page: Page, cuts: list[int], framed: Callable[[str, str], str]
) -> Iterator[Document]:
    """Yield a document for each article; an export of one is that document itself."""
    if len(cuts) < 2:
        yield Document(page.text, page.content, page.charset, "document 1")
        return
    head = page.text[: cuts[0]]
    for number, (start, end) in enumerate(pairwise([*cuts, len(page.text)]), 1):
        own = framed(head, page.text[start:end])
        yield Document(own, encode_text(own, page.charset), page.charset, f"document {number}")


def _of_size(document: Document) -> Document:
    if len(document.original) > ARTICLE_LIMIT:
        raise UnreadableError(
            f"It is larger than {ARTICLE_LIMIT // 2**20} MiB, which no article is; shorten it."
        )
    return document
