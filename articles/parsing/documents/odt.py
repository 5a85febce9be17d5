"""Reads OpenDocument texts (ODT): text, headings, lists, tables, links and footnotes."""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing.documents.blocks import Blocks, Paragraph, Style
from articles.parsing.documents.document import (
    DAMAGED,
    TEXT_LIMIT,
    TOO_LONG,
    Document,
    DocumentError,
)
from articles.parsing.documents.packages import (
    Element,
    check_encryption,
    find_text,
    open_package,
    parse_part,
)
from articles.text.patterns import HTML_WHITESPACE

_XLINK: Final = "{http://www.w3.org/1999/xlink}href"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
# Titles and descriptions of pictures.
_SVG: Final = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
# Elements whose text is none of the document.
_IGNORED: Final = frozenset(
    """annotation tracked-changes forms sequence-decls variable-decls user-field-decls
    note-citation bookmark-start""".split()
)
_SPACES_LIMIT: Final = 100


def read(stream: BinaryIO) -> Iterator[Document]:
    """Yield the one document of the stream; raise DocumentError if it cannot be read."""
    package = open_package(stream)
    check_encryption(package)
    content = parse_part(package, "content.xml")
    body = None if content is None else next(content.iter("{*}text"), None)
    if content is None or body is None:
        raise DocumentError(DAMAGED)
    properties = parse_part(package, "meta.xml")
    reader = _Reader(_read_styles(content))
    reader.read_blocks(body)
    yield Document(
        html=reader.build_html(),
        title=find_text(properties, "title"),
        author=find_text(properties, "initial-creator", "creator"),
        language=find_text(properties, "language"),
        has_pictures=next(content.iter("{*}image"), None) is not None,
        pictures=list(_list_pictures(content)),
    )


def _list_pictures(content: Element) -> Iterator[dict[str, str]]:
    """Yield the names of the pictures' parts, or URLs, and their alternative texts."""
    for frame in content.iter("{*}frame"):
        image = frame.find("{*}image")
        url = "" if image is None else image.get(_XLINK, "")
        texts = (frame.findtext(f"{{*}}{name}") for name in ("desc", "title"))
        if url:
            yield {"url": url, "alt": next(filter(None, texts), "")}


def _read_styles(content: Element) -> dict[str, Style]:
    """Return the automatic styles of characters by their names."""
    styles = {}
    for each in content.iter(f"{_STYLE}style"):
        properties: Mapping[str, str] = {}
        for child in each.iter(f"{_STYLE}text-properties"):
            properties = child.attrib
        position = properties.get(f"{_STYLE}text-position", "")
        script = "sup" if position.startswith("super") else "sub" if position[:3] == "sub" else ""
        styles[each.get(f"{_STYLE}name", "")] = Style(
            is_bold=properties.get(f"{_FO}font-weight") == "bold",
            is_italic=properties.get(f"{_FO}font-style") == "italic",
            script=script,
        )
    return styles


class _Reader:
    """Reads the elements of a text into blocks."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self.styles = styles
        self.blocks, self.notes = Blocks(), Blocks()
        self.note_count = 0
        self.size = 0
        self.inline: dict[str, Callable[[Element, Style, Paragraph], None]] = {
            "a": self._read_link,
            "span": self._read_span,
            "note": self._read_note,
            "s": self._read_spaces,
            "tab": lambda _element, style, paragraph: paragraph.runs.append((style, "\t")),
            "line-break": lambda _element, style, paragraph: paragraph.runs.append((style, "\n")),
        }

    def build_html(self) -> str:
        parts = (self.blocks.build_html(), self.notes.build_html())
        return "\n".join(filter(None, parts))

    def read_blocks(self, parent: Element, *, marker: str = "") -> None:
        """Read the paragraphs, lists and tables in the element."""
        for each in parent.iterchildren(etree.Element):
            name = etree.QName(each).localname
            if name in {"p", "h"}:
                self.blocks.add_paragraph(self._read_paragraph(each, name, marker))
            elif name == "table":
                self._read_table(each)
            elif name == "list":
                self.read_blocks(each, marker="•")
            elif name not in _IGNORED:
                self.read_blocks(each, marker=marker)

    def _read_paragraph(self, element: Element, name: str, marker: str) -> Paragraph:
        paragraph = Paragraph(marker=marker if name == "p" else "")
        if name == "h":
            paragraph.level = int(element.get(f"{_TEXT}outline-level") or 1)
        self._read_inline(element, Style(), paragraph)
        return paragraph

    def _read_inline(self, element: Element, style: Style, paragraph: Paragraph) -> None:
        self._add_text(element.text, style, paragraph)
        for each in element.iterchildren(etree.Element):
            name = etree.QName(each).localname
            if name in self.inline:
                self.inline[name](each, style, paragraph)
            elif name == "text-box":
                self.read_blocks(each)
            elif name not in _IGNORED and not each.tag.startswith(_SVG):
                self._read_inline(each, style, paragraph)
            self._add_text(each.tail, style, paragraph)

    def _add_text(self, text: str | None, style: Style, paragraph: Paragraph) -> None:
        if text:
            self.size += len(text)
            if self.size > TEXT_LIMIT:
                raise DocumentError(TOO_LONG)
            paragraph.runs.append((style, HTML_WHITESPACE.sub(" ", text)))

    def _read_link(self, element: Element, style: Style, paragraph: Paragraph) -> None:
        link = Style(style.is_bold, style.is_italic, style.script, element.get(_XLINK) or "")
        self._read_inline(element, link, paragraph)

    def _read_span(self, element: Element, style: Style, paragraph: Paragraph) -> None:
        own = self.styles.get(element.get(f"{_TEXT}style-name") or "", style)
        merged = Style(
            is_bold=style.is_bold or own.is_bold,
            is_italic=style.is_italic or own.is_italic,
            script=own.script or style.script,
            link=style.link,
        )
        self._read_inline(element, merged, paragraph)

    def _read_spaces(self, element: Element, style: Style, paragraph: Paragraph) -> None:
        count = int(element.get(f"{_TEXT}c") or 1)
        paragraph.runs.append((style, " " * min(count, _SPACES_LIMIT)))

    def _read_note(self, element: Element, style: Style, paragraph: Paragraph) -> None:
        self.note_count += 1
        mark = f"[{self.note_count}]"
        paragraph.runs.append((style, mark))
        note = Paragraph([(Style(), f"{mark} ")])
        for each in element.iter(f"{_TEXT}p"):
            self._read_inline(each, Style(), note)
        self.notes.add_paragraph(note)

    def _read_table(self, table: Element) -> None:
        self.blocks.end_table()
        for row in table.iter("{*}table-row"):
            if next(row.iterancestors("{*}table")) is not table:
                continue  # the cells around it have its text
            cells = row.iterchildren("{*}table-cell", "{*}covered-table-cell")
            self.blocks.add_row([self._read_cell(cell) for cell in cells])

    def _read_cell(self, cell: Element) -> str:
        paragraphs = (self._read_paragraph(each, "p", "") for each in cell.iter(f"{_TEXT}p"))
        return "<br>".join(each.build_inline() for each in paragraphs if each.text)
