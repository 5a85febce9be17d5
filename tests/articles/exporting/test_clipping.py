"""Clippings that are exported, against the reader that imports them."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from articles.exporting import clipping, fields
from articles.models import Article
from articles.parsing.clipping import clipping as reader
from articles.parsing.records import (
    Record,
)
from articles.text import body_html
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.articles.exporting.invented import INSTANT, articles, invent

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


def whole() -> Article:
    return invent(
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


def read(text: str) -> list[Any]:
    return list(reader.parse(io.BytesIO(text.encode())))


def reread(**given_fields: Any) -> Record:
    (record,) = read(clipping.render(invent(**given_fields)))
    assert isinstance(record, Record)
    return record


def body(*paragraphs: str) -> str:
    return "".join(f"<p>{each}</p>" for each in paragraphs)


def words(record: Record) -> list[str]:
    return body_html.to_text(record.body).splitlines()


def test_a_clipping_looks_like_those_that_the_project_began_with() -> None:
    assert clipping.render(whole()) == WHOLE


def test_an_article_without_anything_is_a_clipping_all_the_same() -> None:
    text = clipping.render(invent(body=""))
    assert text == "## Ferry sails\n\n-\n\n---\n\n---\n\nKaynak/Source:\n"


@settings(max_examples=150)
@given(articles())
def test_the_import_reads_the_fields_that_were_told(article: Article) -> None:
    (record,) = read(clipping.render(article))
    assert record.headline == article.headline
    assert record.our_date == (article.publish_at.date() if article.publish_at else None)
    assert record.source == (article.source.name if article.source else "")
    when = fields.as_printed(fields.source_date(article))
    # Two brackets are read where a date is in the second.
    is_told = when.first or "(" not in record.source
    assert record.source_date == (when if is_told else SourceDate())
    assert record.source_detail == (article.source_detail if when.first else "")
    assert record.credits == tuple(
        Credit(name, is_organisation=name == "Harbour Agency")
        for name in (each.name for each in article.beside.credited)
    )
    assert words(record) == article.text.splitlines()
    assert (record.source_address, record.kind) == (article.source_address, article.kind)
    assert record.tags == tuple(sorted(tag.name for tag in article.beside.tags))


def test_many_are_read_one_by_one() -> None:
    several = [invent(headline=f"Ferry {number}", body=body("It left.")) for number in range(3)]
    several.insert(1, whole())
    found = read("".join(clipping.stream(several)))
    assert [each.headline for each in found] == [each.headline for each in several]
    assert [len(words(each)) for each in found] == [1, 2, 1, 1]


@pytest.mark.parametrize(
    ("byline", "authors", "read_as"),
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
def test_a_byline_is_as_printed_or_else_the_names(
    byline: str, authors: tuple[tuple[str, str], ...], read_as: str | None
) -> None:
    article: dict[str, Any] = {"byline": byline, "authors": authors, "body": body("It left. " * 9)}
    record = reread(**article)
    assert record.byline == (byline if read_as is None else read_as)
    assert words(record) == [("It left. " * 9).strip()]


def test_an_affiliation_is_the_footnote_of_the_asterisk() -> None:
    record = reread(
        byline="By Ada Writer* and Can Öz",
        authors=(("Ada Writer", "The University"), ("Can Öz", "")),
        body=body("It left on Friday, the board said.", "Nobody waved."),
    )
    assert record.credits == (Credit("Ada Writer", "The University"), Credit("Can Öz"))
    assert words(record) == ["It left on Friday, the board said.", "Nobody waved."]


@pytest.mark.parametrize(
    ("when", "source", "read_as"),
    [
        (DAY, "Harbour Gazette (evening)", DAY),
        (SourceDate(text="n.d."), "Agos", SourceDate()),
        (SourceDate(), "Agos 2019", SourceDate()),
    ],
)
def test_a_source_is_in_the_head_with_its_date_or_else_in_the_foot(
    when: SourceDate, source: str, read_as: SourceDate
) -> None:
    record = reread(source=source, source_date=when)
    assert (record.source, record.source_date) == (source, read_as)


def test_a_detail_that_is_not_read_beside_the_date_is_left_out() -> None:
    record = reread(source="Agos", source_date=DAY, source_detail="1 May 2019 to 3 June 2020, (5)")
    assert (record.source, record.source_date, record.source_detail) == ("Agos", DAY, "")


@pytest.mark.parametrize("headline", ["word " * 99 + "end", "# 1 ferry", "x" * 400])
def test_a_long_or_marked_headline_is_found(headline: str) -> None:
    record = reread(headline=headline)
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
def test_a_paragraph_that_looks_like_head_or_foot_keeps_its_words(
    paragraphs: tuple[str, ...],
) -> None:
    record = reread(body=body(*paragraphs))
    assert words(record) == [" ".join(paragraphs)]
    assert (record.source, record.byline, record.source_address) == ("", "", "")


def test_a_paragraph_alone_stays_as_it_is() -> None:
    assert "\n\nKaynak: AA\n\n" in clipping.render(invent(body=body("Kaynak: AA")))


def test_an_address_that_no_clipping_has_is_left_out() -> None:
    record = reread(source_address="ftp://example.org/1")
    assert (record.source_address, words(record)) == ("", ["The ferry left on time."])


def test_many_tags_are_all_read() -> None:
    tags = tuple(f"{number:03} {'tag ' * 9}end" for number in range(30))
    record = reread(tags=tags)
    assert (record.tags, words(record)) == (tags, ["The ferry left on time."])
