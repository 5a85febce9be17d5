"""CSV (RFC 4180) for spreadsheets: UTF-8 with a BOM, and no cell that runs as a formula.

The columns are those of JSON lines. Tags, and the names of authors, are separated by "; "; the date
of the source is a printed text. ``text.strings.escape_cell`` makes the text of each cell safe.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from articles.exporting import fields
from articles.models import Article
from articles.text.strings import escape_cell

_BOM: Final = "\ufeff"
_SEPARATOR: Final = "; "


def stream(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the rows of the table, beginning with that of the names."""
    yield _BOM + _write_row(fields.NAMES)
    for article in articles:
        date = fields.format_source_date(fields.build_source_date(article))
        values = fields.build_fields(article) | {"source_date": date}
        yield _write_row(escape_cell(_to_text(values.get(name, ""))) for name in fields.NAMES)


def _write_row(cells: Iterable[str]) -> str:
    row = io.StringIO(newline="")
    csv.writer(row).writerow(cells)
    return row.getvalue()


def _to_text(value: Any) -> str:
    if isinstance(value, list):
        return _SEPARATOR.join(each if isinstance(each, str) else each["name"] for each in value)
    return "true" if value is True else str(value)
