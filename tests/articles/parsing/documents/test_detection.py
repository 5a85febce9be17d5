"""Documents are detected by their bytes, and those that are not read are named."""

import io

import pytest

from articles.parsing import formats
from articles.parsing.documents.detection import detect_document
from articles.parsing.records import Reject
from tests.articles.parsing.documents.samples import build_package

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def build_compound(name: str, *, at: int = 512) -> bytes:
    return COMPOUND + bytes(at) + name.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{\\rtf1", "rtf"),
        (b"%PDF-1.7", "pdf"),
        (b"\xef\xbb\xbf \r\n%PDF-1.7", "pdf"),
        (b"text %PDF-1.7", ""),
        (b"", ""),
        (b"PK\3\4", ""),
    ],
)
def test_documents_are_detected(content: bytes, kind: str) -> None:
    stream = io.BytesIO(content)
    assert (detect_document(stream), stream.tell()) == (kind, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (build_compound("WordDocument"), "file.doc"),
        (build_compound("Workbook"), "file.xls"),
        (build_compound("PowerPoint Document"), "file.ppt"),
        (build_compound("__properties_version1.0"), "file.msg"),
        (build_compound("EncryptedPackage"), "document.protected"),
        (build_compound("WordDocument", at=2**20 - 20), "file.doc"),
        (build_compound("Something"), "file.compound"),
        (b"WARC/1.0\r\n", "file.warc"),
        (b"%!PS-Adobe", "file.postscript"),
        (b"AT&TFORM", "file.djvu"),
        (build_package({"Index/Document.iwa": "1"}), "file.pages"),
        (build_package({"mimetype": "application/epub+zip"}), "file.epub"),
        (build_package({"[Content_Types].xml": "", "ppt/a": ""}), "file.ppt"),
        (
            build_package({"mimetype": "application/vnd.oasis.opendocument.presentation"}),
            "file.ppt",
        ),
    ],
)
@pytest.mark.parametrize("name", ["auto", "clipping"])
def test_documents_that_are_not_read_are_named(content: bytes, code: str, name: str) -> None:
    (reject,) = formats.read_stream(io.BytesIO(content), format_name=name)
    assert isinstance(reject, Reject)
    assert (reject.reason.code, reject.record) == (code, None)
