"""Reads the rows of Excel workbooks (XLSX) with openpyxl, as a stream."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

import openpyxl

from articles.parsing.documents.packages import open_package


def read(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """Yield each row that is not blank: its sheet, its number from 1, its cells as texts."""
    open_package(stream)
    stream.seek(0)
    workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # what the sheet says of its size may be a lie
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [_to_text(value) for value in row]
            if any(cells):
                yield {"sheet": sheet.title, "row": number, "cells": cells}


def _to_text(value: Any) -> str:
    """Return the value as a table in CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
