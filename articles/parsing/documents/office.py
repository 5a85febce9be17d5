"""Formats of documents that hold one text each, which readers in a bounded process read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from articles.parsing.documents.article import build_article
from articles.parsing.documents.bounded import read_bounded
from articles.parsing.documents.detection import check_format
from articles.parsing.documents.document import SIZE_LIMIT, TOO_LARGE, Document, DocumentError
from articles.parsing.hypertext import UnreadableError
from articles.parsing.records import DocumentText, Reject


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """A format of documents; the module of this room that reads it has its name."""

    name: str
    version: int
    media_type: str

    @property
    def parser(self) -> str:
        return f"{self.name}/{self.version}"

    def parse(self, stream: BinaryIO, *, charset: str = "") -> Iterator[DocumentText | Reject]:
        """Yield the text of the document, or the reason why there is none."""
        del charset  # documents declare their own
        try:
            yield self._read(stream)
        except (DocumentError, UnreadableError) as error:
            yield Reject("line 1", error.problem, None)

    def _read(self, stream: BinaryIO) -> DocumentText:
        check_format(stream, self.name)
        content = stream.read(SIZE_LIMIT + 1)
        stream.seek(0)
        if len(content) > SIZE_LIMIT:
            raise DocumentError(TOO_LARGE)
        (fields,) = read_bounded(self.name, stream)
        return build_article(
            Document(**fields), original=content, media_type=self.media_type, parser=self.parser
        )


FORMATS: Final = (
    DocumentFormat("rtf", 1, "application/rtf"),
    DocumentFormat(
        "docx", 1, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    DocumentFormat("pdf", 1, "application/pdf"),
    DocumentFormat("odt", 1, "application/vnd.oasis.opendocument.text"),
)
