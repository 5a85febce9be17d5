r"""Reads Rich Text documents (RTF 1.9): text, headings, lists, tables, links and footnotes.

Text is bytes in the charset of its font, or ``\uN``, a unit of UTF-16, after which as many
characters are left out as ``\ucN`` says. A group ``{…}`` ends what was set within it.
"""

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from articles.parsing.documents.blocks import Blocks, Paragraph, Style
from articles.parsing.documents.document import (
    OVER_LIMITS,
    TEXT_LIMIT,
    TOO_LONG,
    Document,
    DocumentError,
)
from articles.parsing.documents.rtf_charsets import Charsets
from articles.text.patterns import HTTP_URL

# Groups within groups; programs nest them some twenty deep.
_DEPTH_LIMIT: Final = 1000
_TOKEN: Final = re.compile(
    rb"(?P<text>[^\\{}\r\n]+)|(?P<group>[{}])|\\(?:"
    rb"(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|'(?P<hex>[0-9a-fA-F]{2})"
    rb"|(?P<sign>[^a-zA-Z]))|[\r\n]+|."
)
# Destinations whose text is none of the document, beside all that begin with \*.
_IGNORED: Final = frozenset(
    """annotation colortbl comment doccomm filetbl footer footerf footerl footerr ftnsep ftnsepc
    header headerf headerl headerr keywords listtable nonesttables nonshppict objdata operator pict
    printim private revtbl rxe shprslt sp subject tc template xe""".split()
)
# Destinations that begin with \* and whose text is read.
_STARRED: Final = frozenset("fldinst footnote shpinst shptxt".split())
_TEXT, _IGNORE, _MARKER = "text", "ignore", "marker"
_FONTS, _STYLES, _INSTRUCTION = "fonttbl", "stylesheet", "fldinst"
_DESTINATIONS: Final = {
    **{name: name for name in (_FONTS, _STYLES, _INSTRUCTION, "info", "title", "author")},
    **dict.fromkeys(("listtext", "pntext"), _MARKER),
    **dict.fromkeys(_IGNORED, _IGNORE),
}
_CHARACTERS: Final = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "softline": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    **dict.fromkeys(("emspace", "enspace", "qmspace"), " "),
}
_SIGNS: Final = {"~": "\u00a0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}"}
_PARAGRAPH_ENDS: Final = frozenset("par sect page column nestcell nestrow".split())
_LINK: Final = re.compile(rf'\s*HYPERLINK\s+"?({HTTP_URL.pattern})', re.IGNORECASE)
_HEADING: Final = re.compile(r"(?:heading|ba[sş]l[iı]k|titre|überschrift)\s?(\d)", re.IGNORECASE)


@dataclass(slots=True)
class _Group:
    """What holds within a group: where its text goes, and how it is set."""

    destination: str = _TEXT
    is_footnote: bool = False
    font: int | None = None
    is_bold: bool = False
    is_italic: bool = False
    is_hidden: bool = False
    script: str = ""
    link: str = ""
    skip_count: int = 1  # characters to leave out after \uN

    @property
    def style(self) -> Style:
        return Style(self.is_bold, self.is_italic, self.script, self.link)

    def apply_plain(self, _number: int | None) -> None:
        self.is_bold = self.is_italic = self.is_hidden = False
        self.script, self.font = "", None


def _set_flag(name: str) -> Callable[[_Group, int | None], None]:
    return lambda group, number: setattr(group, name, number != 0)


def _set_script(name: str) -> Callable[[_Group, int | None], None]:
    return lambda group, number: setattr(group, "script", name if number != 0 else "")


# The control words that set characters.
_SETTERS: Final[dict[str, Callable[[_Group, int | None], None]]] = {
    "b": _set_flag("is_bold"),
    "i": _set_flag("is_italic"),
    "v": _set_flag("is_hidden"),
    "deleted": _set_flag("is_hidden"),
    "super": _set_script("sup"),
    "sub": _set_script("sub"),
    "nosupersub": _set_script(""),
    "plain": _Group.apply_plain,
    "f": lambda group, number: setattr(group, "font", number),
    "uc": lambda group, number: setattr(group, "skip_count", max(number or 0, 0)),
}


def read(stream: BinaryIO) -> Iterator[Document]:
    """Yield the one document of the stream; raise DocumentError if it is too long."""
    yield _Reader(stream.read()).read()


@dataclass(slots=True)
class _Flow:
    """A text while it is read: the body, or a footnote."""

    blocks: Blocks
    paragraph: Paragraph = field(default_factory=Paragraph)
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    is_in_table: bool = False

    def end_paragraph(self) -> None:
        paragraph, self.paragraph = self.paragraph, Paragraph(level=self.paragraph.level)
        if self.is_in_table and paragraph.text:
            self.cell.append(paragraph.build_inline())
        elif not self.is_in_table:
            self.end_row()
            self.blocks.add_paragraph(paragraph)

    def end_cell(self) -> None:
        self.is_in_table = True
        self.end_paragraph()
        self.cells.append("<br>".join(self.cell))
        self.cell = []

    def end_row(self) -> None:
        if self.cell:
            self.cells.append("<br>".join(self.cell))
        self.blocks.add_row(self.cells)
        self.cells, self.cell = [], []


class _Reader:
    """Reads one document token by token."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.charsets = Charsets()
        self.headings: dict[int, int] = {}  # levels by the numbers of styles
        self.notes = Blocks()
        self.note_count = 0
        self.flow = _Flow(Blocks())
        self.flows: list[_Flow] = []  # around a footnote
        self.group = _Group()
        self.groups: list[_Group] = []
        self.texts: dict[str, list[str]] = {}  # of other destinations
        self.pending = bytearray()  # text in the charset of the font
        self.units = bytearray()  # text in UTF-16
        self.skip_count = 0
        self.style_number: int | None = None
        self.is_starred = False
        self.has_picture = False
        self.size = 0

    def read(self) -> Document:
        position = 0
        while match := _TOKEN.match(self.content, position):
            position = match.end() + self._read_token(match)
        self._flush()
        self.flow.end_paragraph()
        self.flow.end_row()
        parts = (self.flow.blocks.build_html(), self.notes.build_html())
        return Document(
            html="\n".join(filter(None, parts)),
            title=self._pop_text("title"),
            author=self._pop_text("author"),
            has_pictures=self.has_picture,
        )

    def _read_token(self, match: re.Match[bytes]) -> int:
        """Read a token; return how many bytes of another kind follow it."""
        if match["text"]:
            self._add_bytes(match["text"])
        elif match["hex"]:
            self._add_bytes(bytes.fromhex(match["hex"].decode()))
        elif match["group"]:
            self._change_group(match["group"])
        elif match["sign"]:
            self._apply_sign(match["sign"].decode("latin-1"))
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            return self._apply_word(match["word"].decode(), number)
        return 0

    # Characters.

    def _add_bytes(self, content: bytes) -> None:
        skipped = min(self.skip_count, len(content))
        self.skip_count -= skipped
        if len(content) > skipped:
            self._flush_units()
            self.pending += content[skipped:]

    def _flush(self) -> None:
        """Add the characters that were read so far to the text."""
        self._flush_units()
        if self.pending:
            text = self.pending.decode(self.charsets.get_charset(self.group.font), "replace")
            self.pending.clear()
            self._add_text(text)

    def _flush_units(self) -> None:
        if self.units:
            text = self.units.decode("utf-16-le", "replace")
            self.units.clear()
            self._add_text(text)

    def _add_text(self, text: str) -> None:
        destination = self.group.destination
        if destination == _TEXT:
            self._add_run(text)
        elif destination == _MARKER:
            self.flow.paragraph.marker += text
        elif destination != _IGNORE:
            self.texts.setdefault(destination, []).append(text)

    def _add_run(self, text: str) -> None:
        if self.group.is_hidden:
            return
        self.size += len(text)
        if self.size > TEXT_LIMIT:
            raise DocumentError(TOO_LONG)
        self.flow.paragraph.runs.append((self.group.style, text))

    def _pop_text(self, destination: str) -> str:
        return "".join(self.texts.pop(destination, [])).strip()

    # Groups.

    def _change_group(self, bracket: bytes) -> None:
        self._flush()
        self.skip_count, self.is_starred = 0, False
        if bracket == b"{":
            if len(self.groups) > _DEPTH_LIMIT:
                raise DocumentError(OVER_LIMITS)
            self.groups.append(self.group)
            self.group = copy(self.group)
            self.group.is_footnote = False
        elif self.groups:
            self._end_group()

    def _end_group(self) -> None:
        ended, self.group = self.group, self.groups.pop()
        if ended.is_footnote:
            self.flow.end_paragraph()
            self.flow = self.flows.pop()
        elif ended.destination == _STYLES:
            self._name_style(self._pop_text(_STYLES))
        elif ended.destination == _INSTRUCTION != self.group.destination:
            match = _LINK.match(self._pop_text(_INSTRUCTION))
            self.group.link = match[1].rstrip('"') if match else ""

    def _name_style(self, name: str) -> None:
        match, number = _HEADING.match(name), self.style_number
        self.style_number = None
        if match and number is not None:
            self.headings[number] = int(match[1])

    def _begin_footnote(self) -> None:
        self.note_count += 1
        mark = f"[{self.note_count}]"
        self._add_run(mark)
        self.group.is_footnote = True
        self.flows.append(self.flow)
        self.flow = _Flow(self.notes, Paragraph([(Style(), f"{mark} ")]))

    # Control words and signs.

    def _apply_sign(self, sign: str) -> None:
        if sign == "*":
            self.is_starred = True
        elif sign in "\r\n":
            self._flush()
            self.flow.end_paragraph()
        elif sign in _SIGNS:
            self._add_character(_SIGNS[sign])

    def _add_character(self, character: str) -> None:
        if self.skip_count:
            self.skip_count -= 1
        else:
            self._flush()
            self._add_text(character)

    def _apply_word(self, word: str, number: int | None) -> int:
        """Apply a control word; return how many bytes of something else follow it."""
        if word == "u" and number is not None:
            self._add_unit(number)
        elif word == "bin":
            return max(number or 0, 0)
        elif word in _CHARACTERS:
            self._add_character(_CHARACTERS[word])
        else:
            self._flush()
            self.skip_count = 0
            self._apply_setting(word, number)
        return 0

    def _add_unit(self, number: int) -> None:
        if self.pending:
            self._flush()
        self.units += (number & 0xFFFF).to_bytes(2, "little")
        self.skip_count = self.group.skip_count

    def _apply_setting(self, word: str, number: int | None) -> None:
        is_starred, self.is_starred = self.is_starred, False
        if word in Charsets.WORDS:
            self.charsets.apply_word(word, number)
        elif self.group.destination == _IGNORE or self._change_destination(
            word, is_starred=is_starred
        ):
            return
        elif self.group.destination in {_FONTS, _STYLES}:
            self._apply_to_tables(word, number)
        elif word in _SETTERS:
            _SETTERS[word](self.group, number)
        elif self.group.destination == _TEXT:
            self._apply_to_paragraph(word, number)

    def _change_destination(self, word: str, *, is_starred: bool) -> bool:
        """Let the text of the group go where the word says; return whether it is such a word."""
        self.has_picture = self.has_picture or word == "pict"
        if word == "footnote":
            self._begin_footnote()
        elif word in _DESTINATIONS:
            self.group.destination = _DESTINATIONS[word]
        elif is_starred and word not in _STARRED:
            self.group.destination = _IGNORE
        else:
            return False
        return True

    def _apply_to_tables(self, word: str, number: int | None) -> None:
        """Apply a word in the table of fonts or of styles."""
        if word == "f":
            self.group.font = number
        elif word == "fcharset" and self.group.font is not None:
            self.charsets.fonts[self.group.font] = number or 0
        elif word == "s":
            self.style_number = number
        elif word == "outlinelevel" and self.style_number is not None:
            self.headings[self.style_number] = (number or 0) + 1

    def _apply_to_paragraph(self, word: str, number: int | None) -> None:
        flow = self.flow
        if word in _PARAGRAPH_ENDS:
            flow.end_paragraph()
        elif word == "cell":
            flow.end_cell()
        elif word == "row":
            flow.end_paragraph()
            flow.end_row()
        elif word == "intbl":
            flow.is_in_table = True
        elif word == "pard":
            flow.is_in_table, flow.paragraph.level = False, 0
        elif word in {"s", "outlinelevel"} and number is not None:
            flow.paragraph.level = self.headings.get(number, 0) if word == "s" else number + 1
