"""Leaves out blocks of an extracted text that belong to the page, not to the article."""

from itertools import takewhile
from typing import Final

from articles.parsing.hypertext import Element
from articles.parsing.webpage.notices import (
    introduces_comments,
    introduces_links,
    is_date,
    is_notice,
)
from articles.text.strings import collapse_whitespace, fold

_LISTS: Final = frozenset({"ul", "ol"})
_CONTAINERS: Final = ("article", "div", "main", "section")
_BLOCKS: Final = frozenset("blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul".split())
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
# A block is a list of links if so much of its text is linked.
_LINKED_SHARE: Final = 0.9
# The blocks above the text, where byline and date stand.
_HEAD_BLOCKS: Final = 4


def remove_notices(body: Element, *, lines: list[str]) -> None:
    """Leave the blocks of the article in the body.

    Notices, comments, links to other articles, dates and ``lines`` at the beginning are removed.
    """
    _unwrap_containers(body)
    for item in list(body.iter("li")):
        if is_notice(_read(item)):
            item.drop_tree()
    _remove_head(body, {fold(line) for line in lines} - {""})
    _remove_comments(body)
    is_after_title = False
    for block in list(body):
        text = _read(block)
        is_links = _is_linked(block, text)
        is_after_title = introduces_links(text.rstrip(":")) or (is_after_title and is_links)
        if not text or is_after_title or is_notice(text):
            body.remove(block)
    _remove_tail(body)


def _unwrap_containers(body: Element) -> None:
    """Replace containers with the blocks in them, one with nothing but text with a paragraph."""
    for element in reversed(list(body.iterdescendants(*_CONTAINERS))):
        if any(each.tag in _BLOCKS for each in element):
            element.drop_tag()
        else:
            element.tag = "p"


def _remove_comments(body: Element) -> None:
    """Remove the last part of the text if it is shorter than the rest and begins as comments do."""
    for block in body:
        if introduces_comments(_read(block)):
            before = sum(len(_read(each)) for each in block.itersiblings(preceding=True))
            following = list(block.itersiblings())
            if sum(len(_read(each)) for each in following) < before:
                for each in (block, *following):
                    body.remove(each)
            return


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
