"""CSV (RFC 4180) as spreadsheets open it: UTF-8 with its mark, and no cell that is a formula.

The columns are those of JSON lines. Tags and authors have "; " between them, of authors there are
the names alone; the source's date is as printed. ``text.from_cell`` gives back what a cell held.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from articles.exporting import fields
from articles.models import Article
from articles.text.strings import escape_cell

_MARK: Final = "\ufeff"
_BETWEEN: Final = "; "


def render(article: Article) -> str:
    """Return the table of one article."""
    return "".join(stream([article]))


def stream(articles: Iterable[Article]) -> Iterator[str]:
    yield _MARK + _row(fields.NAMES)
    for article in articles:
        told = fields.told(article) | {"source_date": fields.printed(fields.source_date(article))}
        yield _row(escape_cell(_text(told.get(name, ""))) for name in fields.NAMES)


def _row(cells: Iterable[str]) -> str:
    row = io.StringIO(newline="")
    csv.writer(row).writerow(cells)
    return row.getvalue()


def _text(value: Any) -> str:
    if isinstance(value, list):
        return _BETWEEN.join(each if isinstance(each, str) else each["name"] for each in value)
    return "true" if value is True else str(value)
