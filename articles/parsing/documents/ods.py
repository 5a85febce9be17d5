"""Reads the rows of OpenDocument spreadsheets (ODS), as a stream."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from lxml import etree

from articles.parsing.documents.document import DAMAGED, DocumentError
from articles.parsing.documents.packages import Element, check_encryption, open_package

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Blank cells repeat up to the last column that there could be.
_CELLS_LIMIT: Final = 1_001
_VALUES: Final = {"date": "date-value", "float": "value", "boolean": "boolean-value"}


def read(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """Yield each row that is not blank: its sheet, its number from 1, its cells as texts.

    A row that is repeated is yielded once.
    """
    package = open_package(stream)
    check_encryption(package)
    if "content.xml" not in package.NameToInfo:
        raise DocumentError(DAMAGED)
    with package.open("content.xml") as content:
        try:
            yield from _read_rows(content)
        except etree.XMLSyntaxError as error:
            raise DocumentError(DAMAGED) from error


def _read_rows(content: Any) -> Iterator[dict[str, Any]]:
    tags = (f"{_TABLE}table", f"{_TABLE}table-row")
    sheet, number = "", 1
    for event, element in etree.iterparse(
        content, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True
    ):
        if event == "start" and element.tag == tags[0]:
            sheet, number = element.get(f"{_TABLE}name") or "", 1
        elif event == "end" and element.tag == tags[1]:
            cells = _read_cells(element)
            if any(cells):
                yield {"sheet": sheet, "row": number, "cells": cells}
            number += _read_count(element, "rows")
            _drop(element)


def _drop(element: Element) -> None:
    """Free the memory of the element, and of those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _read_count(element: Element, what: str) -> int:
    count = element.get(f"{_TABLE}number-{what}-repeated") or "1"
    return int(count) if count.isdecimal() and len(count) < 8 else 1


def _read_cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        count = min(_read_count(cell, "columns"), _CELLS_LIMIT - len(cells))
        cells += [_read_value(cell)] * count
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _read_value(cell: Element) -> str:
    """Return the value as a table in CSV has it: an ISO date, a plain number, or the text."""
    kind = cell.get(f"{_OFFICE}value-type") or ""
    value = cell.get(f"{_OFFICE}{_VALUES[kind]}") if kind in _VALUES else None
    if value is not None:
        return str(value).removesuffix("T00:00:00")
    paragraphs = ("".join(each.itertext()) for each in cell.iter(f"{_TEXT}p"))
    return "\n".join(paragraphs).strip()
