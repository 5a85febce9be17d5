"""JSON lines that are exported, against the reader that imports them."""

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings

from articles.exporting import fields, jsonl
from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article
from articles.parsing.records import (
    ParsedItem,
    Record,
)
from articles.parsing.tabular import jsonl as reader
from articles.text import strings
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.articles.exporting.invented import articles, invent
from tests.factories import make_author, make_live, make_source

# Names that only our own exports tell; they are read as told.
OWN = {"identity", "slug", "publish_at", "expire_at", "embargoed_until"}
WHOLE: dict[str, Any] = {
    "identity": "a" * 64,
    "slug": "ferry-sails",
    "headline": "Ferry “sails”",
    "standfirst": "At last.\nIt sails.",
    "body": '<p>It left; <a href="https://example.org/" rel="noopener nofollow">see</a>.</p>',
    "kind": "news",
    "language": "tr",
    "source": "Iğdır Postası",
    "source_date": {"first": "2019-11-01", "precision": "month", "text": "Kasım 2019"},
    "source_detail": "Sayı 87",
    "source_address": "https://example.org/1",
    "byline": "By Ada Writer*",
    "authors": [{"name": "Ada Writer", "affiliation": "The University"}, {"name": "Can Öz"}],
    "tags": ["Ulaşım", "harbour"],
    "publish_at": "2019-11-08T12:00:00+00:00",
    "expire_at": "2029-11-08T09:30:00.000001+00:00",
    "embargoed_until": "2019-11-07T12:00:00+00:00",
}


def whole() -> Article:
    return invent(
        identity="a" * 64,
        headline="Ferry  “sails” ",
        standfirst="At last.\r\nIt sails.\n",
        body='<p>It left; <a href="https://example.org/">see</a>.</p>',
        kind="news",
        language="tr",
        source="Iğdır Postası",
        source_date=SourceDate(date(2019, 11, 1), None, Precision.MONTH, "Kasım 2019"),
        source_detail="Sayı 87",
        source_address="https://example.org/1",
        byline="By Ada Writer*",
        authors=(("Ada Writer", "The University"), ("Can Öz", "")),
        tags=("Ulaşım", "harbour"),
        published_at=datetime(2019, 11, 8, 15, tzinfo=timezone(timedelta(hours=3))),
        publish_at=datetime(2019, 11, 8, 11, tzinfo=UTC),
        expire_at=datetime(2029, 11, 8, 9, 30, 0, 1, tzinfo=UTC),
        embargoed_until=datetime(2019, 11, 7, 12, tzinfo=UTC),
    )


def read(line: str) -> Record:
    known = {name: value for name, value in json.loads(line).items() if name not in OWN}
    (record,) = reader.parse(io.BytesIO(json.dumps(known).encode()))
    assert isinstance(record, Record), record
    return record


def test_everything_that_makes_the_article_is_told_in_its_order() -> None:
    told = json.loads(jsonl.render(whole()))
    assert told == WHOLE
    assert list(told) == [name for name in fields.NAMES if name in WHOLE]


def test_one_article_is_one_line_with_letters_as_they_are() -> None:
    line = jsonl.render(whole())
    assert line.splitlines(keepends=True) == [line]
    assert "Iğdır Postası" in line


def test_what_is_empty_is_left_out() -> None:
    told = json.loads(jsonl.render(invent(is_own_work=True)))
    assert list(told) == ["identity", "slug", "headline", "body", "is_own_work"]


def test_a_stream_is_a_line_for_each() -> None:
    assert list(jsonl.stream([whole(), whole()])) == [jsonl.render(whole())] * 2


@settings(max_examples=60)
@given(articles())
def test_the_import_reads_the_fields_that_were_told(article: Article) -> None:
    record = read(jsonl.render(article))
    assert (record.headline, record.body) == (article.headline, article.body)
    assert (record.standfirst, record.byline) == (article.standfirst, article.byline)
    assert (record.kind, record.language) == (article.kind, article.language)
    assert record.source == (article.source.name if article.source else "")
    assert record.is_own_work == article.is_own_work
    assert record.source_date == fields.source_date(article)
    assert record.source_detail == article.source_detail
    assert record.source_address == article.source_address
    assert record.credits == tuple(Credit(each.name) for each in article.beside.credited)
    assert record.tags == tuple(sorted(tag.name for tag in article.beside.tags))


@pytest.mark.parametrize(
    "when",
    [
        SourceDate(text="May 2019"),
        SourceDate(date(2019, 5, 1), None, Precision.MONTH),
        SourceDate(date(2019, 5, 1), date(2019, 5, 3), Precision.RANGE, "1-3 May 2019"),
    ],
)
def test_a_source_date_is_read_as_it_stands_whatever_its_text(when: SourceDate) -> None:
    assert read(jsonl.render(invent(source="Agos", source_date=when))).source_date == when


@pytest.mark.django_db
def test_an_organisation_among_the_authors_is_told() -> None:
    make_author("Harbour Agency", is_organisation=True)
    article = make_live(authors=("Harbour Agency", "Ada Writer"))
    assert json.loads(jsonl.render(article))["authors"] == [
        {"name": "Harbour Agency", "is_organisation": True},
        {"name": "Ada Writer"},
    ]
    assert read(jsonl.render(article)).credits[0].is_organisation


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://example.org/1", ""])
def test_the_identity_is_that_which_an_import_gives(address: str) -> None:
    by_hand = make_live(source=make_source("Agos"), source_address=address, body="<p>It left.</p>")
    told = json.loads(jsonl.render(by_hand))
    line = jsonl.render(by_hand)
    by_hand.delete()
    ingest([ParsedItem("a", read(line))], options=Options(label="a test"))
    assert Article.objects.get().identity == told["identity"]


def test_the_identity_is_its_id_at_the_origin_first() -> None:
    assert strings.compute_identity("", origin_id="1") != strings.compute_identity(
        "", address_key="1"
    )
    assert strings.compute_identity("", origin_id="urn:1") == strings.compute_identity(
        "x", origin_id="urn:1", source="Agos"
    )
    assert strings.compute_identity("", origin_id="1") != strings.compute_identity(
        "", origin_id="1", source="Agos"
    )
