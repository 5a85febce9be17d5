"""Leaves out blocks of an extracted text that belong to the page, not to the article."""

from itertools import takewhile
from typing import Final

from articles.parsing.hypertext import Element
from articles.parsing.webpage.notices import introduces_links, is_date, is_notice
from articles.text.strings import collapse_whitespace, fold

_LISTS: Final = frozenset({"ul", "ol"})
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
# A block is a list of links if so much of its text is linked.
_LINKED_SHARE: Final = 0.9
# The blocks above the text, where byline and date stand.
_HEAD_BLOCKS: Final = 4


def remove_notices(body: Element, *, lines: list[str]) -> None:
    """Remove notices, links to other articles, and dates and ``lines`` at the beginning."""
    for item in list(body.iter("li")):
        if is_notice(_read(item)):
            item.drop_tree()
    _remove_head(body, {fold(line) for line in lines} - {""})
    is_after_title = False
    for block in list(body):
        text = _read(block)
        is_links = _is_linked(block, text)
        is_after_title = introduces_links(text.rstrip(":")) or (is_after_title and is_links)
        if not text or is_after_title or is_notice(text):
            body.remove(block)
    _remove_tail(body)


def _remove_head(body: Element, lines: set[str]) -> None:
    for block in body[:_HEAD_BLOCKS]:
        text = _read(block)
        if fold(text) in lines or is_date(text):
            body.remove(block)


def _remove_tail(body: Element) -> None:
    """Remove what follows the last text: headings, and links if there are several."""
    tail = list(takewhile(_is_no_text, reversed(body)))
    links = [each for each in tail if each.tag not in _HEADINGS]
    if len(links) > 1 or any(len(each) > 1 for each in links) or not links:
        for block in tail:
            body.remove(block)


def _is_no_text(block: Element) -> bool:
    return block.tag in _HEADINGS or _is_linked(block, _read(block))


def _is_linked(block: Element, text: str) -> bool:
    linked = sum(len(_read(each)) for each in block.iter("a"))
    return linked >= len(text) * _LINKED_SHARE


def _read(element: Element) -> str:
    return collapse_whitespace(" ".join(element.itertext()))
