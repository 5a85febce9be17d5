"""Extracts the blocks of the article's text with trafilatura."""

import logging
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, Final

from lxml import etree

from articles.parsing.hypertext import Element
from articles.parsing.webpage import blocks
from articles.parsing.webpage.trafilatura_markup import build_html

# They log each page without an article; a Reject reports it instead.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


@cache
def _load_trafilatura() -> Any:
    """Return the module; its import takes as long as the rest of a command's start."""
    return import_module("trafilatura")


def extract_blocks(tree: Element, *, url: str, names: list[str]) -> list[str]:
    """Return the blocks of the article's text as HTML, [] where no article is found.

    What the page says above and below it of the people with these ``names`` is left out.
    """
    _mark_repetitions(tree)
    body = _extract_body(tree, url=url, favor_precision=False)
    if body is None:
        return []
    precise = _extract_body(tree, url=url, favor_precision=True)
    if precise is not None and _measure(precise) >= _measure(body) * _LEAST_SHARE:
        body = precise
    blocks.remove_notices(body, names=names)
    return list(_normalise_blocks(body))


# What the stricter rules leave out of a text is links, buttons and forms, as long as it is less
# than a tenth; more than that is often a part of the text.
_LEAST_SHARE: Final = 0.9


def _extract_body(tree: Element, *, url: str, favor_precision: bool) -> Element | None:
    """Return the text of the article in an element, None if there is none."""
    try:
        document = _load_trafilatura().bare_extraction(
            tree,
            url=url or None,
            favor_precision=favor_precision,
            include_comments=False,
            include_formatting=True,
            include_links=True,
        )
        return None if document is None else build_html(document.body)
    except Exception:  # noqa: BLE001 # heuristics over arbitrary markup may raise anything
        return None


def _measure(body: Element) -> int:
    return sum(map(len, body.itertext()))


# trafilatura leaves out a block with the text of the one before it; these marks tell them apart.
_MARK: Final = re.compile("⸨⸩+")
_MARKED_TAGS: Final = ("p", "li", "div", "blockquote")


def _mark_repetitions(tree: Element) -> None:
    """Add a mark to each text that its element has in common with the element before it."""
    repeated = [each for each in tree.iter(*_MARKED_TAGS) if _repeats_previous(each)]
    for at, element in enumerate(repeated):
        element.text += "⸨" + "⸩" * (at % 9 + 1)


def _repeats_previous(element: Element) -> bool:
    previous = element.getprevious()
    return (
        previous is not None
        and len(element) == len(previous) == 0
        and bool(element.text)
        and element.text == previous.text
    )


_WHITE_SPACE: Final = re.compile(r"\s+")
_ABSOLUTE_LINK: Final = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)


def _normalise_blocks(body: Element) -> Iterator[str]:
    """Yield the blocks of the body without marks, and without links into our own site."""
    for each in list(body.iterdescendants()):
        is_code = each.tag == "pre" or next(each.iterancestors("pre"), None) is not None
        each.text = _clean(each.text, is_code=is_code)
        each.tail = _clean(each.tail, is_code=is_code and each.tag != "pre")
        if each.tag == "a" and not _ABSOLUTE_LINK.match(each.get("href") or ""):
            each.drop_tag()
    for block in body:
        block.text = block.text.lstrip()
        yield etree.tostring(block, encoding="unicode", method="html").strip()


def _clean(text: str | None, *, is_code: bool) -> str:
    unmarked = _MARK.sub("", text or "")
    return unmarked if is_code else _WHITE_SPACE.sub(" ", unmarked)
