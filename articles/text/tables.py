"""Tells tables that show figures or terms from those that only lay out a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from articles.text.elements import CELLS, OPEN_LIMIT, TooDeepError

# A cell with more text is a column of a page.
_CELL_LIMIT: Final = 2_000
_PRESENTATION: Final = frozenset({"presentation", "none"})


@dataclass(slots=True)
class _Table:
    """A table; ``columns`` is the greatest number of cells with text in one row so far."""

    is_layout: bool
    columns: int = 0
    row_cells: int = 0
    cell_size: int = 0


class _TableSurvey:
    """Target of a parser that collects the tables in the order in which they begin."""

    def __init__(self) -> None:
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > OPEN_LIMIT:
            raise TooDeepError
        if name == "table":
            for outer in self.open[-1:]:
                outer.is_layout = True
            self.open.append(_Table(attributes.get("role", "").strip() in _PRESENTATION))
            self.tables.append(self.open[-1])
        elif self.open and name == "tr":
            self.open[-1].row_cells = 0
        elif self.open and name in CELLS:
            self.open[-1].cell_size = 0

    def end(self, name: str) -> None:
        self.depth -= 1
        if name == "table":
            self.open.pop()

    def data(self, text: str) -> None:
        if self.open and (size := len(text.strip())):
            table = self.open[-1]
            table.row_cells += table.cell_size == 0
            table.columns = max(table.columns, table.row_cells)
            table.cell_size += size
            table.is_layout |= table.cell_size > _CELL_LIMIT

    def close(self) -> list[bool]:
        return [not table.is_layout and table.columns > 1 for table in self.tables]


def find_tables(source: bytes) -> list[bool]:
    """Return for each table of the HTML whether its rows and cells mean something.

    Those of a table around other tables, or with one column, or with a whole page in a cell do not.
    """
    parser = etree.HTMLParser(target=_TableSurvey(), encoding="utf-8", huge_tree=True)
    parser.feed(source)
    verdicts: list[bool] = parser.close()
    return verdicts
