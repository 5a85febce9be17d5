"""Reads Word documents (DOCX) with mammoth: text, headings, lists, tables, links, footnotes."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import mammoth
from lxml import etree, html

from articles.parsing.documents.document import Document
from articles.parsing.documents.packages import find_text, open_package, parse_part

# Styles beside those that mammoth knows.
_STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_BACK: Final = "↑"  # leads from a footnote back to the text


def read(stream: BinaryIO) -> Iterator[Document]:
    """Yield the one document of the stream; raise DocumentError if it cannot be read."""
    package = open_package(stream)
    properties = parse_part(package, "docProps/core.xml")
    pictures: list[Any] = []

    def leave_out(picture: Any) -> list[Any]:
        pictures.append(picture)
        return []

    stream.seek(0)
    converted = mammoth.convert_to_html(stream, style_map=_STYLES, convert_image=leave_out)
    yield Document(
        html=_remove_marks(converted.value),
        title=find_text(properties, "title"),
        author=find_text(properties, "creator"),
        language=find_text(properties, "language"),
        has_pictures=bool(pictures),
    )


def _remove_marks(text: str) -> str:
    """Return the HTML without the links within it, whose targets an article has not."""
    root = html.fragment_fromstring(text, create_parent="div")
    for link in list(root.iter("a")):
        if (link.get("href") or "#").startswith("#"):
            if link.text == _BACK:
                link.text = ""
            link.drop_tag()
    parts = (etree.tostring(each, encoding="unicode", method="html") for each in root)
    return "\n".join(parts)
