"""Writes the visible part of an HTML document, in the elements that a body may hold."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from articles.text.elements import (
    BLOCKS,
    CELLS,
    CONTAINERS,
    DOCUMENT,
    IMPLIED,
    INLINE,
    LINE_BLOCKS,
    OPEN_LIMIT,
    PARENTS,
    RENAMED,
    STRICT,
    STRUCTURAL,
    TEXT_BLOCKS,
    TooDeepError,
)
from articles.text.html_element import (
    NOT_FOREIGN,
    Element,
    build_element,
    build_implied,
    needs_span,
)
from articles.text.patterns import BLANK_LINES
from articles.text.plain_text import split_paragraphs

# What is put in for the end of a block that libxml2 does not see: it reports a comment.
BLOCK_END: Final = "<?/>"
# Elements that keep the words around them apart.
_SPACES: Final = frozenset("audio button canvas embed img input object".split())
# What was deleted or struck out, and what was put in its place, are two words.
_INLINE: Final = INLINE - {"span"}
_EDITS: Final = frozenset("del ins s".split())
_EDIT_ENDS: Final = frozenset(f"</{name}>" for name in _EDITS)
# Those in a text are opened again behind a block, so that more would multiply its length.
_INLINE_LIMIT: Final = 5
_TAG: Final = re.compile(r"<[^<>]*+>")
_BLANK_START: Final = re.compile(r"\A(?>[ \t]*+\n)++")
_STRIPPED_BEHIND: Final = frozenset({" ", "<br>"})


class HtmlWriter:
    """Writes what is visible of the elements and texts that lxml's parser calls it with.

    A start tag is written before the first visible content of its element. ``written`` are the
    elements whose end tag is still to be written: containers, the block with text, what is in it.
    ``tables`` says of each table whether it is kept.
    """

    def __init__(self, *, depth: int, tables: Iterable[bool] = ()) -> None:
        root = Element(name="", tag="<p>", end_tag="</p>", reopen_tag="<p>")
        self.depth = depth
        self.tables = iter(tables)
        self.open = [root]
        self.blocks = [root]
        self.containers: list[Element] = []
        self.inlines: list[Element] = []
        self.written: list[Element] = []
        self.output: list[str] = []
        self.separator = ""  # white space or a break, due before the next content of the block
        self.is_in_text = False  # whether the output ends in the text of a block
        self.has_unwritten = True  # whether an open element may lack its start tag
        self.has_any_block = False  # or a line break
        self.has_blocks = False  # whether some of them are kept

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self.open) > OPEN_LIMIT:
            raise TooDeepError
        # A block ends the paragraph before it, of which libxml2 knows only for the older elements.
        parent = self.open[-2 if name in BLOCKS and self.open[-1].name == "p" else -1]
        if parent.is_foreign and name in NOT_FOREIGN:
            for each in self.open:
                each.is_foreign = False
        element = build_element(RENAMED.get(name, name), attributes, parent)
        self.open.append(element)
        if element.is_line:
            self._break_line(element.outer_break)
        elif element.is_block:
            self._start_block(element, attributes)
        elif not (element.is_removed or element.is_foreign):
            self._start_inline(element, attributes)

    def _start_block(self, element: Element, attributes: Mapping[str, str]) -> None:
        self._end_text()
        self.has_any_block |= element.name not in DOCUMENT
        if element.is_removed or element.is_foreign:
            return
        if element.name == "hr":
            self._write_rule(element)
            return
        is_fitting = self._is_fitting(element.name)
        element.is_container = element.name in CONTAINERS and is_fitting
        is_kept = is_fitting and element.name in CONTAINERS | LINE_BLOCKS | TEXT_BLOCKS
        self.has_blocks |= is_kept
        element.set_tags(element.name if is_kept else "p", attributes, is_kept=is_kept)
        self.blocks.append(element)
        if element.is_container:
            self.containers.append(element)

    def _is_fitting(self, name: str) -> bool:
        """Return whether the element may be kept where the writer is."""
        place = self.containers[-1].name if self.containers else ""
        if name == "table" and not next(self.tables, False):
            return False
        if name in CONTAINERS and len(self.containers) >= self.depth:
            return False
        if name in PARENTS:
            return place in PARENTS[name]
        return place not in (STRICT if name in CONTAINERS else STRUCTURAL)

    def _start_inline(self, element: Element, attributes: Mapping[str, str]) -> None:
        name = element.name
        if name == "br":
            self._write_break(element)
        elif name in _SPACES:
            self._write_space()
        elif name in _INLINE or needs_span(name, attributes):
            self._start_mark(element, attributes)

    def _write_space(self) -> None:
        if self.is_in_text:
            self.output[-1] = self.output[-1].rstrip()
            self.separator = self.separator if self.separator in _STRIPPED_BEHIND else " "

    def _start_mark(self, element: Element, attributes: Mapping[str, str]) -> None:
        if len(self.inlines) >= _INLINE_LIMIT:
            return
        if element.name in _EDITS and self.is_in_text and self.output[-1] in _EDIT_ENDS:
            self.separator = self.separator or " "
        element.name = element.name if element.name in _INLINE else "span"
        element.set_tags(element.name, attributes)
        self.inlines.append(element)
        self.has_unwritten = True

    def _write_break(self, element: Element) -> None:
        self.has_any_block = True
        if element.outer_break or not element.shows_text:
            self._break_line(element.outer_break)
        elif self.is_in_text and self.separator == "<br>" and not self._is_in_container():
            self._end_text()
        elif self.is_in_text:
            self.output[-1] = self.output[-1].rstrip()
            self.separator = self.separator + "<br>" if "<br>" in self.separator else "<br>"

    def _is_in_container(self) -> bool:
        """Return whether the text is that of a list item or a cell, not of a paragraph in it."""
        return self.blocks[-1].is_container

    def _break_line(self, line_break: str) -> None:
        """End the line of a block whose lines are no blocks."""
        if not self.is_in_text:
            return
        if line_break == "\n":
            is_ended = (self.separator or self.output[-1]).endswith("\n")
            self.separator += "" if is_ended else "\n"
        elif line_break:
            self.separator = line_break

    def end(self, _name: str) -> None:
        element = self.open.pop()
        if element.is_line:
            self._break_line(element.outer_break)
        elif element.is_block:
            self._end_text()
        elif element.name in _SPACES and not element.is_removed:
            self._write_space()
        for stack in (self.blocks, self.containers, self.inlines):
            if stack and stack[-1] is element:
                stack.pop()
        if element.is_written:
            self._write_end(element)
        elif element.is_container and element.name in CELLS:
            self._write_empty_cell(element)

    def _write_end(self, element: Element) -> None:
        self.written.pop()
        if self.output[-1] == "\n":
            self.output.pop()
        self.output.append(element.end_tag)
        if element.is_block and self.containers:
            self.containers[-1].has_blocks = True

    def _write_empty_cell(self, cell: Element) -> None:
        """Write the cell, at once or with the first cell of the row that has content."""
        row = self.containers[-1]
        tags = cell.tag + cell.end_tag
        if row.is_written:
            self.output.append(tags)
        else:
            row.tag += tags

    def comment(self, text: str) -> None:
        element = self.open[-1]
        if f"<{text}>" != BLOCK_END or element.is_removed or element.is_foreign:
            return
        if element.inner_break:
            self._break_line(element.inner_break)
        else:
            self.has_any_block = True
            self._end_text()

    def data(self, text: str) -> None:
        element = self.open[-1]
        if not element.shows_text:
            return
        # In the raw text of a title or the like, what marks the end of a block is text.
        escaped = html.escape(text.replace(BLOCK_END, ""), quote=False)
        if element.inner_break == "\n":
            self._write_verbatim(escaped)
        elif text.strip():
            self._write(escaped)
        else:
            self.separator = self.separator or escaped

    def close(self) -> str:
        self._end_text()
        body = "".join(self.output)
        if self.has_blocks:
            return body
        if self.has_any_block:
            return BLANK_LINES.sub("</p>\n<p>", body)
        text = "".join(part for part in self.output if part not in {"<p>", "</p>"})
        paragraphs = split_paragraphs(text, to_plain=_remove_tags)
        return "\n".join(f"<p>{each}</p>" for each in map(_add_breaks, paragraphs))

    def _write_rule(self, element: Element) -> None:
        place = self.containers[-1].name if self.containers else ""
        if not element.shows_text or place in STRICT:
            return
        self.has_blocks = True
        self._open_elements(self.containers)
        self.has_unwritten = True
        self.output.append("<hr>")
        if self.containers:
            self.containers[-1].has_blocks = True

    def _write_verbatim(self, content: str) -> None:
        """Write a part of preformatted text, without blank lines before the first."""
        content = self.separator + content
        if not self.is_in_text:
            content = _BLANK_START.sub("", content)
        if content.strip():
            self.separator = ""
            self._emit(content)
        else:
            self.separator = content

    def _write(self, content: str) -> None:
        """Write visible content, below the start tags of the elements that it is in."""
        if not self.is_in_text or self.separator[-4:] in _STRIPPED_BEHIND:
            content = content.lstrip()
        if self.is_in_text and self.separator:
            self.output.append(self.separator)
        elif self._is_behind_edited_figure() and content[0].isdigit():
            self.output.append(" ")
        self.separator = ""
        self._emit(content)

    def _is_behind_edited_figure(self) -> bool:
        return self.is_in_text and self.output[-1] in _EDIT_ENDS and self.output[-2][-1:].isdigit()

    def _emit(self, content: str) -> None:
        if self.has_unwritten:
            block = () if self.is_in_text else self._iter_block()
            self._open_elements((*self.containers, *block, *self.inlines))
            self.has_unwritten = False
        self.is_in_text = True
        self.output.append(content)

    def _iter_block(self) -> Iterator[Element]:
        """Yield the elements that the text is in: its block, or what its container implies."""
        block, place = self.blocks[-1], self.containers[-1] if self.containers else None
        is_missing = block is place or (place and not block.is_kept and place.name in STRUCTURAL)
        if place and is_missing and (place.name in IMPLIED or place.has_blocks):
            yield from map(build_implied, IMPLIED.get(place.name, ("p",)))
        else:
            yield block

    def _open_elements(self, elements: Iterable[Element]) -> None:
        for element in elements:
            if not element.is_written:
                self.output.append(element.tag)
                self.written.append(element)
                element.is_written = True

    def _end_text(self) -> None:
        """End the block with text and what is open in it; text behind it opens them again.

        A link is not opened again: its address may be long.
        """
        if self.is_in_text:
            self.output[-1] = self.output[-1].rstrip()
        while self.written and not self.written[-1].is_container:
            element = self.written.pop()
            self.output.append(element.end_tag)
            element.tag, element.is_written = element.reopen_tag, False
            if element.name == "a":
                self.inlines.remove(element)
        if self.is_in_text and self.containers:
            self.containers[-1].has_blocks = True
        self.has_unwritten = True
        self.is_in_text, self.separator = False, ""
        if self.output:
            self.output[-1] = self.output[-1].rstrip()
            self.output.append("\n")


def _remove_tags(source: str) -> str:
    return html.unescape(_TAG.sub("", source))


def _add_breaks(paragraph: str) -> str:
    return paragraph.replace("\n", "<br>")
