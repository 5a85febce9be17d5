"""Exported clippings, and the parser that imports them."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from articles.exporting import clipping, fields
from articles.models import Article
from articles.parsing.clipping import clipping as clipping_parser
from articles.parsing.records import Record
from articles.text import body_html
from articles.vocabulary import Credit, Precision, SourceDate
from tests.articles.exporting.strategies import INSTANT, articles, build_article

DAY = SourceDate(date(2019, 11, 7), None, Precision.DAY, "07 November 2019")
WHOLE = """\
## FERRY TERMINAL OPENS

-

08.11.2019

---

Harbour Gazette (07 November 2019, p. 5)

By Ada Writer

The new terminal opened on Thursday, the board said.

The first ferry left on time.

<https://www.harbourgazette.example/city/158236.html>

---

Kaynak/Source:
Etiketler/Tags: harbour, transport
Tür/Kind: news
"""


def build_whole_article() -> Article:
    return build_article(
        headline="FERRY TERMINAL OPENS",
        standfirst="It is open.",
        body=(
            '<p>The new terminal <b>opened</b> on <a href="/x">Thursday</a>, the board said.</p>'
            "<ul><li>The first ferry  left\non time.</li></ul>"
        ),
        kind="news",
        source="Harbour Gazette",
        source_date=DAY,
        source_detail="p. 5",
        source_address="https://www.harbourgazette.example/city/158236.html",
        byline="By Ada Writer",
        authors=(("Ada Writer", ""),),
        tags=("transport", "harbour"),
        published_at=INSTANT,
        publish_at=datetime(2019, 11, 6, 12, tzinfo=UTC),
    )


def parse(text: str) -> list[Any]:
    return list(clipping_parser.parse(io.BytesIO(text.encode())))


def export_and_parse(**article_fields: Any) -> Record:
    (record,) = parse(clipping.render(build_article(**article_fields)))
    assert isinstance(record, Record)
    return record


def build_body(*paragraphs: str) -> str:
    return "".join(f"<p>{each}</p>" for each in paragraphs)


def get_paragraphs(record: Record) -> list[str]:
    return body_html.to_text(record.body).splitlines()


def test_a_clipping_has_head_body_and_foot() -> None:
    assert clipping.render(build_whole_article()) == WHOLE


def test_an_article_with_only_a_headline_is_a_clipping() -> None:
    text = clipping.render(build_article(body=""))
    assert text == "## Ferry sails\n\n-\n\n---\n\n---\n\nKaynak/Source:\n"


@given(articles())
def test_the_import_reads_the_exported_fields(article: Article) -> None:
    (record,) = parse(clipping.render(article))
    assert record.headline == article.headline
    assert record.our_date == (article.publish_at.date() if article.publish_at else None)
    assert record.source == (article.source.name if article.source else "")
    when = fields.add_printed_text(fields.build_source_date(article))
    # Of two brackets the second is only read if it holds a date.
    is_read = when.first or "(" not in record.source
    assert record.source_date == (when if is_read else SourceDate())
    assert record.source_detail == (article.source_detail if when.first else "")
    assert record.credits == tuple(
        Credit(name, is_organisation=name == "Harbour Agency")
        for name in (str(each) for each in article.credit_list)
    )
    assert get_paragraphs(record) == article.text.splitlines()
    assert (record.source_address, record.kind) == (article.source_address, article.kind)
    assert record.tags == tuple(sorted(tag.name for tag in article.tag_list))


def test_the_import_divides_a_stream_into_its_clippings() -> None:
    several = [
        build_article(headline=f"Ferry {number}", body=build_body("It left."))
        for number in range(3)
    ]
    several.insert(1, build_whole_article())
    records = parse("".join(clipping.stream(several)))
    assert [each.headline for each in records] == [each.headline for each in several]
    assert [len(get_paragraphs(each)) for each in records] == [1, 2, 1, 1]


@pytest.mark.parametrize(
    ("byline", "authors", "expected"),
    [
        ("By Ada Writer and Can Öz", (("Ada Writer", ""), ("Can Öz", "")), None),
        ("Ada WRITER", (("Ada Writer", ""),), None),
        ("By Ada Writer*", (("Ada Writer", "The University"),), None),
        ("By Ada Writer*", (("Ada Writer", ""),), None),
        ("By Ada Writer*", (("Can Öz", "The University"),), None),
        ("from our own correspondent", (("Ada Writer", ""),), "By Ada Writer"),
        ("from our own correspondent", (), ""),
        (
            "",
            (("Ada Writer", "harbour correspondent"), ("Can Öz", "")),
            "By Ada Writer, harbour correspondent, Can Öz",
        ),
        ("", (("Ada Writer", "Ada Writer"),), "By Ada Writer"),
        ("", (("the desk", ""),), ""),
    ],
)
def test_the_byline_is_printed_or_else_built_from_the_authors(
    byline: str, authors: tuple[tuple[str, str], ...], expected: str | None
) -> None:
    article: dict[str, Any] = {
        "byline": byline,
        "authors": authors,
        "body": build_body("It left. " * 9),
    }
    record = export_and_parse(**article)
    assert record.byline == (byline if expected is None else expected)
    assert get_paragraphs(record) == [("It left. " * 9).strip()]


def test_an_affiliation_becomes_the_footnote_of_an_asterisk() -> None:
    record = export_and_parse(
        byline="By Ada Writer* and Can Öz",
        authors=(("Ada Writer", "The University"), ("Can Öz", "")),
        body=build_body("It left on Friday, the board said.", "Nobody waved."),
    )
    assert record.credits == (Credit("Ada Writer", "The University"), Credit("Can Öz"))
    assert get_paragraphs(record) == ["It left on Friday, the board said.", "Nobody waved."]


@pytest.mark.parametrize(
    ("when", "source", "expected"),
    [
        (DAY, "Harbour Gazette (evening)", DAY),
        (SourceDate(text="n.d."), "Agos", SourceDate()),
        (SourceDate(), "Agos 2019", SourceDate()),
    ],
)
def test_the_source_is_in_the_head_with_its_date_or_else_in_the_foot(
    when: SourceDate, source: str, expected: SourceDate
) -> None:
    record = export_and_parse(source=source, source_date=when)
    assert (record.source, record.source_date) == (source, expected)


def test_a_detail_that_an_import_would_misread_is_left_out() -> None:
    record = export_and_parse(
        source="Agos", source_date=DAY, source_detail="1 May 2019 to 3 June 2020, (5)"
    )
    assert (record.source, record.source_date, record.source_detail) == ("Agos", DAY, "")


@pytest.mark.parametrize("headline", ["word " * 99 + "end", "# 1 ferry", "x" * 400])
def test_a_long_headline_or_one_with_number_signs_is_read_back(headline: str) -> None:
    record = export_and_parse(headline=headline)
    assert record.headline.replace(" ", "") == headline.lstrip("# ").replace(" ", "")


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("Istanbul (7 November 2019)", "It left on time."),
        ("By Land and Sea", "It left on time, said the board of the harbour."),
        ("Ada Writer", "It left on time, said the board of the harbour."),
        ("It left on time.", "Kaynak: AA"),
        ("It left on time.", "https://example.org/"),
    ],
)
def test_a_paragraph_that_looks_like_head_or_foot_is_joined_with_its_neighbour(
    paragraphs: tuple[str, ...],
) -> None:
    record = export_and_parse(body=build_body(*paragraphs))
    assert get_paragraphs(record) == [" ".join(paragraphs)]
    assert (record.source, record.byline, record.source_address) == ("", "", "")


def test_a_single_paragraph_is_not_changed() -> None:
    assert "\n\nKaynak: AA\n\n" in clipping.render(build_article(body=build_body("Kaynak: AA")))


def test_a_url_that_is_not_http_is_left_out() -> None:
    record = export_and_parse(source_address="ftp://example.org/1")
    assert (record.source_address, get_paragraphs(record)) == ("", ["The ferry left on time."])


def test_many_tags_are_divided_into_lines() -> None:
    tags = tuple(f"{number:03} {'tag ' * 9}end" for number in range(30))
    record = export_and_parse(tags=tags)
    assert (record.tags, get_paragraphs(record)) == (tags, ["The ferry left on time."])
