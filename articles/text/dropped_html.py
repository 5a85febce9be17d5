"""Finds what of weight the HTML gate drops from a body: pictures, videos, forms, and the like."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml import etree

from articles.text.elements import BLOCKS, OPEN_LIMIT
from articles.text.strings import clean_text, collapse_whitespace

PICTURE: Final = "picture"
# The elements, and what of their attributes tells where the content is.
_KINDS: Final[Mapping[str, str]] = {
    "img": PICTURE,
    "video": "video",
    "audio": "audio",
    **dict.fromkeys(("iframe", "embed", "object"), "embed"),
    "form": "form",
    "script": "script",
    **dict.fromkeys(("svg", "canvas"), "drawing"),
    "math": "formula",
}
# What is known by its words.
_WITH_TEXT: Final = frozenset({"drawing", "formula"})
# How many elements around a text count when these words are collected.
_NESTING: Final = 20
_URLS: Final = (
    "src",
    "data-src",
    "data-original",
    "data",
    "srcset",
)
# How programs that load a picture when it is seen end the names of their attributes.
_LAZY_ENDS: Final = ("src", "srcset")
KINDS: Final = frozenset(_KINDS.values())
_WEIGHTY: Final = re.compile(rf"<(?:{'|'.join(_KINDS)})\b", re.IGNORECASE)
# A picture of at most two pixels counts readers.
_PIXEL: Final = re.compile(r"[012](?:px)?")
_WRITING: Final = re.compile(r"document\.write|innerHTML")
# What keeps the words of a caption apart.
_EDGES: Final = BLOCKS | {"br"}
_LIMIT: Final = 100
_TEXT_LIMIT: Final = 500


@dataclass(slots=True)
class Dropped:
    """What was dropped, and what is known of it; texts are on one line, "" where there is none."""

    kind: str
    url: str = ""
    alt: str = ""
    caption: str = ""
    text: str = ""


def build_dropped(kind: str, *, url: str = "", alt: str = "", caption: str = "") -> Dropped:
    """Return what is known of something, each text on one line and of a reasonable length."""
    return Dropped(kind, _clean(url), _clean(alt), _clean(caption))


def choose_unique(found: Iterable[Dropped]) -> list[Dropped]:
    """Return each URL, or what is known without one, once, and one hundred at most."""
    unique: dict[tuple[str, ...], Dropped] = {}
    for each in found:
        unique.setdefault((each.kind, each.url or each.text or each.alt or each.caption), each)
    return list(islice(unique.values(), _LIMIT))


def find_dropped(body: str) -> list[Dropped]:
    """Return what of weight is in the HTML, in order, each URL once, one hundred at most."""
    if not _WEIGHTY.search(body):
        return []
    parser = etree.HTMLParser(target=_Finder(), encoding="utf-8", huge_tree=True)
    try:
        parser.feed(body.replace("\0", "").encode())
        found: list[Dropped] = parser.close()
    except _TooDeepError:
        return []
    return found


class _TooDeepError(Exception):
    """More elements are in each other than the limit allows."""


@dataclass(slots=True)
class _Figure:
    """The pictures of a figure, and the parts of its caption."""

    pictures: list[Dropped] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)


class _Finder:
    """Target of a parser that collects what is dropped."""

    def __init__(self) -> None:
        self.found: list[Dropped] = []
        self.open: list[tuple[str, Dropped | None]] = []
        # The first is for pictures that are in no figure.
        self.figures = [_Figure()]
        self.captions = 0
        self.source = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self.open) > OPEN_LIMIT:
            raise _TooDeepError
        dropped = None
        if name in _EDGES:
            self.data(" ")
        if name == "figure":
            self.figures.append(_Figure())
        elif name == "figcaption":
            self.captions += 1
        elif name == "source":
            self._add_source(attributes)
        elif name in _KINDS and not _is_pixel(attributes):
            dropped = Dropped(_KINDS[name], _find_url(attributes), _clean(attributes.get("alt")))
            self._add(dropped)
        self.open.append((name, dropped))

    def _add(self, dropped: Dropped) -> None:
        self.found.append(dropped)
        if dropped.kind == PICTURE:
            dropped.url = dropped.url or self.source
            self.figures[-1].pictures.append(dropped)

    def _add_source(self, attributes: Mapping[str, str]) -> None:
        """Add the URL of a source to the video or recording that it is in, or keep a picture's."""
        outer, dropped = self.open[-1] if self.open else ("", None)
        if dropped and not dropped.url:
            dropped.url = _find_url(attributes)
        elif outer in {"picture", "source"}:
            self.source = self.source or _find_url(attributes)

    def end(self, name: str) -> None:
        self.open.pop()
        if name == "picture":
            self.source = ""
        elif name == "figcaption":
            self.captions -= 1
        elif name == "figure":
            figure = self.figures.pop()
            for picture in figure.pictures:
                picture.caption = _clean("".join(figure.caption))

    def data(self, text: str) -> None:
        if self.captions:
            self.figures[-1].caption.append(text)
        for _, dropped in self.open[-_NESTING:]:
            if dropped and len(dropped.text) < _TEXT_LIMIT:
                dropped.text += f" {text}"

    def close(self) -> list[Dropped]:
        weighty = list(filter(_has_weight, self.found))
        for each in weighty:
            each.text = _clean(each.text) if each.kind in _WITH_TEXT else ""
        return choose_unique(weighty)


def _has_weight(dropped: Dropped) -> bool:
    """Return whether readers saw it: an icon is a drawing without a text."""
    if dropped.kind == "script":
        return bool(dropped.url) or _WRITING.search(dropped.text) is not None
    return bool(dropped.text.strip()) or dropped.kind not in _WITH_TEXT


def _is_pixel(attributes: Mapping[str, str]) -> bool:
    return any(_PIXEL.fullmatch(attributes.get(name, "").strip()) for name in ("width", "height"))


def _find_url(attributes: Mapping[str, str]) -> str:
    """Return the first address that is no picture in itself, of a set of them its first."""
    lazy = (name for name in attributes if name[:5] == "data-" and name.endswith(_LAZY_ENDS))
    values = (attributes.get(name, "").strip() for name in (*_URLS, *lazy))
    return next((_clean(each.split()[0]) for each in values if each and each[:5] != "data:"), "")


def _clean(text: str | None) -> str:
    return collapse_whitespace(clean_text(text or ""))[:_TEXT_LIMIT]
