"""Exports of press databases: LexisNexis, Factiva, Europresse and ProQuest, told by their marks."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import hypertext
from articles.parsing.charsets import decode_head
from articles.parsing.press import europresse, factiva, lexisnexis, printed, proquest
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)

PARSER: Final = printed.PARSER
_DATABASES: Final = (factiva, europresse, proquest, lexisnexis)
# What a mark may stand behind: the cover page of an export.
_HEAD_SIZE: Final = 64 * 1024
_NONE: Final = (
    "It is no export that is known here: of LexisNexis as text or HTML, of Factiva as XML, of "
    "Europresse or ProQuest as HTML. Export it again as one of these."
)


def sniff(head: str) -> bool:
    """Tell whether the head bears the marks of one of the databases."""
    return any(database.sniff(head) for database in _DATABASES)


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Read each article of the export; what is read again from its original is the same."""
    head = decode_head(stream.read(_HEAD_SIZE))
    stream.seek(0)
    known = next((database for database in _DATABASES if database.sniff(head)), None)
    if known is None:
        yield Reject("line 1", _NONE, hypertext.dump_input(stream))
        return
    yield from known.parse(stream, charset=charset)
