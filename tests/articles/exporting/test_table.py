"""Exported CSV as a spreadsheet reads it."""

import csv
import io
import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from articles.exporting import fields, table
from articles.models import Article
from articles.parsing.dates import parse_source_date
from articles.text.strings import escape_cell
from articles.vocabulary import Precision, SourceDate
from tests.articles.exporting.strategies import articles, build_article

QUOTED_FORMULA = re.compile(r"(\A|[,;\t\r\n])'(?='*[=+@\t\r-])")


def export_rows(*articles: Article) -> list[dict[str, str]]:
    """Return the rows of the exported table as a spreadsheet reads them."""
    text = "".join(table.stream(articles)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_table_begins_with_the_bom_and_the_names() -> None:
    first = "".join(table.stream([])).encode()
    assert first == b"\xef\xbb\xbf" + ",".join(fields.NAMES).encode() + b"\r\n"


def test_a_row_has_the_fields_of_json_lines() -> None:
    article = build_article(
        source="Agos",
        source_date=SourceDate(date(2019, 11, 7), None, Precision.DAY, "7 Kasım 2019"),
        authors=(("Ada Writer", "The University"), ("Can Öz", "")),
        tags=("b", "a"),
    )
    (row,) = export_rows(article)
    assert list(row) == list(fields.NAMES)
    assert {name: cell for name, cell in row.items() if cell} == {
        "identity": article.identity,
        "slug": "ferry-sails",
        "headline": "Ferry sails",
        "body": "<p>The ferry left on time.</p>",
        "source": "Agos",
        "source_date": "7 Kasım 2019",
        "authors": "Ada Writer; Can Öz",
        "tags": "a; b",
    }


def test_a_boolean_is_exported_as_true() -> None:
    assert export_rows(build_article(is_own_work=True))[0]["is_own_work"] == "true"


def test_no_cell_runs_as_a_formula() -> None:
    article = build_article(
        headline='=HYPERLINK("https://example.org/")', byline="-1+2;=3", tags=("@a",)
    )
    (row,) = export_rows(article)
    assert row["headline"] == '\'=HYPERLINK("https://example.org/")'
    assert row["byline"] == "'-1+2;'=3"
    assert row["tags"] == "'@a"


def unescape_cell(cell: str) -> str:
    """Return the text that ``escape_cell`` made the cell of."""
    return QUOTED_FORMULA.sub(r"\1", cell)


@given(articles())
def test_each_cell_can_be_unescaped_to_its_text(article: Article) -> None:
    (row,) = export_rows(article)
    values = fields.build_fields(article)
    for name in ("headline", "standfirst", "body", "source", "source_address"):
        assert unescape_cell(row[name]) == values.get(name, "")
    assert row["source_date"] == fields.format_source_date(fields.build_source_date(article))


@given(st.text(alphabet="=+-@\t\r\n',; a") | st.text())
def test_an_escaped_cell_can_be_unescaped_and_runs_as_no_formula(text: str) -> None:
    cell = escape_cell(text)
    assert unescape_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(articles())
def test_a_formatted_date_is_parsed_to_the_same_date(article: Article) -> None:
    when = fields.build_source_date(article)
    parsed = parse_source_date(fields.format_source_date(when)) or SourceDate(text=when.text)
    assert (parsed.first, parsed.last, parsed.precision) == (when.first, when.last, when.precision)
