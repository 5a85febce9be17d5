"""ProQuest's HTML: each article below an anchor ``DocID_…``, its fields labelled in bold."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import hypertext
from articles.parsing.hypertext import TextRun
from articles.parsing.press import proquest_fields, splitting
from articles.parsing.press.splitting import Document
from articles.parsing.records import Record, Reject

_ANCHOR: Final = re.compile(r"""<a\s+name=["']?DocID_""", re.IGNORECASE)
_PROQUEST: Final = re.compile(r"ProQuest")


def sniff(head: str) -> bool:
    return bool(_ANCHOR.search(head) and _PROQUEST.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject]:
    return splitting.parse_articles(
        stream,
        charset=charset,
        mark=_ANCHOR,
        build_html=_build_html,
        parse_document=_parse_document,
    )


def _build_html(_head: str, article: str) -> str:
    return f"<div>\n{article}\n</div>\n"


def _parse_document(document: Document) -> Record:
    values = _group_by_label(hypertext.group_blocks(document.iter_runs()))
    return proquest_fields.build_record(values, document)


def _group_by_label(blocks: Iterator[list[TextRun]]) -> dict[str, list[str]]:
    """Return the values of each label; those above the first label have the label ""."""
    label = ""
    values: dict[str, list[str]] = {"": []}
    for block in blocks:
        new_label, rest = _split_label(block)
        label = new_label or label
        value = hypertext.join_runs(rest)
        if value and not _is_document_link(rest):
            values.setdefault(label, []).append(value)
    return values


def _is_document_link(runs: list[TextRun]) -> bool:
    """Return whether the block is nothing but a link into ProQuest."""
    texts = [run for run in runs if run.text.strip()]
    is_link = all("a" in run.labels for run in texts)
    return is_link and bool(_PROQUEST.search(hypertext.join_runs(texts)))


def _split_label(block: list[TextRun]) -> tuple[str, list[TextRun]]:
    """Return the known label in bold that the block begins with, or "", and the other runs."""
    runs = [run for run in block if run.text.strip()]
    first = runs[0]
    is_bold = "strong" in first.labels and ":" in first.text[-4:]
    label = proquest_fields.find_label(first.text) if is_bold else ""
    return (label, runs[1:]) if label else ("", block)
