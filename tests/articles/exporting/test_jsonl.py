"""Exported JSON lines, and the parser that imports them."""

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from articles.exporting import fields, jsonl
from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, Status
from articles.parsing.records import ParsedItem, Record
from articles.parsing.tabular import jsonl as jsonl_parser
from articles.publishing import closing
from articles.vocabulary import Credit, Precision, SourceDate
from tests.articles.exporting.strategies import articles, build_article
from tests.factories import make_author, make_live, make_source

# Names that only our own exports have.
EXPORT_ONLY = {"identity", "keys", "slug", "publish_at", "expire_at", "embargoed_until"}
WHOLE_FIELDS: dict[str, Any] = {
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


def build_whole_article() -> Article:
    return build_article(
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


def parse_line(line: str) -> Record:
    values = {name: value for name, value in json.loads(line).items() if name not in EXPORT_ONLY}
    (record,) = jsonl_parser.parse(io.BytesIO(json.dumps(values).encode()))
    assert isinstance(record, Record), record
    return record


def test_a_line_has_all_fields_in_order() -> None:
    values = json.loads(jsonl.render(build_whole_article()))
    assert values == WHOLE_FIELDS
    assert list(values) == [name for name in fields.NAMES if name in WHOLE_FIELDS]


def test_an_article_is_one_line_without_escaped_characters() -> None:
    line = jsonl.render(build_whole_article())
    assert line.splitlines(keepends=True) == [line]
    assert "Iğdır Postası" in line


def test_empty_fields_are_left_out() -> None:
    values = json.loads(jsonl.render(build_article(is_own_work=True)))
    assert list(values) == ["identity", "slug", "headline", "body", "is_own_work"]


def test_a_stream_has_one_line_for_each_article() -> None:
    assert (
        list(jsonl.stream([build_whole_article(), build_whole_article()]))
        == [jsonl.render(build_whole_article())] * 2
    )


@given(articles())
def test_the_import_reads_the_exported_fields(article: Article) -> None:
    record = parse_line(jsonl.render(article))
    assert (record.headline, record.body) == (article.headline, article.body)
    assert (record.standfirst, record.byline) == (article.standfirst, article.byline)
    assert (record.kind, record.language) == (article.kind, article.language)
    assert record.source == (article.source.name if article.source else "")
    assert record.is_own_work == article.is_own_work
    assert record.source_date == fields.build_source_date(article)
    assert record.source_detail == article.source_detail
    assert record.source_address == article.source_address
    assert record.credits == tuple(Credit(str(each)) for each in article.credit_list)
    assert record.tags == tuple(sorted(tag.name for tag in article.tag_list))


@pytest.mark.parametrize(
    "when",
    [
        SourceDate(text="May 2019"),
        SourceDate(date(2019, 5, 1), None, Precision.MONTH),
        SourceDate(date(2019, 5, 1), date(2019, 5, 3), Precision.RANGE, "1-3 May 2019"),
    ],
)
def test_a_source_date_is_read_back_whatever_its_text(when: SourceDate) -> None:
    assert (
        parse_line(jsonl.render(build_article(source="Agos", source_date=when))).source_date == when
    )


@pytest.mark.django_db
def test_an_organisation_is_exported_as_one() -> None:
    make_author("Harbour Agency", is_organisation=True)
    article = make_live(authors=("Harbour Agency", "Ada Writer"))
    assert json.loads(jsonl.render(article))["authors"] == [
        {"name": "Harbour Agency", "is_organisation": True},
        {"name": "Ada Writer"},
    ]
    assert parse_line(jsonl.render(article)).credits[0].is_organisation


def parse_export(line: str) -> ParsedItem:
    (record,) = jsonl_parser.parse(io.BytesIO(line.encode()))
    assert isinstance(record, Record), record
    return ParsedItem("a.jsonl", record)


@pytest.mark.django_db
def test_an_article_that_was_typed_is_the_same_one_wherever_it_is_imported() -> None:
    article = make_live(source=make_source("Agos"), body="<p>It left.</p>")
    line = jsonl.render(article)
    options = Options(label="a test", status=Status.PUBLISHED)
    assert ingest([parse_export(line)], options=options).counts == {"unchanged": 1}
    closing.delete_articles(Article.objects.all())
    ingest([parse_export(line)], options=options)
    assert jsonl.render(Article.objects.get()) == line


@pytest.mark.django_db
def test_the_keys_of_an_article_are_exported_and_imported() -> None:
    record = parse_line(json.dumps({"id": "17", "headline": "A", "text": "B", "source": "Agos"}))
    ingest([ParsedItem("a", record)], options=Options(label="a test"))
    line = jsonl.render(Article.objects.get())
    keys = [(key["kind"], key["source"]) for key in json.loads(line)["keys"]]
    assert keys == [("id", "agos"), ("text", "agos")]
    closing.delete_articles(Article.objects.all())
    ingest([parse_export(line)], options=Options(label="a test"))
    assert jsonl.render(Article.objects.get()) == line
    again = ingest([ParsedItem("a", record)], options=Options(label="a test"))
    assert again.counts == {"unchanged": 1}
