"""An export of any press database, recognised by its content and read by that database's parser."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import hypertext
from articles.parsing.charsets import decode_head
from articles.parsing.press import (
    article,
    europresse,
    europresse_text,
    factiva_html,
    factiva_text,
    factiva_xml,
    lexisnexis,
    nexis_uni,
    proquest_html,
    proquest_text,
    unread,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem

PARSER: Final = article.PARSER
_DATABASES: Final = (
    factiva_xml,
    factiva_html,
    europresse,
    proquest_html,
    proquest_text,
    lexisnexis,
    nexis_uni,
    factiva_text,
    europresse_text,
    unread,
)
# An export may begin with a cover page; what it is recognised by stands within this many bytes.
_HEAD_SIZE: Final = 64 * 1024


def sniff(head: str) -> bool:
    """Return whether the head is that of an export of one of the databases."""
    return any(database.sniff(head) for database in _DATABASES)


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Yield each article of the export; its original gives the same record again."""
    head = decode_head(stream.read(_HEAD_SIZE))
    stream.seek(0)
    database = next((database for database in _DATABASES if database.sniff(head)), None)
    if database is None:
        yield Reject("line 1", Problem("press.no_export"), hypertext.dump_input(stream))
        return
    yield from database.parse(stream, charset=charset)
