"""The fast way into the tables and the slow one: what they write is the same."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from articles.importing import bulk_create, mapping, upsert
from articles.importing.bulk_create import IdentifiedRecord
from articles.importing.ingest import ingest
from articles.importing.matching import resolve_identity
from articles.importing.name_cache import NameCache
from articles.importing.normalise import PreparedRecord, prepare_record
from articles.importing.options import Options
from articles.models import Article, ImportRun, SearchEntry, Status
from articles.parsing.records import ParsedItem, Reading, Record, Remark, Sureness
from articles.publishing import audit_log as record_of_changes
from articles.search import index
from articles.text.strings import build_search_text, fold
from articles.vocabulary import Credit, Kind, Precision, SourceDate
from tests.factories import make_source
from tests.imported import Snapshot, find_index_fault, take_snapshot

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
DAYS = [date(2019, 11, 8), date(2020, 3, 1), date(2030, 1, 1)]
INSTANTS = [datetime(2019, 11, 8, 12, tzinfo=UTC), NOW, datetime(2030, 1, 1, tzinfo=UTC)]
# Several spellings of a few names, letters that fold oddly, and names as long as may be.
NAMES = [
    *("Ayşe Işık", "AYŞE IŞIK", "ayse isik", "Ada O'Wrenholt", "Ada OWrenholt", "İstanbul"),
    *("istanbul", "Straße", "STRASSE", "ﬁlm", "film", "Σίσυφος", "ΣΊΣΥΦΟΣ", "٣", "3", "Ⅷ", "ə"),
    *("Việt Nam", "Արև", "й", "и", "C++", "C#", "c", "x" * 200, "x" * 199, "\U00010400", "ﷺ"),
]
TAGS = [*(name for name in NAMES if len(name) <= 100), "y " * 49, "y " * 49 + "z", "ß" * 100]
HEADLINES = [
    "Ferry sails",
    "FERRY SAILS",
    "Ferry sails again",
    "…",
    "İskele",
    "x" * 500,
    "a-2",
    "a",
]
BODIES = [
    *("<p>The ferry left.</p>", "<p>THE FERRY LEFT</p>", "<p>Vapur kalktı, Iğdır'da.</p>"),
    *('<p>A "quote" \\ and <em>more</em>.</p>', "<p>\U0001f6a2 {} \\u0041</p>", "<p>…</p>"),
]
ADDRESSES = [
    *("", "https://gazette.example/1", "http://www.gazette.example/1/?utm_source=x"),
    *("https://gazette.example/%C5%9F?a=1&b=2", "https://gazette.example/ş", "http://1.2.3.4:8/"),
]
DATES = [
    SourceDate(),
    SourceDate(text="some day in spring"),
    SourceDate(date(2019, 11, 7), None, Precision.DAY, "07 November 2019"),
    SourceDate(date(2019, 1, 1), None, Precision.YEAR, "2019"),
    SourceDate(date(2019, 11, 1), date(2019, 11, 7), Precision.RANGE, "1-7 November 2019"),
]

credit = st.builds(
    Credit,
    name=st.sampled_from(NAMES),
    affiliation=st.sampled_from(["", "Ilgaz University", "x" * 300]),
    is_organisation=st.booleans(),
)
FIELDS: dict[str, SearchStrategy[Any]] = {
    "headline": st.sampled_from(HEADLINES),
    "body": st.sampled_from(BODIES),
    "standfirst": st.sampled_from(["", "The terminal\nis finished.", "\\N\t\\."]),
    "kind": st.sampled_from(["", *map(str, Kind)]),
    "language": st.sampled_from(["", "en", "tr", "pt-BR", "hy"]),
    "our_date": st.sampled_from([None, *DAYS]),
    "source": st.sampled_from(["", *NAMES]),
    "source_date": st.sampled_from(DATES),
    "source_detail": st.sampled_from(["", "Issue 87"]),
    "source_address": st.sampled_from(ADDRESSES),
    "origin_id": st.sampled_from(["", "1", "2", "urn:1"]),
    "slug": st.sampled_from(["", "ferry", "Ferry_Sails", "a-2", "x" * 120]),
    "publish_at": st.sampled_from([None, *INSTANTS]),
    "expire_at": st.sampled_from([None, *INSTANTS]),
    "embargoed_until": st.sampled_from([None, *INSTANTS]),
    "is_withheld": st.booleans(),
    "is_own_work": st.booleans(),
    "byline": st.sampled_from(["", "By Ada Wrenholt", "Von ÄÖÜ"]),
    "credits": st.lists(credit, max_size=3).map(tuple),
    "tags": st.lists(st.sampled_from(TAGS), max_size=4).map(tuple),
    "readings": st.sampled_from([{}, {"headline": Reading(Sureness.GUESS, 3)}]),
    "remarks": st.sampled_from([(), (Remark("joined", 2),)]),
}


@st.composite
def records(draw: DrawFn, /, **others: SearchStrategy[Any]) -> ParsedItem:
    """Return a record with some of the fields; its bytes are made of them."""
    strategies = FIELDS | others
    always = {"headline", "body"} | others.keys()
    names = always | set(draw(st.lists(st.sampled_from(sorted(strategies)), max_size=8)))
    fields = {name: draw(strategies[name]) for name in sorted(names)}
    if fields.get("is_own_work"):
        fields["source"] = ""
    return found(**fields)


def found(**fields: Any) -> ParsedItem:
    fields = {"headline": "Ferry sails", "body": "<p>The ferry left.</p>"} | fields
    told = Record(
        original=json.dumps(fields, default=str, sort_keys=True).encode(),
        media_type="application/json",
        charset="utf-8",
        parser="test/1",
        position="line 1",
        **fields,
    )
    return ParsedItem("a.jsonl", told)


def told_by(found: ParsedItem) -> Record:
    assert isinstance(found.result, Record)
    return found.result


def ask(query: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall() if names]


@contextmanager
def undone() -> Iterator[None]:
    """Do it at one instant, and take it back."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_in_order() -> bool:
    """Tell whether the record of changes, the entries of searches and their index agree."""
    assert list(record_of_changes.find_broken_links()) == []
    entries = {entry.pk: entry for entry in SearchEntry.objects.all()}
    for article in Article.objects.select_related("source"):
        source = article.source.name if article.source else ""
        columns = index.build_entry(
            vars(article), source=source, words=build_search_text(article.text)
        )
        entry = vars(entries.pop(article.pk))
        assert {name: entry[name] for name in columns} == columns
    return not entries and find_index_fault(ask) == ""


# One way and the other.

statuses = st.sampled_from([Status.DRAFT, Status.REVIEW, Status.PUBLISHED])


def identify(prepared: PreparedRecord, options: Options) -> IdentifiedRecord:
    source = options.get_source_name(prepared.record)
    return IdentifiedRecord("a.jsonl", prepared, resolve_identity(prepared, source=source))


def fast(prepared: Sequence[PreparedRecord], options: Options, run: ImportRun) -> None:
    records = [identify(each, options) for each in prepared]
    bulk_create.create_articles(records, options=options, run=run, names=NameCache())


def slow(prepared: Sequence[PreparedRecord], options: Options, run: ImportRun) -> None:
    for each in prepared:
        assert upsert.upsert_record(each, path="a.jsonl", options=options, run=run) == "created"


def written(
    way: Callable[[Sequence[PreparedRecord], Options, ImportRun], None],
    given: Sequence[ParsedItem],
    **told: Any,
) -> Snapshot:
    with undone():
        source = make_source("Default") if told.pop("has_default", False) else None
        options = Options(label="a test", source=source, **told)
        way(
            [prepare_record(told_by(each)) for each in given],
            options,
            ImportRun.objects.create(label="a test"),
        )
        assert is_in_order()
        return take_snapshot(ask)


@given(
    st.lists(records(identity=st.uuids().map(lambda it: it.hex * 2)), min_size=1, max_size=6),
    statuses,
    st.sampled_from([{}, {"language": "tr"}, {"has_default": True}]),
)
def test_both_ways_write_the_same_rows(
    given: list[ParsedItem], status: Status, defaults: dict[str, Any]
) -> None:
    fitting = [each for each in given if mapping.is_plainly_valid(prepare_record(told_by(each)))]
    assume(fitting)
    options = defaults | {"status": status}
    assert written(fast, fitting, **options) == written(slow, fitting, **options)


WRONG: dict[str, SearchStrategy[Any]] = {
    "headline": st.sampled_from([*HEADLINES, "", "x" * 501]),
    "body": st.sampled_from([*BODIES, "", "<script>x()</script>"]),
    "kind": st.sampled_from(["", "news", "rumour"]),
    "language": st.sampled_from(["", "tr", "Turkish", "x" * 21]),
    "source": st.sampled_from(["", "Ada", "—", "_", "´", "x" * 201]),
    "source_detail": st.sampled_from(["", "x" * 301]),
    "source_address": st.sampled_from(
        [*ADDRESSES, "https://no host/", "javascript:x()", "http://a.b" + "/x" * 1000]
    ),
    "source_date": st.sampled_from([*DATES, SourceDate(text="x" * 101)]),
    "byline": st.sampled_from(["", "x" * 301]),
    "slug": st.sampled_from(["", "a b", "ş", "x" * 121]),
    "credits": st.lists(
        st.builds(
            Credit,
            name=st.sampled_from(["Ada", "…", "_", "", "x" * 201]),
            affiliation=st.sampled_from(["", "x" * 301]),
        ),
        max_size=2,
    ).map(tuple),
    "tags": st.lists(st.sampled_from(["a", "", "—", "_", "x" * 101]), max_size=2).map(tuple),
    "is_canceled": st.booleans(),
}


@st.composite
def doubtful(draw: DrawFn) -> ParsedItem:
    """Return a record of which one thing or another may be wrong."""
    names = draw(st.sets(st.sampled_from(sorted(WRONG)), max_size=3))
    return draw(records(**{name: WRONG[name] for name in names}))


@given(doubtful())
def test_what_fits_at_a_glance_passes_the_closer_look(given: ParsedItem) -> None:
    prepared = prepare_record(told_by(given))
    assume(mapping.is_plainly_valid(prepared))
    article = Article(slug=prepared.slug)
    mapping.fill_article(article, prepared.record, options=Options(label="a test"), source=None)
    mapping.check_article(article, prepared.record)


# Batches of any size. In each, what is simply new is written before the rest: which of two names
# is numbered, which of two spellings is kept, and whom an author is taken for who is credited as a
# person here and as an organisation there, may differ then.

DIFFERENT = re.compile(
    r"(?:-\d+)+(?=['\"])|(?<=sha256', ')\w{64}|(?<='is_organisation', )(?:True|False|0|1)"
)


def brought(given: Sequence[ParsedItem], *, chunk_size: int, **told: Any) -> Any:
    """Return the counts and the rows that the records end in, names folded and not numbered."""
    with undone():
        tally = ingest(given, options=Options(label="a test", chunk_size=chunk_size, **told))
        assert is_in_order()
        return dict(tally.counts), {
            table: sorted(fold(DIFFERENT.sub("", row)) for row in rows)
            for table, rows in take_snapshot(ask).items()
        }


many = st.lists(st.one_of(records(), doubtful()), min_size=1, max_size=12)
# Many records have so much to be made smaller that it would take minutes.
unshrunk = [Phase.explicit, Phase.generate]


@settings(phases=unshrunk)
@given(many, statuses)
def test_batches_of_any_size_bring_the_same(given: list[ParsedItem], status: Status) -> None:
    one_by_one = brought(given, chunk_size=1, status=status)
    assert brought(given, chunk_size=7, status=status) == one_by_one
    assert brought(given, chunk_size=500, status=status) == one_by_one


def test_a_duplicate_of_several_articles_is_of_the_same_one_in_chunks_of_any_size() -> None:
    """Two articles come to one text by updates; the chunk decides which has the lower key."""
    texts = [f"<p>Text number {number} stands here.</p>" for number in range(3)]
    first, second = {"source": "A", "origin_id": "1"}, {"source": "B", "origin_id": "2"}
    given = [
        found(body=texts[0], source="C"),
        found(body=texts[0], **first),  # like the one above, so it is not written in bulk
        found(body=texts[1], **second),
        found(body=texts[2], **first),
        found(body=texts[2], **second),
        found(body=texts[2]),
    ]
    counts, _rows = one_by_one = brought(given, chunk_size=1, status=Status.DRAFT)
    assert counts == {"created": 3, "updated": 2, "duplicate": 1}
    assert brought(given, chunk_size=7, status=Status.DRAFT) == one_by_one


REFUSED = found(body="<p>A day, and none.</p>", source_date=SourceDate(precision=Precision.DAY))


@settings(phases=unshrunk)
@given(many, statuses)
def test_a_record_that_the_tables_refuse_changes_nothing_for_the_others(
    given: list[ParsedItem], status: Status
) -> None:
    assert mapping.is_plainly_valid(prepare_record(told_by(REFUSED)))
    counts, left = brought(given, chunk_size=500, status=status)
    counts["rejected"] = counts.get("rejected", 0) + 1
    assert brought([*given, REFUSED], chunk_size=500, status=status) == (counts, left)


@pytest.mark.parametrize("chunk_size", [1, 500])
def test_slugs_as_long_as_they_may_be_are_numbered_within_their_length(chunk_size: int) -> None:
    pieces = [found(slug="x" * 120, body=f"<p>Text {i}.</p>") for i in range(3)]
    options = Options(label="a test", chunk_size=chunk_size)
    assert dict(ingest(pieces, options=options).counts) == {"created": 3}
    slugs = Article.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["x" * 120, "x" * 111 + "-2", "x" * 111 + "-3"]


def test_the_queries_for_new_records_are_as_many_whatever_their_number() -> None:
    asked = []
    for number in (10, 100):
        given = [
            found(
                headline=f"Ferry {number} {i} sails",
                body=f"<p>The ferry {number} {i} left.</p>",
                source=f"Outlet {i % 5}",
                credits=(Credit(f"Author {i % 3}"), Credit(f"Author {i % 4}")),
                tags=(f"tag {i % 3}", f"tag {i % 2}"),
            )
            for i in range(number)
        ]
        ingest(given[:5], options=Options(label="the names", status=Status.PUBLISHED))
        with CaptureQueriesContext(connection) as queries:
            ingest(given[5:], options=Options(label="a test", status=Status.PUBLISHED))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert Article.objects.count() == 110
