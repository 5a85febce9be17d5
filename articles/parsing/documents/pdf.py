"""Reads PDFs that have a text layer, with pypdf; lines become paragraphs."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from articles.parsing.documents.document import (
    DAMAGED,
    PROTECTED,
    TEXT_LIMIT,
    TOO_LONG,
    Document,
    DocumentError,
)
from articles.parsing.documents.pdf_lines import Line, build_html
from articles.parsing.press import europresse_text
from articles.parsing.press.fields import SEVERAL
from articles.parsing.problems import Problem
from articles.text.strings import clean_text, collapse_whitespace

_SCAN: Final = Problem("document.scan")
# Characters of fonts that stand for several letters, which nobody types into a search.
_LIGATURES: Final = {
    0xFB00 + number: letters for number, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl"))
}
# A picture that is smaller is an icon or a line.
_LEAST_PIXELS: Final = 100
# Letters among the characters of a text in any language; a font without a map gives none.
_LETTERS: Final = 0.5


def read(stream: BinaryIO) -> Iterator[Document]:
    """Yield the one document of the stream; raise DocumentError if it cannot be read."""
    try:
        reader = pypdf.PdfReader(stream)
        _decrypt(reader)
        pages = list(_read_pages(reader))
    except PyPdfError as error:
        raise DocumentError(DAMAGED) from error
    _check_letters(pages)
    # The text will lack what repeats at the feet of pages, as the numbers of its articles do.
    if europresse_text.sniff("\n".join(line.text for lines in pages for line in lines)):
        raise DocumentError(SEVERAL)
    yield Document(
        html=build_html(pages),
        title=_get_property(reader, "/Title"),
        author=_get_property(reader, "/Author"),
        language=str(reader.root_object.get("/Lang") or ""),
        has_pictures=any(map(_has_picture, reader.pages)),
    )


def _decrypt(reader: pypdf.PdfReader) -> None:
    """Open a document that anybody may read; raise DocumentError for one with a password."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(PROTECTED)


def _read_pages(reader: pypdf.PdfReader) -> Iterator[list[Line]]:
    """Yield the lines of each page; raise DocumentError if they are too many."""
    size = 0
    for page in reader.pages:
        lines = _read_lines(page)
        size += sum(len(line.text) for line in lines)
        if size > TEXT_LIMIT:
            raise DocumentError(TOO_LONG)
        yield lines


def _read_lines(page: Any) -> list[Line]:
    """Return the lines of the page in the order in which they were written."""
    collector = _LineCollector()
    page.extract_text(visitor_text=collector.add)
    for line in collector.lines:
        line.text = collapse_whitespace(clean_text(line.text.translate(_LIGATURES)))
    return [line for line in collector.lines if line.text]


class _LineCollector:
    """Makes lines of the texts that pypdf passes on, each with its place and size on the page."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._is_new = True

    def add(
        self, text: str, outer: list[float], inner: list[float], _font: Any, size: float
    ) -> None:
        """Add a text that stands at ``inner``, a matrix within the matrix ``outer``."""
        for number, part in enumerate(text.split("\n")):
            self._is_new = self._is_new or number > 0
            if self._is_new and not part.strip():
                continue
            if self._is_new:
                self.lines.append(_begin_line(outer, inner, size))
                self._is_new = False
            self.lines[-1].text += part


def _begin_line(outer: list[float], inner: list[float], size: float) -> Line:
    """Return an empty line where the matrices place it."""
    scale = abs(inner[3] * outer[3]) or 1.0
    x = inner[4] * outer[0] + outer[4]
    y = inner[5] * outer[3] + outer[5]
    return Line("", x, y, round(size * scale, 1))


def _check_letters(pages: list[list[Line]]) -> None:
    """Raise DocumentError if the pages are pictures, or their characters have no meaning."""
    text = "".join(line.text for lines in pages for line in lines).replace(" ", "")
    letters = sum(character.isalnum() for character in text)
    if letters <= _LETTERS * len(text):
        raise DocumentError(_SCAN)


def _has_picture(page: DictionaryObject) -> bool:
    """Return whether the page has a picture that is larger than an icon."""
    objects = _get_dictionary(_get_dictionary(page, "/Resources"), "/XObject")
    return any(_is_picture(_get_dictionary(objects, name)) for name in objects)


def _is_picture(item: DictionaryObject) -> bool:
    sizes = (item.get("/Width"), item.get("/Height"))
    is_large = all(isinstance(size, int) and size >= _LEAST_PIXELS for size in sizes)
    return is_large and item.get("/Subtype") == "/Image"


def _get_dictionary(outer: DictionaryObject, name: str) -> DictionaryObject:
    """Return the dictionary of this name, an empty one where the document has something else."""
    value = outer.get(name)
    value = None if value is None else value.get_object()
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _get_property(reader: pypdf.PdfReader, name: str) -> str:
    value = reader.metadata.get(name) if reader.metadata else None
    return value.strip() if isinstance(value, str) else ""
