"""Finds the pictures, recordings and forms of the article of a page, which its text leaves out."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import chain, islice
from typing import Final

from lxml import etree

from articles.parsing.hypertext import Element
from articles.parsing.webpage import boilerplate, page_url
from articles.parsing.webpage.elements import list_names, read_line
from articles.parsing.webpage.notices import is_notice
from articles.parsing.webpage.outline import Outline, build_key
from articles.text.dropped_html import PICTURE, Dropped, find_dropped

_TAGS: Final = ("img", "video", "audio", "iframe", "embed", "object", "form", "math")
# How many of them are looked at, and how far up and around one its caption is looked for.
_LIMIT: Final = 500
_NEAR: Final = 6
_DESCENDANTS: Final = 50
# The beginning of a block is looked for in the page.
_BLOCK_START: Final = 600
_TAG: Final = re.compile(r"<[^<>]*+>")
_PICTURE_FILE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|\Z)", re.IGNORECASE)
# Words of a class or an id that say that a picture is none of the article's.
_OTHER_NAMES: Final = frozenset(
    "author authors avatar badge byline emoji gravatar icon icons logo profile spinner".split()
)
# Parts of the addresses of icons, of what stands for a picture that is not loaded yet, of buttons
# and advertisements.
_OTHER_FILE: Final = re.compile(
    r"[/_.-](?:icons?|iconos|logos?|avatars?|preload(?:er)?|loader|spacer|blank|pixel|sprites?"
    r"|placeholder)[/_.-]|/plugins/(?:like|share)|doubleclick|googlesyndication|googletagmanager"
    r"|recaptcha",
    re.IGNORECASE,
)
_BOXES: Final = frozenset({"figure", "picture"})
# These say something only with an address or with words.
_NAMED: Final = frozenset({PICTURE, "embed"})


class PageMedia:
    """What a page holds beside words; made before the page is pruned."""

    def __init__(self, tree: Element) -> None:
        self.tree = tree
        elements = islice(tree.iter(*_TAGS), _LIMIT)
        self.figures = {each: _find_figure(each) for each in elements if not _is_part(each)}
        captions = {each: _read_caption(each) for each in set(self.figures.values())}
        self.written = {
            each: _write_figure(each, captions[figure]) for each, figure in self.figures.items()
        }
        self.outline = Outline(tree) if self.figures else None

    def keep_own(self) -> None:
        """Keep what was not pruned, and belongs to nothing else than the article."""
        kept = {each for each in set(self.figures.values()) if not self._is_removed(each)}
        for element, figure in self.figures.items():
            if figure not in kept or not _belongs_to_text(element, figure):
                del self.written[element]

    def _is_removed(self, figure: Element) -> bool:
        """Return whether the figure was no part of the article, rather than no text."""
        root = next(reversed(list(figure.iterancestors())), figure)
        if root is self.tree:
            return False
        is_own = _is_question(root) if root is figure and root.tag == "form" else _is_box(root)
        return not is_own

    def list_dropped(self, blocks: list[str], *, base: str) -> list[Dropped]:
        """Return what belongs to the text of these blocks of HTML, [] where the page has none."""
        if not self.outline:
            return []
        first, last = self._find_text(blocks), self._find_text(reversed(blocks))
        if first is None or last is None:
            return []
        article, places = self.outline.find_range(*sorted((first, last))), self.outline.places
        chosen = (html for each, html in self.written.items() if places[each] in article)
        return list(_describe("".join(chosen), base=base))

    def _find_text(self, blocks: Iterable[str]) -> int | None:
        """Return the place of the first of the blocks that is found in the page."""
        places = map(self.outline.find_text, map(_build_key, blocks)) if self.outline else ()
        return next((place for place in places if place is not None), None)


def _is_part(element: Element) -> bool:
    """Return whether the element is a part of another one that is described with it."""
    return next(element.iterancestors("video", "audio", "object", "math"), None) is not None


def _belongs_to_text(element: Element, figure: Element) -> bool:
    """Return whether the element is no logo, no portrait of an author and no link elsewhere."""
    near = (element, *islice(element.iterancestors(), 2))
    return not (
        any(not _OTHER_NAMES.isdisjoint(list_names(each)) for each in near)
        or any(map(_is_teaser, figure.iterancestors("a")))
        or next(element.iterancestors("h1"), None) is not None
    )


def _find_figure(element: Element) -> Element:
    """Return the figure around the element, or what is named as the box of its caption, or it."""
    around = islice(element.iterancestors(), _NEAR)
    boxes = [each for each in around if each.tag in _BOXES or boilerplate.is_caption(each)]
    return next((each for each in boxes if each.tag != "picture"), [*boxes, element][0])


def _read_caption(figure: Element) -> str:
    """Return the text of the caption in the figure or below a picture, "" for none."""
    inside = islice(figure.iterdescendants(), _DESCENDANTS)
    caption = next(filter(boilerplate.is_caption, inside), None)
    if caption is None:
        around = islice(chain([figure], figure.iterancestors()), _NEAR)
        below = (each.getnext() for each in around if each.getnext() is not None)
        caption = next(below, None)
    is_caption = caption is not None and boilerplate.is_caption(caption)
    return read_line(caption) if is_caption else ""


def _is_teaser(link: Element) -> bool:
    """Return whether a link around a figure leads to another page, not to a larger picture."""
    return _PICTURE_FILE.search(link.get("href") or "") is None


def _is_question(form: Element) -> bool:
    """Return whether a form asks the readers of the article something."""
    text = read_line(form)
    return bool(text) and not (is_notice(text) or boilerplate.is_named_other(form))


def _is_box(element: Element) -> bool:
    """Return whether the element was removed for what is around pictures, and for nothing else."""
    return boilerplate.is_picture_box(element) and not is_notice(read_line(element))


def _describe(figures: str, *, base: str) -> Iterator[Dropped]:
    """Yield what is known of these figures, written as HTML."""
    for dropped in find_dropped(figures):
        if dropped.url.startswith("/"):
            dropped.url = page_url.join(base, dropped.url)
        is_known = dropped.url or dropped.alt or dropped.caption or dropped.kind not in _NAMED
        if is_known and not _OTHER_FILE.search(dropped.url):
            yield dropped


def _write_figure(element: Element, caption: str) -> str:
    """Return the element with its caption as HTML; of a form only that it is there."""
    whole = next(element.iterancestors("picture"), element)
    content = "<form></form>"
    if element.tag != "form":
        content = etree.tostring(whole, encoding="unicode", method="html", with_tail=False)
    return f"<figure>{content}<figcaption>{escape(caption)}</figcaption></figure>"


def _build_key(block: str) -> str:
    """Return the first letters of a block of HTML."""
    return build_key(unescape(_TAG.sub("", block[:_BLOCK_START])))
