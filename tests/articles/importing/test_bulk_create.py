"""Bulk creation writes the same rows as one upsert at a time."""

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
from articles.importing.claims import SourceNames, build_claim, fold_source
from articles.importing.ingest import ingest
from articles.importing.name_cache import NameCache
from articles.importing.normalise import PreparedRecord, prepare_record
from articles.importing.options import Options
from articles.models import Article, ImportRun, SearchEntry, Status
from articles.parsing.records import ParsedItem, Reading, Record, Remark, Sureness
from articles.search import index
from articles.text.strings import fold
from articles.vocabulary import Credit, Kind, Precision, SourceDate
from tests.audit import find_broken_links
from tests.factories import make_source
from tests.imported import Snapshot, find_index_fault, take_snapshot
from tests.runs import import_items, make_idless

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
DAYS = [date(2019, 11, 8), date(2020, 3, 1), date(2030, 1, 1)]
INSTANTS = [datetime(2019, 11, 8, 12, tzinfo=UTC), NOW, datetime(2030, 1, 1, tzinfo=UTC)]
# Several spellings of a few names, characters that fold oddly, and names of the greatest length.
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
    """Return a record with some of the fields."""
    strategies = FIELDS | others
    always = {"headline", "body"} | others.keys()
    names = always | set(draw(st.lists(st.sampled_from(sorted(strategies)), max_size=8)))
    fields = {name: draw(strategies[name]) for name in sorted(names)}
    if fields.get("is_own_work"):
        fields["source"] = ""
    return make_item(**fields)


def make_item(**fields: Any) -> ParsedItem:
    fields = {"headline": "Ferry sails", "body": "<p>The ferry left.</p>"} | fields
    record = Record(
        original=json.dumps(fields, default=str, sort_keys=True).encode(),
        media_type="application/json",
        charset="utf-8",
        parser="test/1",
        position="line 1",
        **fields,
    )
    return ParsedItem("a.jsonl", record)


def get_record(item: ParsedItem) -> Record:
    assert isinstance(item.result, Record)
    return item.result


def fetch_rows(query: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall() if names]


@contextmanager
def roll_back() -> Iterator[None]:
    """Run the block at one instant, and roll it back."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_consistent() -> bool:
    """Check that the audit log, the search entries and the search index agree."""
    assert list(find_broken_links()) == []
    entries = {entry.pk: entry for entry in SearchEntry.objects.all()}
    for article in Article.objects.all():
        columns = index.build_article_entry(article)
        entry = vars(entries.pop(article.pk))
        assert {name: entry[name] for name in columns} == columns
    return not entries and find_index_fault(fetch_rows) == ""


# Bulk creation and single upserts.

statuses = st.sampled_from([Status.DRAFT, Status.REVIEW, Status.PUBLISHED])


def identify(prepared: PreparedRecord, options: Options) -> IdentifiedRecord:
    names = SourceNames.fetch([fold_source(prepared.record, options)])
    claim = build_claim(prepared, options=options, names=names)
    return IdentifiedRecord("a.jsonl", prepared, claim)


def create_in_bulk(prepared: Sequence[PreparedRecord], options: Options, run: ImportRun) -> None:
    records = [identify(each, options) for each in prepared]
    bulk_create.create_articles(records, options=options, run=run, names=NameCache())


def upsert_singly(prepared: Sequence[PreparedRecord], options: Options, run: ImportRun) -> None:
    for each in prepared:
        assert upsert.upsert_record(each, path="a.jsonl", options=options, run=run) == "created"


def import_with(
    write: Callable[[Sequence[PreparedRecord], Options, ImportRun], None],
    items: Sequence[ParsedItem],
    **options: Any,
) -> Snapshot:
    with roll_back():
        source = make_source("Default") if options.pop("has_default", False) else None
        write(
            [prepare_record(get_record(item)) for item in items],
            Options(label="a test", source=source, **options),
            ImportRun.objects.create(label="a test"),
        )
        assert is_consistent()
        return take_snapshot(fetch_rows)


@given(
    st.lists(records(identity=st.uuids().map(lambda uuid: uuid.hex * 2)), min_size=1, max_size=6),
    statuses,
    st.sampled_from([{}, {"language": "tr"}, {"has_default": True}]),
)
def test_bulk_creation_and_single_upserts_write_the_same_rows(
    items: list[ParsedItem], status: Status, defaults: dict[str, Any]
) -> None:
    valid = [item for item in items if mapping.is_plainly_valid(prepare_record(get_record(item)))]
    assume(valid)
    options = defaults | {"status": status}
    in_bulk = import_with(create_in_bulk, valid, **options)
    assert in_bulk == import_with(upsert_singly, valid, **options)


DOUBTFUL: dict[str, SearchStrategy[Any]] = {
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
def doubtful_records(draw: DrawFn) -> ParsedItem:
    """Return a record with up to three fields that may be invalid."""
    names = draw(st.sets(st.sampled_from(sorted(DOUBTFUL)), max_size=3))
    return draw(records(**{name: DOUBTFUL[name] for name in names}))


@given(doubtful_records())
def test_plainly_valid_records_pass_the_full_check(item: ParsedItem) -> None:
    prepared = prepare_record(get_record(item))
    assume(mapping.is_plainly_valid(prepared))
    article = Article(slug=prepared.slug)
    mapping.fill_article(article, prepared.record, options=Options(label="a test"), source=None)
    mapping.check_record(prepared.record)


# Chunks of any size. In each, new records are written before the others. So it may differ which of
# two slugs is numbered, which of two spellings is stored, and whether an author is an organisation
# who is credited as a person in one record and as an organisation in another. A slug of 120
# characters, the most there may be, loses nine of them when it is numbered.

DIFFERENT = re.compile(
    r"(?:-\d+)+(?=['\"])|(?<=x{111})x{9}(?=['\"])"
    r"|(?<=sha256', ')\w{64}|(?<='is_organisation', )(?:True|False|0|1)"
)


def unescape(row: str) -> str:
    """Return the row with the characters that its JSON has escaped, as PostgreSQL's may."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), row)


def import_in_chunks(items: Sequence[ParsedItem], *, chunk_size: int, **options: Any) -> Any:
    """Return the counts and the rows, with folded names and without the numbers of slugs."""
    with roll_back():
        tally = ingest(items, options=Options(label="a test", chunk_size=chunk_size, **options))
        assert is_consistent()
        return dict(tally.counts), {
            table: sorted(fold(DIFFERENT.sub("", unescape(row))) for row in rows)
            for table, rows in take_snapshot(fetch_rows).items()
        }


many = st.lists(st.one_of(records(), doubtful_records()), min_size=1, max_size=12)
# Shrinking many records would take minutes.
unshrunk = [Phase.explicit, Phase.generate]


@pytest.mark.unmeasured
@settings(phases=unshrunk)
@given(many, statuses)
def test_chunks_of_any_size_bring_the_same(items: list[ParsedItem], status: Status) -> None:
    one_by_one = import_in_chunks(items, chunk_size=1, status=status)
    assert import_in_chunks(items, chunk_size=7, status=status) == one_by_one
    assert import_in_chunks(items, chunk_size=500, status=status) == one_by_one


def test_a_duplicate_of_several_articles_is_of_the_same_one_in_chunks_of_any_size() -> None:
    """Two articles get the same text by updates; the chunk decides which has the lower key."""
    texts = [f"<p>Text number {number} stands here.</p>" for number in range(3)]
    first, second = {"source": "A", "origin_id": "1"}, {"source": "B", "origin_id": "2"}
    items = [
        make_item(body=texts[0], source="C"),
        make_item(body=texts[0], **first),  # like the one above, so it is not created in bulk
        make_item(body=texts[1], **second),
        make_item(body=texts[2], **first),
        make_item(body=texts[2], **second),
        make_item(body=texts[2], source="A"),
    ]
    counts, _rows = one_by_one = import_in_chunks(items, chunk_size=1, status=Status.DRAFT)
    assert counts == {"created": 3, "updated": 2, "duplicate": 1}
    assert import_in_chunks(items, chunk_size=7, status=Status.DRAFT) == one_by_one


REJECTED = make_item(
    body="<p>A day, and none.</p>", source_date=SourceDate(precision=Precision.DAY)
)


@pytest.mark.unmeasured
@settings(phases=unshrunk)
@given(many, statuses)
def test_a_record_that_the_database_rejects_changes_nothing_for_the_others(
    items: list[ParsedItem], status: Status
) -> None:
    assert mapping.is_plainly_valid(prepare_record(get_record(REJECTED)))
    counts, rows = import_in_chunks(items, chunk_size=500, status=status)
    counts["rejected"] = counts.get("rejected", 0) + 1
    assert import_in_chunks([*items, REJECTED], chunk_size=500, status=status) == (counts, rows)


@pytest.mark.parametrize("chunk_size", [1, 500])
def test_slugs_of_the_greatest_length_are_numbered_within_it(chunk_size: int) -> None:
    items = [make_item(slug="x" * 120, body=f"<p>Text {i}.</p>") for i in range(3)]
    options = Options(label="a test", chunk_size=chunk_size)
    assert dict(ingest(items, options=options).counts) == {"created": 3}
    slugs = Article.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["x" * 120, "x" * 111 + "-2", "x" * 111 + "-3"]


def test_new_records_take_the_same_number_of_queries_whatever_their_number() -> None:
    query_counts = []
    for number in (10, 100):
        items = [
            make_item(
                headline=f"Ferry {number} {i} sails",
                body=f"<p>The ferry {number} {i} left.</p>",
                source=f"Outlet {i % 5}",
                credits=(Credit(f"Author {i % 3}"), Credit(f"Author {i % 4}")),
                tags=(f"tag {i % 3}", f"tag {i % 2}"),
            )
            for i in range(number)
        ]
        ingest(items[:5], options=Options(label="the names", status=Status.PUBLISHED))
        with CaptureQueriesContext(connection) as queries:
            ingest(items[5:], options=Options(label="a test", status=Status.PUBLISHED))
        query_counts.append(len(queries))
    assert query_counts[0] == query_counts[1]
    assert Article.objects.count() == 110


def test_a_url_that_is_dropped_is_not_the_address_of_the_article() -> None:
    import_items(make_idless(source_address=f"https://example.org/{'x' * 3_000}"))
    article = Article.objects.get()
    assert (article.source_address, article.address_key) == ("", "")
