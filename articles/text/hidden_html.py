"""Any HTML, tag by tag: without what it hides, and no deeper than a limit."""

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
# What may stand without an end tag, and the start tags that end it.
_ENDED_BY: Final = {
    "p": _BLOCKS,
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"} | _ROWS,
    "th": {"td", "th"} | _ROWS,
    "tr": _ROWS,
}
_RAW: Final = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in "script style textarea title xmp iframe noembed noframes".split()
}

# The tokens of the HTML standard, section 13.2.5. Possessive, so that time grows with length.
_ATTRIBUTE: Final = r"""
    (?: =[^\s/>=]*+ | [^\s/>=]++ )
    (?: \s*+=\s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'>][^\s>]*+ | (?=>) ) | (?!\s*+=) )
"""
_TAG: Final = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)((?:[\s/]++|{_ATTRIBUTE})*+)>", re.VERBOSE)
_OPENING: Final = re.compile(r"</?[a-zA-Z]")
_COMMENT: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+>?|</[^a-zA-Z][^>]*+>?", re.DOTALL
)
_NAMED: Final = re.compile(
    r"""(=?[^\s/>=]++) (?: \s*+=\s*+ (?: "([^"]*+)" | '([^']*+)' | ([^\s"'>][^\s>]*+) ) )?""",
    re.VERBOSE,
)
_MAY_HIDE: Final = re.compile(r"\bstyle\s*=|\bhidden\b")
_CSS_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_NOTHING: Final = re.compile(r"[+-]?(?:0+\.?0*|\.0+)(?:[a-z]+|%)?")


def remove_hidden(text: str, *, depth: int) -> str:
    """Return the HTML without elements that style or ``hidden`` hides, nested no deeper than that.

    What lies deeper keeps its words and loses its tags. HTML that neither hides anything nor is
    too deep, with all its end tags, comes back as it is but for its comments.
    """
    if not _may_hide(text) and text.count("<") - text.count("</") <= depth:
        return text
    soup = _Soup(depth=depth)
    for token in _tokens(text):
        soup.take(token)
    return "".join(soup.kept)


def _may_hide(markup: str) -> bool:
    """Tell whether it could hide anything; the expression alone takes ten times as long."""
    lowered = markup.lower()
    is_told = "style" in lowered or "hidden" in lowered
    return is_told and _MAY_HIDE.search(lowered) is not None


@dataclass(slots=True)
class _Token:
    """A tag, or the text between two of them, which has no name."""

    text: str
    name: str = ""
    attributes: str = ""
    is_end: bool = False


def _tokens(text: str) -> Iterator[_Token]:
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
            position = start if tag[1] else _past_raw(text, name, start)
        elif _OPENING.match(text, position):
            break  # a tag that never ends: no parser finds another one behind it
        else:
            position += 1
    yield _Token(text[start:])


def _past_raw(text: str, name: str, start: int) -> int:
    """Return where the text ends in which tags are none, as that of a script."""
    if name not in _RAW:
        return start
    end = _RAW[name].search(text, start)
    return end.start() if end else len(text)


@dataclass(slots=True, kw_only=True)
class _Element:
    """An open element: where its tag was put, and what of it a reader sees."""

    name: str
    at: int
    is_kept: bool = False
    is_gone: bool = False
    is_invisible: bool = False
    is_tiny: bool = False
    is_emptied: bool = False


class _Soup:
    def __init__(self, *, depth: int) -> None:
        self.depth = depth
        self.kept: list[str] = []
        self.open: list[_Element] = [_Element(name="", at=-1)]
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        self.kept_count = 0
        self.seen_to = 0  # behind the last of what is kept that a reader sees

    def take(self, token: _Token) -> None:
        if not token.name:
            self._text(token.text)
        elif not token.is_end:
            self._start(token)
        elif self.places[token.name]:
            self._close_to(token)

    def _text(self, text: str) -> None:
        parent = self.open[-1]
        if parent.is_gone:
            return
        if not text.strip():
            self.kept.append(text)
        else:
            self._show(text)

    def _show(self, text: str) -> None:
        parent = self.open[-1]
        if parent.is_invisible or parent.is_tiny:
            parent.is_emptied = True
        else:
            self.kept.append(text)
            self.seen_to = len(self.kept)

    def _start(self, token: _Token) -> None:
        while token.name in _ENDED_BY.get(self.open[-1].name, ()):
            self._close("")
        element = _looked_at(token, self.open[-1], at=len(self.kept))
        self._put(token, element)
        if token.name not in _VOID:
            self.places[token.name].append(len(self.open))
            self.open.append(element)

    def _put(self, token: _Token, element: _Element) -> None:
        parent = self.open[-1]
        if element.is_gone:
            parent.is_emptied = True
            self._divide(token.name, is_gone=parent.is_gone)
        elif token.name in _VOID:
            self._show(token.text)
        elif self.kept_count >= self.depth:
            self._divide(token.name, is_gone=False)
        else:
            element.is_kept = True
            self.kept_count += 1
            self.kept.append(token.text)

    def _divide(self, name: str, *, is_gone: bool) -> None:
        """Keep the words before and behind a block apart where its tag goes."""
        if name in _BLOCKS and not is_gone:
            self.kept.append("\n")

    def _close_to(self, token: _Token) -> None:
        place = self.places[token.name][-1]
        while len(self.open) > place + 1:
            self._close("")
        self._close(token.text)

    def _close(self, end: str) -> None:
        element = self.open.pop()
        self.places[element.name].pop()
        self.kept_count -= element.is_kept
        if not element.is_kept:
            self._divide(element.name, is_gone=element.is_gone)
        elif element.is_emptied and self.seen_to <= element.at:
            # Nothing of it is left to see.
            del self.kept[element.at :]
            self.open[-1].is_emptied = True
            self._divide(element.name, is_gone=False)
        else:
            self.kept.append(end)


def _looked_at(token: _Token, parent: _Element, *, at: int) -> _Element:
    element = _Element(
        name=token.name,
        at=at,
        is_gone=parent.is_gone,
        is_invisible=parent.is_invisible,
        is_tiny=parent.is_tiny,
    )
    if element.is_gone or not _may_hide(token.attributes):
        return element
    attributes = _attributes(token.attributes)
    style = _declarations(attributes.get("style", ""))
    element.is_gone = "hidden" in attributes or _takes_away(style)
    if visibility := style.get("visibility"):
        element.is_invisible = visibility in {"hidden", "collapse"}
    if size := style.get("font-size"):
        element.is_tiny = bool(_NOTHING.fullmatch(size))
    return element


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _NAMED.findall(text):
        found.setdefault(name.lower(), html.unescape("".join(values)))
    return found


def _declarations(style: str) -> dict[str, str]:
    """Return what a style attribute declares, without what is only about importance."""
    lines = (line.partition(":") for line in _CSS_COMMENT.sub("", style).lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").replace("! important", "").strip()
        for name, _, value in lines
    }


def _takes_away(style: dict[str, str]) -> bool:
    """Tell whether the element goes with all that is in it, whatever that declares itself."""
    is_cut = style.get("overflow") == "hidden" and any(
        _NOTHING.fullmatch(style.get(name, "")) for name in ("height", "max-height")
    )
    is_clear = bool(_NOTHING.fullmatch(style.get("opacity", "")))
    return is_cut or is_clear or style.get("display") == "none" or style.get("mso-hide") == "all"
