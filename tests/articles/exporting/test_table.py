"""CSV that is exported: what a spreadsheet makes of it."""

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from articles.exporting import fields, table
from articles.models import Article
from articles.parsing.dates import parse_source_date
from articles.text.strings import escape_cell, unescape_cell
from articles.vocabulary import (
    Precision,
    SourceDate,
)
from tests.articles.exporting.invented import articles, invent


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_begins_with_the_mark_and_the_names() -> None:
    first = "".join(table.stream([])).encode()
    assert first == b"\xef\xbb\xbf" + ",".join(fields.NAMES).encode() + b"\r\n"


def test_a_row_holds_what_json_lines_tell() -> None:
    article = invent(
        source="Agos",
        source_date=SourceDate(date(2019, 11, 7), None, Precision.DAY, "7 Kasım 2019"),
        authors=(("Ada Writer", "The University"), ("Can Öz", "")),
        tags=("b", "a"),
    )
    (row,) = rows(table.render(article))
    assert list(row) == list(fields.NAMES)
    assert {name: cell for name, cell in row.items() if cell} == {
        "identity": fields.identity_of(article),
        "slug": "ferry-sails",
        "headline": "Ferry sails",
        "body": "<p>The ferry left on time.</p>",
        "source": "Agos",
        "source_date": "7 Kasım 2019",
        "authors": "Ada Writer; Can Öz",
        "tags": "a; b",
    }


def test_a_yes_is_true() -> None:
    assert rows(table.render(invent(is_own_work=True)))[0]["is_own_work"] == "true"


def test_no_cell_starts_a_formula() -> None:
    article = invent(headline='=HYPERLINK("https://example.org/")', byline="-1+2;=3", tags=("@a",))
    (row,) = rows(table.render(article))
    assert row["headline"] == '\'=HYPERLINK("https://example.org/")'
    assert row["byline"] == "'-1+2;'=3"
    assert row["tags"] == "'@a"


@given(articles())
def test_each_cell_gives_back_its_text(article: Article) -> None:
    (row,) = rows(table.render(article))
    told = fields.told(article)
    for name in ("headline", "standfirst", "body", "source", "source_address"):
        assert unescape_cell(row[name]) == told.get(name, "")
    assert row["source_date"] == fields.printed(fields.source_date(article))


@given(st.text(alphabet="=+-@\t\r\n',; a") | st.text())
def test_a_cell_is_read_back_and_starts_no_formula(text: str) -> None:
    cell = escape_cell(text)
    assert unescape_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(articles())
def test_a_printed_date_is_read_as_the_same_date(article: Article) -> None:
    when = fields.source_date(article)
    read = parse_source_date(fields.printed(when)) or SourceDate(text=when.text)
    assert (read.first, read.last, read.precision) == (when.first, when.last, when.precision)
