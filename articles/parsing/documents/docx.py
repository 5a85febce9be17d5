"""Reads Word documents (DOCX) with mammoth: text, headings, lists, tables, links, footnotes."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Final
from zipfile import ZipFile

import mammoth
from lxml import etree, html

from articles.parsing.documents.document import Document, DocumentError
from articles.parsing.documents.packages import Element, find_text, open_package, parse_part

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
    named: list[dict[str, str]] = []

    def leave_out(picture: Any) -> list[Any]:
        pictures.append(picture)
        return []

    stream.seek(0)
    converted = mammoth.convert_to_html(stream, style_map=_STYLES, convert_image=leave_out)
    if pictures:
        with suppress(DocumentError):  # mammoth reads XML that lxml does not
            named = list(_list_pictures(package))
    yield Document(
        html=_remove_marks(converted.value),
        title=find_text(properties, "title"),
        author=find_text(properties, "creator"),
        language=find_text(properties, "language"),
        has_pictures=bool(pictures),
        pictures=named,
    )


def _list_pictures(package: ZipFile) -> Iterator[dict[str, str]]:
    """Yield the names of the pictures' parts, or URLs, and their alternative texts."""
    document = parse_part(package, "word/document.xml")
    relations = parse_part(package, "word/_rels/document.xml.rels")
    if document is None:  # it has another name
        return
    targets = {each.get("Id"): each.get("Target") or "" for each in relations}
    for drawing in document.iter("{*}inline", "{*}anchor", "{*}imagedata"):
        described = next(drawing.iter("{*}docPr"), drawing)
        ids = (_find_attribute(each, "embed", "link", "id") for each in _list_blips(drawing))
        if url := next((targets[each] for each in ids if each in targets), ""):
            yield {"url": url, "alt": _find_attribute(described, "descr", "title")}


def _list_blips(drawing: Element) -> list[Element]:
    """Return what names the parts of a picture: itself where it is of Word's old kind."""
    return list(drawing.iter("{*}blip")) or [drawing]


def _find_attribute(element: Element, *names: str) -> str:
    """Return the first of the attributes of these names, whatever their namespace, or ""."""
    values = {etree.QName(name).localname: value for name, value in element.items()}
    return next((values[name] for name in names if values.get(name)), "")


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
