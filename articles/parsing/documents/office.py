"""Formats of documents that hold one text each, which readers in a bounded process read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from articles.parsing.documents.article import build_article
from articles.parsing.documents.bounded import read_bounded
from articles.parsing.documents.document import (
    SIZE_LIMIT,
    TOO_LARGE,
    Document,
    DocumentError,
)
from articles.parsing.hypertext import UnreadableError
from articles.parsing.problems import Problem
from articles.parsing.records import DocumentText, Reject


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """A format of documents; ``parser`` names it, and the module of this room that reads it."""

    parser: str
    media_type: str
    magic: bytes
    # The magic number stands within so many bytes.
    head_size: int = 16

    def sniff(self, head: str) -> bool:
        """Return whether the head, as text, is that of such a document."""
        return self.magic.decode() in head[: self.head_size]

    def parse(self, stream: BinaryIO, *, charset: str = "") -> Iterator[DocumentText | Reject]:
        """Yield the text of the document, or the reason why there is none."""
        del charset  # documents declare their own
        content = stream.read(SIZE_LIMIT + 1)
        stream.seek(0)
        try:
            yield self._read(content, stream)
        except (DocumentError, UnreadableError) as error:
            yield Reject("line 1", error.problem, None)

    def _read(self, content: bytes, stream: BinaryIO) -> DocumentText:
        reader = self.parser.partition("/")[0]
        if len(content) > SIZE_LIMIT:
            raise DocumentError(TOO_LARGE)
        if self.magic not in content[: self.head_size]:
            raise DocumentError(Problem("document.other_format", {"format": reader}))
        (fields,) = read_bounded(reader, stream)
        return build_article(
            Document(**fields), original=content, media_type=self.media_type, parser=self.parser
        )


FORMATS: Final = (DocumentFormat("rtf/1", "application/rtf", b"{\\rtf"),)
