"""Builds the HTML of a document: runs of text become paragraphs, headings, lists, tables."""

import re
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from articles.text.patterns import HTTP_URL

_HEADING_LIMIT: Final = 6
_NUMBERED: Final = re.compile(r"\(?[0-9a-zA-Z]{1,4}[.)]")


class Style(NamedTuple):
    """How a run of text is set; ``link`` is the URL that it leads to, or ""."""

    is_bold: bool = False
    is_italic: bool = False
    script: str = ""
    link: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph being read; ``level`` is 1 to 9 for a heading, ``marker`` that of a list."""

    runs: list[tuple[Style, str]] = field(default_factory=list)
    level: int = 0
    marker: str = ""

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.runs).strip()

    def build_inline(self) -> str:
        """Return the runs as HTML, neighbours of one style together."""
        runs = groupby(self.runs, key=lambda run: run[0])
        return "".join(
            _build_run("".join(text for _, text in group), style) for style, group in runs
        ).strip()


def _build_run(text: str, style: Style) -> str:
    built = escape(text, quote=False).replace("\n", "<br>")
    if not text.strip():
        return built
    for is_set, name in (
        (style.script, style.script),
        (style.is_italic, "em"),
        (style.is_bold, "strong"),
    ):
        built = f"<{name}>{built}</{name}>" if is_set else built
    if HTTP_URL.fullmatch(style.link):
        return f'<a href="{escape(style.link)}">{built}</a>'
    return built


class Blocks:
    """Collects the blocks of a text in order; rows that follow each other make one table."""

    def __init__(self) -> None:
        self._blocks: list[tuple[str, str]] = []

    def add_paragraph(self, paragraph: Paragraph) -> None:
        if not paragraph.text:
            return
        inline = paragraph.build_inline()
        if paragraph.marker:
            name = "ol" if _NUMBERED.match(paragraph.marker) else "ul"
            self._blocks.append((name, f"<li>{inline}</li>"))
        elif 0 < paragraph.level <= _HEADING_LIMIT:
            self._blocks.append(("", f"<h{paragraph.level}>{inline}</h{paragraph.level}>"))
        else:
            self._blocks.append(("", f"<p>{inline}</p>"))

    def add_row(self, cells: list[str]) -> None:
        """Add a row of a table, its cells as HTML."""
        if any(cells):
            row = "".join(f"<td>{cell}</td>" for cell in cells)
            self._blocks.append(("table", f"<tr>{row}</tr>"))

    def end_table(self) -> None:
        """Keep rows that follow apart from those before."""
        if self._blocks and self._blocks[-1][0] == "table":
            self._blocks.append(("", ""))

    def build_html(self) -> str:
        parts = []
        for name, group in groupby(self._blocks, key=lambda block: block[0]):
            content = "\n".join(html for _, html in group if html)
            parts.append(f"<{name}>{content}</{name}>" if name else content)
        return "\n".join(filter(None, parts))
