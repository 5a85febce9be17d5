"""Makes the HTML of a mail plain: tables that only arrange a newsletter become blocks."""

from html import escape
from typing import Final

from lxml import etree

from articles.parsing import hypertext
from articles.parsing.hypertext import Element

_TABLE_PARTS: Final = ("tr", "td", "th", "tbody", "thead", "tfoot", "caption")
# What only blocks of a layout hold.
_LAYOUT: Final = frozenset("table div p h1 h2 h3 h4 h5 h6 img ul ol hr".split())


def to_html(text: str) -> str:
    """Return what the body of the page holds; raise UnreadableError if it is over the limits."""
    root = hypertext.parse_tree(text)
    etree.strip_elements(root, "script", "style", "title", "head", with_tail=False)
    _flatten_layouts(root)
    body = root.find("body")
    element = root if body is None else body
    parts = (etree.tostring(each, encoding="unicode", method="html") for each in element)
    return "".join((escape(element.text or ""), *parts)).strip()


def _flatten_layouts(root: Element) -> None:
    """Make blocks of the tables that arrange the page, and of their cells."""
    layouts = {table for table in root.iter("table") if _is_layout(table)}
    parts = [each for each in root.iter(*_TABLE_PARTS) if _get_table(each) in layouts]
    for each in (*layouts, *parts):
        each.tag = "div"


def _get_table(element: Element) -> Element | None:
    return next(element.iterancestors("table"), None)


def _is_layout(table: Element) -> bool:
    """Return whether the table holds blocks, or has a single column."""
    if (table.get("role") or "").lower() in {"presentation", "none"}:
        return True
    cells = list(table.iter("td", "th"))
    rows = list(table.iter("tr"))
    is_single_column = len(cells) <= len(rows)
    return is_single_column or any(_holds_blocks(cell) for cell in cells)


def _holds_blocks(cell: Element) -> bool:
    return any(each.tag in _LAYOUT for each in cell)
