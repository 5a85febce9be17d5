"""Reduces HTML to what is visible of it, in the elements that a body may hold."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

# The elements that a body may hold: those around blocks, those around a text, and those in it.
CONTAINERS: Final = frozenset("blockquote ul ol li".split())
TEXT_BLOCKS: Final = frozenset("p h2 h3 h4".split())
INLINE: Final = frozenset("a strong b em i q cite sub sup".split())
VOID: Final = frozenset({"br", "hr"})
TAGS: Final = CONTAINERS | TEXT_BLOCKS | INLINE | VOID
# The attributes that they may have: any of them, a link, an ordered list.
ATTRIBUTES: Final = frozenset("lang title href hreflang start".split())

# All elements that begin and end a line of their own in a browser.
BLOCKS: Final = (
    CONTAINERS
    | TEXT_BLOCKS
    | frozenset(
        "address article aside body caption center dd details dialog dir div dl dt fieldset "
        "figcaption figure footer form frameset h1 h5 h6 head header hgroup hr html iframe legend "
        "listing main menu nav noframes noscript optgroup option plaintext pre search section "
        "select summary table tbody textarea tfoot thead title tr video xmp".split()
    )
)
_CELLS: Final = frozenset({"td", "th"})
_BAR: Final = " | "
# Elements that keep the words around them apart.
_SPACES: Final = frozenset("audio button canvas embed img input object".split())
_CONTENTLESS: Final = frozenset("script style template".split())
# Drawings and formulas, whose labels are no text; most other elements end them.
_FOREIGN: Final = frozenset({"svg", "math"})
_NOT_FOREIGN: Final = (
    BLOCKS
    | INLINE
    | frozenset("big br code embed font img nobr s small span strike tt u var".split())
) - {"a", "title"}

# How many elements may be open at once: libxml2 looks through all of them for each end tag that
# has no start tag. Nothing that people write comes near it.
_OPEN_LIMIT: Final = 1_000
# Those in a text are opened again behind a block, so that more would multiply its length.
_INLINE_LIMIT: Final = 5

_OTHER_TAG: Final = re.compile(rf"<(?!/?(?:{'|'.join(TAGS)})[\s/>])/?[a-z]")
# What libxml2 reads otherwise than browsers do: the slash at the end of a start tag means nothing,
# except in SVG and MathML and in an unquoted value; the end tags of br and p count without a start
# tag; the end tag of a block ends it even if other elements are open in it.
_MISREAD: Final = re.compile(
    rf"</(?P<end>br|{'|'.join(BLOCKS - {'div'})})(?:[\s/][^<>]*+)?>"
    r"|<(?!svg\b|math\b)(?P<start>[a-z][^<>]*+)(?<=/)>",
    re.IGNORECASE,
)
_BLOCK_END: Final = "<?/>"  # reported as a comment, and harmless in a comment
_UNQUOTED_VALUE: Final = re.compile(r"""=\s*+[^\s"'=]++\Z""")
_MAY_HIDE: Final = re.compile(r"\bstyle\s*=|\bhidden\b")
_ANY_TAG: Final = re.compile(r"<[^<>]*+>?")
_CSS_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ZERO: Final = re.compile(r"[+-]?(?:0+\.?0*|\.0+)(?:[a-z]+|%)?")


def reduce_html(text: str, *, depth: int) -> str:
    """Return the HTML with the elements of a body only, nested to a limit, and nothing hidden.

    Of other elements the text stays: the text of each block as a paragraph, that of the cells of a
    row in one, with a bar between them. HTML of which nothing has to go is returned unchanged; that
    of more than a thousand elements in each other keeps its text only.
    """
    if not _needs_reduction(text, depth):
        return text
    parser = etree.HTMLParser(target=_Writer(depth=depth), encoding="utf-8", huge_tree=True)
    try:
        parser.feed(_MISREAD.sub(_rewrite, text.replace("\0", "")).encode())
        reduced: str = parser.close()
    except _TooDeepError:
        return _ANY_TAG.sub("\n\n", text)
    return reduced


def _rewrite(match: re.Match[str]) -> str:
    if name := match["end"]:
        return "<br>" if name.lower() == "br" else match[0] + _BLOCK_END
    return match[0] if _UNQUOTED_VALUE.search(match["start"]) else f"<{match['start'][:-1]}>"


def _needs_reduction(text: str, depth: int) -> bool:
    lowered = text.lower()
    # The regular expression alone takes ten times as long.
    has_word = "style" in lowered or "hidden" in lowered
    return (
        (has_word and _MAY_HIDE.search(lowered) is not None)
        or _OTHER_TAG.search(lowered) is not None
        or (lowered.count("<") > depth and _count_open(lowered) > depth)
    )


def _count_open(lowered: str) -> int:
    """Return how many elements may be in each other, at most."""
    return lowered.count("<") - lowered.count("</") - lowered.count("<br")


class _TooDeepError(Exception):
    """More elements are in each other than the limit allows."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Element:
    """An open element; ``tag`` is the start tag that it gets in the output, "" for none.

    ``end_name`` is its name there: "p" for a block that a body does not hold. ``is_removed`` says
    that nothing in the element is visible, the three below it that its text is not.
    """

    name: str
    tag: str = ""
    end_name: str = ""
    is_block: bool = False
    is_container: bool = False
    is_written: bool = False
    is_removed: bool = False
    is_invisible: bool = False
    is_tiny: bool = False
    is_foreign: bool = False

    @property
    def shows_text(self) -> bool:
        return not (self.is_removed or self.is_invisible or self.is_tiny or self.is_foreign)


class _Writer:
    """Writes what is visible of the elements and texts that lxml's parser calls it with.

    A start tag is written before the first visible content of its element. ``written`` are the
    elements whose end tag is still to be written: containers, the block with text, what is in it.
    """

    def __init__(self, *, depth: int) -> None:
        root = _Element(name="", tag="<p>", end_name="p")
        self.depth = depth
        self.open = [root]
        self.blocks = [root]
        self.containers: list[_Element] = []
        self.inlines: list[_Element] = []
        self.written: list[_Element] = []
        self.output: list[str] = []
        self.separator = ""  # white space or a bar, due before the next content of the same block
        self.is_in_text = False  # whether the output ends in the text of a block
        self.has_unwritten = True  # whether an open element may lack its start tag
        self.has_blocks = False  # or line breaks, of other elements than those that are dropped

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self.open) > _OPEN_LIMIT:
            raise _TooDeepError
        # A block ends the paragraph before it, of which libxml2 knows only for the older elements.
        parent = self.open[-2 if name in BLOCKS and self.open[-1].name == "p" else -1]
        if parent.is_foreign and name in _NOT_FOREIGN:
            for each in self.open:
                each.is_foreign = False
        element = _build_element(name, attributes, parent)
        self.open.append(element)
        if element.is_block:
            self._end_text()
        if element.is_removed or element.is_foreign:
            return
        if element.is_block:
            self._start_block(element, attributes)
        else:
            self._start_inline(element, attributes)

    def _start_block(self, element: _Element, attributes: Mapping[str, str]) -> None:
        name = element.name
        self.has_blocks |= name in TAGS
        if name == "hr":
            self._write_void(element)
            return
        element.is_container = name in CONTAINERS and len(self.containers) < self.depth
        is_kept = element.is_container or name in TEXT_BLOCKS
        element.tag = _build_tag(name, attributes) if is_kept else "<p>"
        element.end_name = name if is_kept else "p"
        self.blocks.append(element)
        if element.is_container:
            self.containers.append(element)

    def _start_inline(self, element: _Element, attributes: Mapping[str, str]) -> None:
        name = element.name
        if name == "br":
            self._write_void(element)
        elif name in INLINE and len(self.inlines) < _INLINE_LIMIT:
            element.tag, element.end_name = _build_tag(name, attributes), name
            self.inlines.append(element)
            self.has_unwritten = True
        else:
            self._separate(name)

    def _separate(self, name: str) -> None:
        """Keep the text before the beginning or end of the element apart from what follows."""
        if self.is_in_text and (name in _CELLS or name in _SPACES):
            self.output[-1] = self.output[-1].rstrip()
            is_bar = name in _CELLS or self.separator == _BAR
            self.separator = _BAR if is_bar else " "

    def end(self, _name: str) -> None:
        element = self.open.pop()
        if element.is_block:
            self._end_text()
        elif not element.is_removed:
            self._separate(element.name)
        for stack in (self.blocks, self.containers, self.inlines):
            if stack and stack[-1] is element:
                stack.pop()
        if element.is_written:
            self.written.pop()
            if self.output[-1] == "\n":
                self.output.pop()
            self.output.append(f"</{element.end_name}>")

    def comment(self, text: str) -> None:
        element = self.open[-1]
        if f"<{text}>" == _BLOCK_END and not (element.is_removed or element.is_foreign):
            self._end_text()

    def data(self, text: str) -> None:
        if not self.open[-1].shows_text:
            return
        # In the raw text of a title or the like, what marks the end of a block is text.
        escaped = html.escape(text.replace(_BLOCK_END, ""), quote=False)
        if text.strip():
            self._write(escaped)
        else:
            self.separator = self.separator or escaped

    def close(self) -> str:
        self._end_text()
        if self.has_blocks:
            return "".join(self.output)
        # Text without blocks is divided at its blank lines, too.
        return "".join("\n\n" if part in {"<p>", "</p>"} else part for part in self.output)

    def _write_void(self, element: _Element) -> None:
        if not element.shows_text:
            return
        self.has_blocks = True
        if element.name == "br":
            self._write("<br>")
        else:
            self._open_elements(self.containers)
            self.has_unwritten = True
            self.output.append("<hr>")

    def _write(self, content: str) -> None:
        """Write visible content, below the start tags of the elements that it is in."""
        if not self.is_in_text or self.separator in {_BAR, " "}:
            content = content.lstrip()
        if self.is_in_text and self.separator:
            self.output.append(self.separator)
        self.is_in_text, self.separator = True, ""
        if self.has_unwritten:
            self._open_elements((*self.containers, self.blocks[-1], *self.inlines))
        self.output.append(content)

    def _open_elements(self, elements: Iterable[_Element]) -> None:
        for element in elements:
            if not element.is_written:
                self.output.append(element.tag)
                self.written.append(element)
                element.is_written = True
        self.has_unwritten = False

    def _end_text(self) -> None:
        """End the block with text and what is open in it; text behind it opens them again.

        A link is not opened again: its address may be long.
        """
        while self.written and not self.written[-1].is_container:
            element = self.written.pop()
            self.output.append(f"</{element.end_name}>")
            element.tag, element.is_written = f"<{element.end_name}>", False
            if element.name == "a":
                self.inlines.remove(element)
        self.has_unwritten = True
        self.is_in_text, self.separator = False, ""
        if self.output:
            self.output[-1] = self.output[-1].rstrip()
            self.output.append("\n")


def _build_tag(name: str, attributes: Mapping[str, str]) -> str:
    written = (
        f' {key}="{html.escape(value)}"' for key, value in attributes.items() if key in ATTRIBUTES
    )
    return f"<{name}{''.join(written)}>"


def _build_element(name: str, attributes: Mapping[str, str], parent: _Element) -> _Element:
    is_foreign = name in _FOREIGN or parent.is_foreign
    element = _Element(
        name=name,
        is_block=name in BLOCKS and not (is_foreign or parent.is_removed),
        is_removed=parent.is_removed or name in _CONTENTLESS,
        is_invisible=parent.is_invisible,
        is_tiny=parent.is_tiny,
        is_foreign=is_foreign,
    )
    if "hidden" in attributes:
        element.is_removed = True
    if style := attributes.get("style"):
        _apply_style(element, _parse_style(style))
    return element


def _apply_style(element: _Element, style: Mapping[str, str]) -> None:
    element.is_removed |= _is_hiding(style)
    if visibility := style.get("visibility"):
        element.is_invisible = visibility in {"hidden", "collapse"}
    if size := style.get("font-size"):
        element.is_tiny = bool(_ZERO.fullmatch(size))


def _parse_style(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute, without ``!important``."""
    lines = (line.partition(":") for line in _CSS_COMMENT.sub("", style).lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").replace("! important", "").strip()
        for name, _, value in lines
    }


def _is_hiding(style: Mapping[str, str]) -> bool:
    """Return whether the style hides the element and all in it, whatever styles that has."""
    is_clipped = style.get("overflow") == "hidden" and any(
        _ZERO.fullmatch(style.get(name, "")) for name in ("height", "max-height")
    )
    is_transparent = bool(_ZERO.fullmatch(style.get("opacity", "")))
    return (
        is_clipped
        or is_transparent
        or style.get("display") == "none"
        or style.get("mso-hide") == "all"
    )
