"""Detects documents by their bytes."""

from typing import BinaryIO, Final

from articles.parsing.containers import zips
from articles.parsing.documents.document import PROTECTED, DocumentError
from articles.parsing.problems import Problem

# Beginnings of documents, after white space that some programs write.
_MAGIC_NUMBERS: Final = (
    (b"{\\rtf", "rtf"),
    (b"%PDF-", "pdf"),
    (b"WARC/", "warc"),
    (b"%!PS", "postscript"),
    (b"AT&TFORM", "djvu"),
)
_COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names in the directory of a compound file, by what they are parts of.
_COMPOUND_NAMES: Final = (
    ("EncryptedPackage", "protected"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_HEAD_SIZE: Final = 64
_CHUNK_SIZE: Final = 2**20
# Documents that are not read, with what to do instead.
REFUSED: Final = {
    "protected": PROTECTED,
    "doc": Problem("file.doc"),
    "xls": Problem("file.xls"),
    "ppt": Problem("file.ppt"),
    "msg": Problem("file.msg"),
    "compound": Problem("file.compound"),
    "epub": Problem("file.epub"),
    "warc": Problem("file.warc"),
    "pages": Problem("file.pages"),
    "postscript": Problem("file.postscript"),
    "djvu": Problem("file.djvu"),
    **dict.fromkeys(("pptx", "odp"), Problem("file.ppt")),
}


def detect_document(stream: BinaryIO) -> str:
    """Return the kind of document that the stream holds, such as "docx", or "" for none.

    The stream is at its beginning, and is rewound.
    """
    head = stream.read(_HEAD_SIZE)
    stream.seek(0)
    if head.startswith(zips.MAGIC_NUMBERS):
        return zips.detect_document(stream)
    if head.startswith(_COMPOUND_FILE):
        return _detect_compound(stream)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((kind for magic, kind in _MAGIC_NUMBERS if start.startswith(magic)), "")


def _detect_compound(stream: BinaryIO) -> str:
    """Return what a compound file of Microsoft's old programs is; its directory may be anywhere."""
    kinds = [(name.encode("utf-16-le"), kind) for name, kind in _COMPOUND_NAMES]
    tail, kind = b"", "compound"
    while chunk := stream.read(_CHUNK_SIZE):
        content = tail + chunk
        if match := next((each for name, each in kinds if name in content), ""):
            kind = match
            break
        tail = content[-len(kinds[-1][0]) :]
    stream.seek(0)
    return kind


def check_format(stream: BinaryIO, name: str) -> None:
    """Raise DocumentError if the stream does not hold a document of this kind."""
    if detect_document(stream) != name:
        raise DocumentError(Problem("document.other_format", {"format": name}))
