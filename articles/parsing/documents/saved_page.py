"""Articles of web pages that a browser saved as one file (MHTML, "web archive")."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from articles.parsing.documents import mailbox
from articles.parsing.documents.bounded import read_bounded
from articles.parsing.documents.document import SIZE_LIMIT, TOO_LARGE, DocumentError
from articles.parsing.records import Record, Reject
from articles.parsing.webpage import webpage
from articles.text.patterns import HTTP_URL

PARSER: Final = "mhtml/1"
_MEDIA_TYPE: Final = "multipart/related"
# Browsers name the page, or say that a page is the root of the parts.
_SAVED: Final = re.compile(
    r"^(?:Snapshot-Content-Location:|From: ?<?Saved by |Content-Type: ?multipart/related;"
    r"(?:[^\n]|\n[ \t]){0,300}?\btype=\"?text/html)",
    re.IGNORECASE | re.MULTILINE,
)


def sniff(head: str) -> bool:
    """Return whether the head begins a page that was saved as a mail of its parts."""
    fields = head.replace("\r\n", "\n").lstrip().partition("\n\n")[0]
    return _SAVED.search(fields) is not None and mailbox.sniff(f"MIME-Version: 1.0\n{fields}")


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject]:
    """Yield the page's one article, or the reason why it has none."""
    del charset  # the parts declare theirs
    original = stream.read(SIZE_LIMIT + 1)
    stream.seek(0)
    try:
        yield from _parse_page(original, stream)
    except DocumentError as error:
        yield Reject("line 1", error.problem, None)


def _parse_page(original: bytes, stream: BinaryIO) -> Iterator[Record | Reject]:
    if len(original) > SIZE_LIMIT:
        raise DocumentError(TOO_LARGE)
    (page,) = read_bounded("mhtml", stream)
    url = page["url"] if HTTP_URL.fullmatch(page["url"]) else ""
    # This is how browsers name the address of a page that they save alone.
    comment = f"<!-- saved from url=({len(url):04}){url} -->" if url else ""
    for item in webpage.parse(io.BytesIO(f"{comment}{page['html']}".encode())):
        if isinstance(item, Record):
            yield replace(
                item, original=original, media_type=_MEDIA_TYPE, charset="utf-8", parser=PARSER
            )
        else:
            yield Reject("line 1", item.reason, None)
