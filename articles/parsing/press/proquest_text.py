"""ProQuest's text, as exported, or of its e-mails: each field on a line below a blank one."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing.hypertext import UnreadableError
from articles.parsing.press import proquest_fields, text_splitting
from articles.parsing.press.fields import SEVERAL
from articles.parsing.press.splitting import Document
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text.strings import collapse_whitespace

_RULE: Final = re.compile(rb"[ \t\xef\xbb\xbf]{0,20}_{10,400}\s*")
# The last field of an article; in the text of an e-mail there are no rules.
_LAST_FIELD: Final = re.compile(
    rb"[ \t]{0,20}(?:Database|Base de donn\S{1,3}es|Base de datos|Datenbank)\s?: .{1,200}\s*"
)
# A rule, the number of the document, or its address in the database.
_NO_FIELD: Final = re.compile(
    r"_{10,400}|document \d{1,6} (?:of|de|sur|von) \d{1,6}|https?://\S+", re.IGNORECASE
)
_LABEL: Final = re.compile(r"([^:\n]{3,60}):(?:\s+(.*))?")
_OWN_LABELS: Final = frozenset({"full text", "proquest document id"})
_LEAST_LABELS: Final = 4


def sniff(head: str) -> bool:
    labels = {_split_label(line.strip())[0] for line in head.splitlines()}
    return bool(labels & _OWN_LABELS) and len(labels - {""}) >= _LEAST_LABELS


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    return text_splitting.parse_articles(
        stream,
        charset=charset,
        is_start=_RULE.fullmatch,
        is_end=_LAST_FIELD.fullmatch,
        parse_document=_parse_document,
    )


def _parse_document(document: Document) -> Record | None:
    values = _group_by_label(document.text.split("\n"))
    if not values.keys() & _OWN_LABELS:
        return None
    if len(values.get("proquest document id", ())) > 1:
        raise UnreadableError(SEVERAL)
    return proquest_fields.build_record(values, document)


def _group_by_label(lines: list[str]) -> dict[str, list[str]]:
    """Return the values of each label; a label stands below a blank line, or another label."""
    values: dict[str, list[str]] = {"": []}
    label = ""
    may_be_label = True
    for line in map(str.strip, lines):
        new_label, rest = _split_label(line) if may_be_label else ("", line)
        label = new_label or label
        may_be_label = not line or (bool(new_label) and label != "full text")
        if not _NO_FIELD.fullmatch(rest):
            values.setdefault(label, []).append(rest)
    lists = {label: _list_texts(label, texts) for label, texts in values.items()}
    # Above the headline of the first article, an e-mail says who sent it.
    return lists | {"": lists[""][-1:]}


def _list_texts(label: str, lines: list[str]) -> list[str]:
    """Return the paragraphs of the text, and the lines of other values that are not blank."""
    if label == "full text":
        return text_splitting.split_paragraphs(lines)
    return [collapse_whitespace(line) for line in lines if line]


def _split_label(line: str) -> tuple[str, str]:
    """Return the English name of the line's label and what follows it, or "" and the line."""
    match = _LABEL.fullmatch(line)
    label = proquest_fields.find_label(match[1]) if match else ""
    return (label, match[2] or "") if match and label else ("", line)
