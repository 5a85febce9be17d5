"""Names of sources, authors and tags in imports, and records that are rejected."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from articles.importing import ingest as ingesting
from articles.importing import name_cache
from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, Author, Original, Source, Status, Tag, Tagging
from articles.parsing import formats
from articles.parsing.records import ParsedItem, Record, Reject
from articles.vocabulary import Credit, Precision, SourceDate
from tests.factories import NOON, make_source
from tests.problems import say
from tests.runs import (
    SECOND_TEXT,
    fetch_imported_rows,
    get_counts,
    import_items,
    make_idless,
    make_item,
)

pytestmark = pytest.mark.django_db


# Names, however they are spelled.


def test_a_source_is_found_by_every_spelling_of_its_name() -> None:
    import_items(
        make_idless(source="Hürriyet Daily News"),
        make_idless(source="Hurriyet Daily News", body="<p>Second.</p>"),
        make_idless(source="HÜRRİYET DAILY NEWS", body="<p>Third.</p>"),
    )
    assert [source.name for source in Source.objects.all()] == ["Hürriyet Daily News"]


def test_a_source_is_found_by_an_alias() -> None:
    source = make_source("Hürriyet Daily News")
    source.aliases.create(name="HDN")
    import_items(make_idless(source="hdn"))
    assert Article.objects.get().source == source


def test_an_author_is_found_by_every_spelling_of_the_name() -> None:
    import_items(
        make_idless(credits=(Credit("Ayşe Işık"),)),
        make_idless(credits=(Credit("Ayse ISIK"),), body="<p>Second.</p>"),
    )
    assert [author.name for author in Author.objects.all()] == ["Ayşe Işık"]


def list_credited() -> list[list[str]]:
    """Return the names of the authors of each article, by its headline."""
    articles = Article.objects.order_by("headline")
    return [[str(byline) for byline in article.bylines.all()] for article in articles]


@pytest.mark.parametrize("chunk_size", [1, 2, 3, 100])
def test_two_authors_of_one_byline_are_kept_whatever_the_chunks(chunk_size: int) -> None:
    bylines = [
        ["Ali Şan", "Ada Writer"],
        ["Ali San"],
        ["Ali San", "Ali Şan"],
        ["ALİ SAN"],
        ["Ali Sań", "Ali San"],
        ["Ali Şan"],
    ]
    records = [
        make_idless(headline=f"{i}", body=f"<p>Text {i}.</p>", credits=tuple(map(Credit, names)))
        for i, names in enumerate(bylines)
    ]
    ingest(records, options=Options(label="a test", chunk_size=chunk_size))
    assert list_credited() == [
        ["Ali Şan", "Ada Writer"],
        ["Ali Şan"],
        ["Ali San", "Ali Şan"],
        ["Ali San"],
        ["Ali Sań", "Ali San"],
        ["Ali Şan"],
    ]


def test_two_authors_of_an_update_are_kept_and_known_from_then_on() -> None:
    first, second = Credit("Ali Şan"), Credit("Ali San")
    import_items(make_item(credits=(first,)))
    update = make_item(credits=(first, second), **SECOND_TEXT)
    later = make_idless(headline="Later", body="<p>Later.</p>", credits=(second,))
    records = [make_idless(headline="A", body="<p>A.</p>", credits=(second,)), update, later]
    ingest(records, options=Options(label="a test", chunk_size=2))
    assert list_credited() == [["Ali Şan"], ["Ali Şan", "Ali San"], ["Ali San"]]


def test_signs_tell_names_of_an_import_apart() -> None:
    names = ("C++", "C#", "C", "Canal+", "Canal")
    records = [
        make_idless(body=f"<p>Text on {name}.</p>", source=name, tags=names) for name in names
    ]
    for _ in range(2):
        import_items(*records)
    assert {each.name for each in Source.objects.all()} == {*names}
    assert {each.name for each in Tag.objects.all()} == {*names}
    assert Tagging.objects.count() == 25


def test_a_tag_is_found_by_every_spelling_of_its_name() -> None:
    import_items(
        make_idless(tags=("Türkiye", "TÜRKİYE")),
        make_idless(tags=("turkiye",), body="<p>Second.</p>"),
    )
    assert [tag.name for tag in Tag.objects.all()] == ["Türkiye"]
    assert Tagging.objects.count() == 2


def test_a_tag_whose_slug_an_editor_changed_is_no_reason_for_a_reject() -> None:
    Tag.objects.create(name="Harbour", slug="port")
    assert import_items(make_idless(tags=("Harbour",))) == {"created": 1}
    assert [tag.slug for tag in Article.objects.get().tags.all()] == ["port"]


def test_a_source_whose_slug_an_editor_gave_to_another_is_no_reason_for_a_reject() -> None:
    make_source("Harbour Authority", slug="port")
    assert import_items(make_idless(source="Port", credits=(Credit("Port"),))) == {"created": 1}
    assert Source.objects.get(name="Port").slug == "port-2"


def test_a_tag_without_letters_is_ignored() -> None:
    assert import_items(make_idless(tags=("—", "", "film"))) == {"created": 1}
    assert [tag.name for tag in Tag.objects.all()] == ["film"]


# Records that the tables cannot hold.


@pytest.mark.parametrize(
    ("fields", "begins"),
    [
        ({"body": "<script>x()</script>"}, "The body is empty."),
        ({"body": "", "headline": "", "source_address": "https://a.example/b"}, "No headline."),
        ({"source_date": SourceDate(precision=Precision.DAY)}, ""),
    ],
)
def test_a_record_that_the_tables_cannot_hold_is_a_reject_and_the_rest_goes_on(
    fields: dict[str, Any], begins: str
) -> None:
    rejects: list[Reject] = []
    bad = make_idless(**{"body": "<p>A bad one.</p>", "position": "line 2", **fields})
    records = [make_idless(), bad, make_idless(body="<p>After it.</p>")]
    tally = ingest(
        records,
        options=Options(label="a test"),
        on_reject=lambda _path, reject: rejects.append(reject),
    )
    assert get_counts(tally) == {"created": 2, "rejected": 1}
    assert isinstance(bad.result, Record)
    assert (rejects[0].position, rejects[0].record) == ("line 2", bad.result.original.decode())
    assert say(rejects[0].reason)[: len(begins)] == begins
    assert "\n" not in say(rejects[0].reason)
    assert set(Source.objects.values_list("name", flat=True)) == {"Harbour Gazette"}
    assert Author.objects.count() == 0


def test_a_rejected_update_leaves_the_article_as_it_was() -> None:
    import_items(make_idless(origin_id="1", credits=(Credit("Ada Wrenholt"),)))
    before = fetch_imported_rows()
    assert import_items(
        make_idless(
            origin_id="1",
            credits=(Credit("Ben Other"),),
            source_date=SourceDate(precision=Precision.DAY),
        )
    ) == {"rejected": 1}
    assert fetch_imported_rows() == before


@pytest.mark.parametrize("earlier", [[], [make_item(**SECOND_TEXT)]])
@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "x" * 501},
        {"headline": ""},
        {"byline": "x" * 301},
        {"kind": "rumour"},
        {"language": "Turkish"},
        {"source_address": "https://no host/"},
        {"source_detail": "x" * 301},
        {"source_date": SourceDate(text="x" * 101)},
        {"slug": "x" * 121},
        {"credits": (Credit("x" * 201),)},
        {"credits": (Credit("…"),)},
        {"credits": (Credit("Ada", "x" * 301),)},
        {"tags": ("x" * 101,)},
        {"publish_at": NOON, "expire_at": NOON},
    ],
)
def test_a_detail_never_costs_the_record(fields: dict[str, Any], earlier: list[ParsedItem]) -> None:
    import_items(*earlier)
    item = make_item(**fields)
    assert import_items(item) == {"updated" if earlier else "created": 1}
    assert len(Original.objects.latest("pk").remarks) == 1
    assert import_items(item) == {"unchanged": 1}


def test_an_update_that_expires_before_the_article_goes_live_brings_its_text() -> None:
    publish_at = datetime(2090, 1, 1, tzinfo=UTC)
    import_items(make_item(publish_at=publish_at))
    update = make_item(expire_at=datetime(2080, 1, 1, tzinfo=UTC), **SECOND_TEXT)
    assert import_items(update) == {"updated": 1}
    article = Article.objects.get()
    assert (article.publish_at, article.expire_at) == (publish_at, None)
    assert article.body == SECOND_TEXT["body"]
    assert [each["code"] for each in Original.objects.latest("pk").remarks] == ["plan_kept"]
    assert import_items(update) == {"unchanged": 1}


@pytest.mark.parametrize("name", ["publish_at", "expire_at", "embargoed_until", "our_date"])
def test_a_time_that_cannot_be_read_keeps_the_article_from_being_published(name: str) -> None:
    line = json.dumps({"headline": "Ferry", "text": "It left.", "source": "AFP", name: "soon"})
    [record] = formats.read_stream(io.BytesIO(line.encode()), format_name="jsonl")
    assert isinstance(record, Record)
    assert import_items(ParsedItem("a", record), status=Status.PUBLISHED) == {"created": 1}
    article = Article.objects.get()
    assert (article.status, getattr(article, name, None)) == (Status.DRAFT, None)
    assert [each["code"] for each in Original.objects.get().remarks] == ["times_left_out"]


def test_own_work_that_names_a_source_is_found_again_by_the_source() -> None:
    import_items(make_item(is_own_work=True, source="Harbour Gazette"))
    article = Article.objects.get()
    assert (article.is_own_work, str(article.source)) == (False, "Harbour Gazette")
    update = make_item(source="Harbour Gazette", **SECOND_TEXT)
    assert import_items(update) == {"updated": 1}


@pytest.mark.parametrize("name", ["x" * 201, "—"])
def test_a_source_that_is_no_name_costs_no_record(name: str) -> None:
    assert import_items(make_item(source=name), status=Status.PUBLISHED) == {"created": 1}
    article = Article.objects.get()
    assert (article.source, article.status) == (None, Status.REVIEW)
    assert [each["code"] for each in Original.objects.get().remarks] == ["source_dropped"]


# Records that are not created in bulk.


def test_names_are_fetched_again_when_the_cache_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(name_cache, "CACHE_LIMIT", 0)
    records = [make_idless(origin_id=f"a:{i}", body=f"<p>{i}</p>", tags=("sea",)) for i in range(3)]
    assert import_items(*records, chunk_size=1) == {"created": 3}
    assert Tag.objects.get().taggings.count() == 3


def test_records_of_our_own_export_with_the_same_text_are_no_duplicates() -> None:
    records = [
        make_idless(identity=digit * 64, expire_at=datetime(2090, 1, 1, tzinfo=UTC))
        for digit in "ab"
    ]
    assert import_items(*records) == {"created": 2}


@pytest.mark.parametrize("expire_at", [None, datetime(2090, 1, 1, tzinfo=UTC)])
def test_a_read_only_database_ends_the_run(expire_at: datetime | None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's is ended in the tests of kills")

    def records() -> Iterator[ParsedItem]:
        connection.cursor().execute("PRAGMA query_only = ON")
        yield make_idless(expire_at=expire_at)

    try:
        with pytest.raises(OperationalError, match="readonly"):
            ingest(records(), options=Options(label="a test"))
    finally:
        connection.cursor().execute("PRAGMA query_only = OFF")
    assert Article.objects.count() == 0


@pytest.mark.parametrize(("limit", "times"), [(1, 2), (2, 2), (3, 0)])
def test_tables_are_analysed_in_a_large_import_and_after_it(
    limit: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        times = 0  # SQLite's plans do not depend on how much there is
    monkeypatch.setattr(ingesting, "ANALYSE_FROM", limit)
    with CaptureQueriesContext(connection) as captured:
        import_items(
            make_idless(identity="1"),
            make_idless(identity="2", body="<p>Another.</p>"),
            chunk_size=1,
        )
    statements = [each["sql"] for each in captured if each["sql"].startswith("ANALYZE")]
    assert ["articles_searchentry" in sql for sql in statements] == [True] * times
