"""Factiva's HTML: pages saved from its display, with field codes in a table or without codes."""

import re
from collections.abc import Iterator
from itertools import dropwhile
from typing import BinaryIO, Final

from articles.parsing import hypertext
from articles.parsing.hypertext import TextRun, UnreadableError
from articles.parsing.press import factiva_fields, splitting
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from articles.text.strings import collapse_whitespace

_ARTICLE: Final = re.compile(
    r"""<div\b[^<>]{0,300}?\bclass=["']?article\s+[a-z]{2,4}Article\b""", re.IGNORECASE
)
_TITLE: Final = re.compile(
    r"<title>\s{0,20}(?:Dow\s+Jones\s+)?Factiva[®™]?(?:\s{1,5}[-|–][^<>]{0,60})?\s{0,20}</title>",
    re.IGNORECASE,
)
_LABEL_CELL: Final = frozenset({"index", "b"})
_NUMBER: Final = re.compile(r"\d{1,4}\)\s+")
# The name of the publisher below the text is shorter than a caption.
_CAPTION_LENGTH: Final = 60
_NO_ARTICLE: Final = Problem("factiva.no_article")


def sniff(head: str) -> bool:
    return bool(_ARTICLE.search(head) or _TITLE.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:
    return splitting.parse_articles(
        stream,
        charset=charset,
        mark=_ARTICLE,
        build_html=_build_html,
        parse_document=_parse_document,
    )


def _build_html(_head: str, article: str) -> str:
    return f"<html><head><title>Factiva</title></head><body>\n{article}\n</body></html>\n"


def _parse_document(document: Document) -> Record:
    blocks = [
        block
        for runs in hypertext.group_blocks(document.iter_runs())
        if "article" in (block := _Block(runs)).labels
    ]
    if not blocks:
        raise UnreadableError(_NO_ARTICLE)
    values = _read_table(blocks) or _read_display(blocks)
    return factiva_fields.build_record(values, document)


class _Block:
    """The text of a block, and the names and classes of all elements around its parts."""

    def __init__(self, runs: list[TextRun]) -> None:
        self.text = collapse_whitespace("".join(run.text for run in runs))
        self.labels = frozenset[str]().union(*(run.labels for run in runs))

    @property
    def code(self) -> str:
        """Return the field code that the block is, or ""."""
        is_label = self.text in factiva_fields.CODES and self.labels & _LABEL_CELL
        return self.text if is_label and "td" in self.labels else ""

    @property
    def is_headline(self) -> bool:
        return any(label.endswith("headline") for label in self.labels)

    @property
    def is_paragraph(self) -> bool:
        return "articleparagraph" in self.labels


def _read_table(blocks: list[_Block]) -> dict[str, list[str]]:
    """Return the values below each code; none where the page has no codes."""
    values: dict[str, list[str]] = {}
    code = ""
    for block in blocks:
        if block.code:
            code = block.code
        elif code:
            values.setdefault(code, []).append(block.text)
    return values


def _read_display(blocks: list[_Block]) -> dict[str, list[str]]:
    """Return the values of a page without codes, by classes and by the order of its lines."""
    headlines = [index for index, block in enumerate(blocks) if block.is_headline]
    start = headlines[0] if headlines else 0
    values = {
        "SE": [block.text for block in blocks[:start]],
        "HD": [_NUMBER.sub("", blocks[index].text, count=1) for index in headlines],
        "BY": [block.text for block in blocks if "author" in block.labels],
        "TD": [block.text for block in blocks if block.is_paragraph],
        "AN": [block.text for block in blocks if factiva_fields.find_document_id(block.text)][:1],
    }
    if _has_captions(blocks):
        values["ART"] = []
    lines = [block.text for block in blocks[start:] if not block.is_headline]
    index = factiva_fields.find_head(lines)
    return values if index is None else values | factiva_fields.read_head(lines[index:])[0]


def _has_captions(blocks: list[_Block]) -> bool:
    """Return whether other long lines than paragraphs stand below the first paragraph."""
    below = dropwhile(lambda block: not block.is_paragraph, blocks)
    others = (block.text for block in below if not block.is_paragraph)
    return any(len(text) > _CAPTION_LENGTH for text in others)
