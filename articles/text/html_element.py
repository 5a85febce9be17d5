"""An element of an HTML document: what of it is visible, and what it becomes in a body."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from articles.text.elements import (
    BLOCKS,
    DOCUMENT,
    INHERITED,
    INLINE,
    LINE_BLOCKS,
    choose_attributes,
)

_CONTENTLESS: Final = frozenset("script style template".split())
# Drawings and formulas, whose labels are no text; most other elements end them.
_FOREIGN: Final = frozenset({"svg", "math"})
NOT_FOREIGN: Final = (
    BLOCKS | INLINE | frozenset("big br embed font img nobr small strike tt u var td th".split())
) - {"a", "title"}
_CSS_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ZERO: Final = re.compile(r"[+-]?(?:0+\.?0*|\.0+)(?:[a-z]+|%)?")


@dataclass(slots=True, kw_only=True, eq=False)
class Element:
    """An open element; ``tag`` and ``end_tag`` are written for it, ``reopen_tag`` later.

    ``is_kept`` says that they have its own name; a block that a body does not hold becomes "p".
    ``outer_break`` and ``inner_break`` are what a block in the same parent, and in the element,
    becomes where it has to be a mere line: a line feed in preformatted text, "<br>" in a caption.
    ``has_blocks`` says that a block was written in it. ``inherited`` are attributes for the
    elements in it. ``is_removed`` says that nothing in it is visible; each of the three fields
    below says of its text that it is not.
    """

    name: str
    tag: str = ""
    end_tag: str = ""
    reopen_tag: str = ""
    outer_break: str = ""
    inner_break: str = ""
    inherited: Mapping[str, str] = field(default_factory=dict)
    is_block: bool = False
    is_line: bool = False
    is_kept: bool = False
    is_container: bool = False
    is_written: bool = False
    has_blocks: bool = False
    is_removed: bool = False
    is_invisible: bool = False
    is_tiny: bool = False
    is_foreign: bool = False

    @property
    def shows_text(self) -> bool:
        return not (self.is_removed or self.is_invisible or self.is_tiny or self.is_foreign)

    def set_tags(self, name: str, attributes: Mapping[str, str], *, is_kept: bool = True) -> None:
        """Set the tags of an element that is written under this name.

        One that is not kept hands its language and direction on.
        """
        # The language of a whole document is that of the article.
        chosen = {} if self.name in DOCUMENT else choose_attributes(name, attributes)
        own = {**self.inherited, **chosen}
        lasting = {key: value for key, value in own.items() if key in INHERITED}
        self.is_kept = is_kept
        self.inherited = {} if self.is_kept else lasting
        self.tag = _build_tag(name, own if self.is_kept else lasting)
        self.reopen_tag, self.end_tag = _build_tag(name, lasting), f"</{name}>"
        if self.is_kept and self.name in LINE_BLOCKS:
            self.inner_break = "<br>"
        elif self.is_kept and self.name == "pre":
            self.inner_break = "\n"


def build_implied(name: str) -> Element:
    """Return an element that the document lacks."""
    element = Element(name=name, is_kept=True)
    element.set_tags(name, {})
    return element


def _build_tag(name: str, attributes: Mapping[str, str]) -> str:
    written = (f' {key}="{html.escape(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"


def build_element(name: str, attributes: Mapping[str, str], parent: Element) -> Element:
    """Return the element of a start tag in the parent."""
    is_foreign = name in _FOREIGN or parent.is_foreign
    is_block = name in BLOCKS and not (is_foreign or parent.is_removed)
    element = Element(
        name=name,
        outer_break=parent.inner_break,
        inner_break=parent.inner_break,
        inherited=parent.inherited,
        is_block=is_block and not parent.inner_break,
        is_line=is_block and bool(parent.inner_break),
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


def needs_span(name: str, attributes: Mapping[str, str]) -> bool:
    """Return whether an element in a text, that a body does not hold, marks another language."""
    return not INHERITED.isdisjoint(choose_attributes(name, attributes))


def _apply_style(element: Element, style: Mapping[str, str]) -> None:
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
