"""Removes from HTML what it hides, and nesting beyond a limit."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLOCKS: Final = frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul".split()
)
_ROWS: Final = frozenset({"tr", "tbody", "thead", "tfoot"})
# Elements that need no end tag, and the start tags that end them.
_ENDED_BY: Final = {
    "p": _BLOCKS,
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"} | _ROWS,
    "th": {"td", "th"} | _ROWS,
    "tr": _ROWS,
}
_RAW_TEXT_END: Final = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in "script style textarea title xmp iframe noembed noframes".split()
}

# The tokens of the HTML standard, section 13.2.5. The quantifiers are possessive, so that matching
# takes linear time.
_ATTRIBUTE: Final = r"""
    (?: =[^\s/>=]*+ | [^\s/>=]++ )
    (?: \s*+=\s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'>][^\s>]*+ | (?=>) ) | (?!\s*+=) )
"""
_TAG: Final = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)((?>[\s/]++|{_ATTRIBUTE})*+)>", re.VERBOSE)
_TAG_START: Final = re.compile(r"</?[a-zA-Z]")
_COMMENT: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+>?|</[^a-zA-Z][^>]*+>?", re.DOTALL
)
_NAME_AND_VALUE: Final = re.compile(
    r"""(=?[^\s/>=]++) (?: \s*+=\s*+ (?: "([^"]*+)" | '([^']*+)' | ([^\s"'>][^\s>]*+) ) )?""",
    re.VERBOSE,
)
_MAY_HIDE: Final = re.compile(r"\bstyle\s*=|\bhidden\b")
_CSS_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ZERO: Final = re.compile(r"[+-]?(?:0+\.?0*|\.0+)(?:[a-z]+|%)?")


def remove_hidden(text: str, *, depth: int) -> str:
    """Return the HTML without elements that ``style`` or ``hidden`` hides, nested to a limit.

    Elements nested deeper than ``depth`` lose their tags and keep their text. HTML that neither
    hides anything nor can be too deep is returned unchanged; other HTML loses its comments as well.
    """
    if not _may_hide(text) and text.count("<") - text.count("</") <= depth:
        return text
    writer = _VisibleWriter(depth=depth)
    for token in _tokenise(text):
        writer.feed(token)
    return "".join(writer.output)


def _may_hide(markup: str) -> bool:
    """Return whether the markup could hide anything."""
    lowered = markup.lower()
    # The regular expression alone takes ten times as long.
    has_word = "style" in lowered or "hidden" in lowered
    return has_word and _MAY_HIDE.search(lowered) is not None


@dataclass(slots=True)
class _Token:
    """A tag, or the text between two tags, which has no name."""

    text: str
    name: str = ""
    attributes: str = ""
    is_end: bool = False


def _tokenise(text: str) -> Iterator[_Token]:
    position = start = 0
    while (position := text.find("<", position)) >= 0:
        if comment := _COMMENT.match(text, position):
            yield _Token(text[start:position])
            position = start = comment.end()
        elif tag := _TAG.match(text, position):
            yield _Token(text[start:position])
            name = tag[2].lower()
            yield _Token(tag[0], name, tag[3], is_end=bool(tag[1]))
            start = tag.end()
            position = start if tag[1] else _skip_raw_text(text, name, start)
        elif _TAG_START.match(text, position):
            break  # a tag that never ends: no parser finds another one after it
        else:
            position += 1
    yield _Token(text[start:])


def _skip_raw_text(text: str, name: str, start: int) -> int:
    """Return the end of raw text, in which tags do not count, as in a script."""
    if name not in _RAW_TEXT_END:
        return start
    end = _RAW_TEXT_END[name].search(text, start)
    return end.start() if end else len(text)


@dataclass(slots=True, kw_only=True)
class _Element:
    """An open element: its place in the output, and what of it is visible.

    ``has_tag`` says that its start tag is in the output, ``is_removed`` that nothing in it is
    visible, and ``lost_content`` that hidden content was removed from it.
    """

    name: str
    position: int
    has_tag: bool = False
    is_removed: bool = False
    is_invisible: bool = False
    is_tiny: bool = False
    lost_content: bool = False


class _VisibleWriter:
    """Writes the visible part of the tokens that it is fed to ``output``."""

    def __init__(self, *, depth: int) -> None:
        self.depth = depth
        self.output: list[str] = []
        self.open: list[_Element] = [_Element(name="", position=-1)]
        self.open_by_name: defaultdict[str, list[int]] = defaultdict(list)
        self.tag_count = 0
        self.visible_end = 0  # the output's length after the last thing in it that is visible

    def feed(self, token: _Token) -> None:
        if not token.name:
            self._write_text(token.text)
        elif not token.is_end:
            self._start(token)
        elif self.open_by_name[token.name]:
            self._close_through(token)

    def _write_text(self, text: str) -> None:
        parent = self.open[-1]
        if parent.is_removed:
            return
        if not text.strip():
            self.output.append(text)
        else:
            self._write_visible(text)

    def _write_visible(self, text: str) -> None:
        parent = self.open[-1]
        if parent.is_invisible or parent.is_tiny:
            parent.lost_content = True
        else:
            self.output.append(text)
            self.visible_end = len(self.output)

    def _start(self, token: _Token) -> None:
        while token.name in _ENDED_BY.get(self.open[-1].name, ()):
            self._close("")
        element = _build_element(token, self.open[-1], position=len(self.output))
        self._write_start(token, element)
        if token.name not in _VOID:
            self.open_by_name[token.name].append(len(self.open))
            self.open.append(element)

    def _write_start(self, token: _Token, element: _Element) -> None:
        parent = self.open[-1]
        if element.is_removed:
            parent.lost_content = True
            self._write_break(token.name, is_removed=parent.is_removed)
        elif token.name in _VOID:
            self._write_visible(token.text)
        elif self.tag_count >= self.depth:
            self._write_break(token.name, is_removed=False)
        else:
            element.has_tag = True
            self.tag_count += 1
            self.output.append(token.text)

    def _write_break(self, name: str, *, is_removed: bool) -> None:
        """Separate the text around a block tag that is left out, unless all of it is removed."""
        if name in _BLOCKS and not is_removed:
            self.output.append("\n")

    def _close_through(self, token: _Token) -> None:
        """Close the element that the end tag ends, with all that are open inside it."""
        index = self.open_by_name[token.name][-1]
        while len(self.open) > index + 1:
            self._close("")
        self._close(token.text)

    def _close(self, end_tag: str) -> None:
        """Close the innermost element; ``end_tag`` is "" where the HTML has none for it."""
        element = self.open.pop()
        self.open_by_name[element.name].pop()
        self.tag_count -= element.has_tag
        if not element.has_tag:
            self._write_break(element.name, is_removed=element.is_removed)
        elif element.lost_content and self.visible_end <= element.position:
            # Nothing visible is left in it.
            del self.output[element.position :]
            self.open[-1].lost_content = True
            self._write_break(element.name, is_removed=False)
        else:
            self.output.append(end_tag)


def _build_element(token: _Token, parent: _Element, *, position: int) -> _Element:
    element = _Element(
        name=token.name,
        position=position,
        is_removed=parent.is_removed,
        is_invisible=parent.is_invisible,
        is_tiny=parent.is_tiny,
    )
    if element.is_removed or not _may_hide(token.attributes):
        return element
    attributes = _parse_attributes(token.attributes)
    style = _parse_style(attributes.get("style", ""))
    element.is_removed = "hidden" in attributes or _is_hiding(style)
    if visibility := style.get("visibility"):
        element.is_invisible = visibility in {"hidden", "collapse"}
    if size := style.get("font-size"):
        element.is_tiny = bool(_ZERO.fullmatch(size))
    return element


def _parse_attributes(text: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for name, *values in _NAME_AND_VALUE.findall(text):
        attributes.setdefault(name.lower(), html.unescape("".join(values)))
    return attributes


def _parse_style(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute, without ``!important``."""
    lines = (line.partition(":") for line in _CSS_COMMENT.sub("", style).lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").replace("! important", "").strip()
        for name, _, value in lines
    }


def _is_hiding(style: dict[str, str]) -> bool:
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
