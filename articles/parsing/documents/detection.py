"""Detects documents by their bytes."""

from typing import BinaryIO, Final

from articles.parsing.containers import zips
from articles.parsing.documents.document import DocumentError
from articles.parsing.problems import Problem

_MAGIC_NUMBERS: Final = ((b"{\\rtf", "rtf"),)
_HEAD_SIZE: Final = 16
# Documents that are not read, with what to do instead.
REFUSED: Final = {
    "pptx": Problem("file.powerpoint"),
    "odp": Problem("file.powerpoint"),
    "epub": Problem("file.epub"),
}


def detect_document(stream: BinaryIO) -> str:
    """Return the kind of document that the stream holds, such as "docx", or "" for none.

    The stream is at its beginning, and is rewound.
    """
    head = stream.read(_HEAD_SIZE)
    stream.seek(0)
    if head.startswith(zips.MAGIC_NUMBERS):
        return zips.detect_document(stream)
    return next((kind for magic, kind in _MAGIC_NUMBERS if head.startswith(magic)), "")


def check_format(stream: BinaryIO, name: str) -> None:
    """Raise DocumentError if the stream does not hold a document of this kind."""
    if detect_document(stream) != name:
        raise DocumentError(Problem("document.other_format", {"format": name}))
