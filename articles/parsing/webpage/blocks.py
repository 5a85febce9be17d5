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
from articles.text.elements import HEADINGS
from articles.text.strings import collapse_whitespace, fold

_CONTAINERS: Final = ("article", "div", "main", "section")
_BLOCKS: Final = HEADINGS | frozenset("blockquote dl ol p pre table ul".split())
# A block is a list of links if so much of its text is linked.
_LINKED_SHARE: Final = 0.9
# The blocks above the text, where byline and date stand; a byline has few other words.
_HEAD_BLOCKS: Final = 4
_OTHER_WORDS: Final = 5
# What a page says of an author below the text is shorter.
_PORTRAIT_LENGTH: Final = 500


def remove_notices(body: Element, *, names: list[str]) -> None:
    """Leave nothing but the blocks of the article in the body.

    Notices, comments, links to other articles and dates are removed, and what the page says above
    and below the text of the people with these ``names``.
    """
    folded_names = [name for name in map(fold, names) if name]
    _unwrap_containers(body)
    for item in list(body.iter("li")):
        if is_notice(_read(item)):
            item.drop_tree()
    _remove_head(body, folded_names)
    _remove_comments(body)
    is_after_title = False
    for block in list(body):
        text = _read(block)
        is_links = _is_linked(block, text)
        is_after_title = introduces_links(text.rstrip(":")) or (is_after_title and is_links)
        if not text or is_after_title or is_notice(text):
            block.drop_tree()
    _remove_tail(body, folded_names)


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
                    each.drop_tree()
            return


def _remove_head(body: Element, names: list[str]) -> None:
    for block in body[:_HEAD_BLOCKS]:
        text = _read(block)
        if is_date(text) or any(_is_byline(fold(text), name) for name in names):
            block.drop_tree()


def _is_byline(line: str, name: str) -> bool:
    if " " not in name:
        return line == name
    before, found, behind = f" {line} ".partition(f" {name} ")
    return bool(found) and len(f"{before} {behind}".split()) <= _OTHER_WORDS


def _remove_tail(body: Element, names: list[str]) -> None:
    """Remove what follows the last text: headings, dates, portraits, links if there are several."""
    tail = list(takewhile(lambda block: _is_no_text(block, names), reversed(body)))
    links = [each for each in tail if _is_linked(each, _read(each))]
    if len(links) != 1 or len(links[0]) > 1:
        for block in tail:
            block.drop_tree()


def _is_no_text(block: Element, names: list[str]) -> bool:
    text = _read(block)
    if block.tag in HEADINGS or is_date(text) or _is_linked(block, text):
        return True
    return len(text) < _PORTRAIT_LENGTH and any(
        " " in name and fold(text).startswith(f"{name} ") for name in names
    )


def _is_linked(block: Element, text: str) -> bool:
    linked = sum(len(_read(each)) for each in block.iter("a"))
    return linked >= len(text) * _LINKED_SHARE


def _read(element: Element) -> str:
    return collapse_whitespace(" ".join(element.itertext()))
