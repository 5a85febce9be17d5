"""Reads web pages saved with their pictures (MHTML) in a bounded process: the page alone."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any, BinaryIO

from articles.parsing.documents.document import DAMAGED, DocumentError
from articles.parsing.documents.mail import get_bytes, get_text
from articles.parsing.documents.mail_headers import read_field


def read(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """Yield the HTML of the page and its address; raise DocumentError if there is none."""
    message = message_from_bytes(stream.read())
    pages = (part for part in message.walk() if part.get_content_type() == "text/html")
    page: Message[Any, Any] | None = next(pages, None)
    if page is None or not get_bytes(page).strip():
        raise DocumentError(DAMAGED)
    location = read_field(message, "Snapshot-Content-Location")
    yield {
        "html": get_text(page),
        "url": location or read_field(page, "Content-Location"),
    }
