"""Records to rows: what each does to the tables, and that nothing is lost, twice or overwritten."""

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from articles.importing import ingest as ingesting
from articles.importing import name_cache
from articles.importing.ingest import ingest
from articles.importing.options import OUTCOMES, Options, Tally
from articles.models import (
    Article,
    Author,
    Byline,
    ImportRun,
    Original,
    Revision,
    Source,
    SourceAlias,
    Status,
    StatusChange,
    Tag,
    Tagging,
)
from articles.parsing import inputs
from articles.parsing.records import ParsedItem, Record, Reject
from articles.publishing import audit_log, revisions
from articles.vocabulary import Credit, Precision, SourceDate
from tests.factories import NOON, make_article, make_source
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db

PIECE: dict[str, Any] = {
    "headline": "Ferry sails again",
    "body": "<p>The ferry left Saltmere at noon, full for once.</p>",
    "source": "Harbour Gazette",
}


def found(*, path: str = "a.jsonl", **fields: Any) -> ParsedItem:
    """Return a record as a parser yields it; its bytes are made of its fields."""
    told = PIECE | fields
    written = {
        "original": json.dumps(told, default=str, sort_keys=True).encode(),
        "media_type": "application/json",
        "charset": "utf-8",
        "parser": "test/1",
        "position": "line 1",
    }
    return ParsedItem(path, Record(**(written | told)))


def counts(tally: Tally) -> dict[str, int]:
    """Return the outcomes that were counted at all."""
    return {outcome: tally.counts[outcome] for outcome in OUTCOMES if tally.counts[outcome]}


def take(*records: ParsedItem, **options: Any) -> dict[str, int]:
    return counts(ingest(records, options=Options(**{"label": "a test", **options})))


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return all that an import may write, but for the batches that say when it did."""
    written = (Article, Author, Byline, Original, Source, SourceAlias, Tag, Tagging)
    return {table.__name__: all_of(table) for table in written}


def all_of(table: type[Model]) -> list[dict[str, Any]]:
    return list(QuerySet(table).order_by("pk").values())


# The tally.


def test_a_tally_tells_the_outcomes_and_read_is_their_sum() -> None:
    records = [
        found(),
        found(),
        found(body="<p>Another text.</p>", origin_id="1"),
        found(body="<p>Another text, mended.</p>", origin_id="1"),
        found(origin_id="2"),
        ParsedItem("b.txt", Reject("line 1", "It has no headline.", "")),
    ]
    told = ingest(records, options=Options(label="a test")).as_json()
    assert told == {
        "read": 6,
        "created": 2,
        "updated": 1,
        "unchanged": 1,
        "duplicate": 1,
        "rejected": 1,
        "seconds": told["seconds"],
        "run": ImportRun.objects.get().pk,
    }


def test_the_seconds_of_a_tally_are_rounded_to_milliseconds() -> None:
    assert Tally(seconds=1.23456).as_json()["seconds"] == 1.235


def test_nothing_read_is_an_empty_tally() -> None:
    assert take() == {}


def test_a_batch_keeps_its_label_its_counts_and_its_end(django_user_model: type[User]) -> None:
    editor = django_user_model.objects.create_user("vera")
    take(found(), found(), label="x" * 600, started_by=editor)
    run = ImportRun.objects.get()
    assert (run.label, run.started_by) == ("x" * 500, editor)
    assert (run.created_count, run.unchanged_count, run.read_count) == (1, 1, 2)
    assert (run.finished_at or run.started_at) > run.started_at


def test_rejects_go_out_with_their_path_in_their_order() -> None:
    told: list[tuple[str, Reject]] = []
    bad = Reject("line 9", "It has no headline.", {"text": "Words."})
    records = [
        ParsedItem("b.txt", bad),
        found(),
        found(path="c.txt", headline="x" * 501, body="<p>B.</p>"),
    ]
    ingest(records, options=Options(label="a test"), on_reject=lambda *each: told.append(each))
    assert [(path, reject.position) for path, reject in told] == [
        ("b.txt", "line 9"),
        ("c.txt", "line 1"),
    ]
    assert told[0][1] == bad


# What a record writes.


def test_a_record_becomes_a_draft_with_all_that_it_tells() -> None:
    told: dict[str, Any] = {
        "standfirst": "The terminal is finished.",
        "kind": "news",
        "language": "en",
        "source_date": SourceDate(
            date(2019, 11, 1), date(2019, 11, 7), Precision.RANGE, "1-7 November 2019"
        ),
        "source_detail": "Issue 87",
        "source_address": "https://gazette.example/1",
        "byline": "By Ada Wrenholt",
    }
    take(found(**told))
    article = Article.objects.get()
    assert {
        "standfirst": article.standfirst,
        "kind": article.kind,
        "language": article.language,
        "source_date": SourceDate(
            article.source_date,
            article.source_date_end,
            Precision(article.source_date_precision),
            article.source_date_text,
        ),
        "source_detail": article.source_detail,
        "source_address": article.source_address,
        "byline": article.byline,
    } == told
    assert (article.headline, article.body) == (PIECE["headline"], PIECE["body"])
    assert (article.status, article.is_released) == (Status.DRAFT, False)
    assert article.slug == "ferry-sails-again"


def test_a_body_passes_the_gate() -> None:
    take(found(body="<p>Text.</p><script>x()</script>"))
    assert Article.objects.get().body == "<p>Text.</p>"


def test_authors_stand_in_their_order_with_their_affiliations_each_once() -> None:
    credited = (
        Credit("Ada Wrenholt", "Ilgaz University"),
        Credit("Northern Press Agency", is_organisation=True),
        Credit("ADA WRENHOLT"),
    )
    take(found(credits=credited))
    bylines = Byline.objects.values_list(
        "position", "author__name", "author__is_organisation", "affiliation"
    )
    assert list(bylines) == [
        (1, "Ada Wrenholt", False, "Ilgaz University"),
        (2, "Northern Press Agency", True, ""),
    ]


def test_an_original_is_kept_with_where_it_came_from() -> None:
    take(found(path="folder/a.txt", position="line 40", charset="windows-1254"))
    original = Original.objects.get()
    assert (original.path, original.position) == ("folder/a.txt", "line 40")
    assert (original.charset, original.parser) == ("windows-1254", "test/1")
    assert (original.outcome, original.run) == (Original.Outcome.CREATED, ImportRun.objects.get())


def test_a_path_that_is_not_utf_8_is_kept_with_escapes() -> None:
    path = "kad\udcfdk\udcf6y.txt"  # as Python reads the name of a file from an old Turkish disk
    assert take(found(path=path), label=path) == {"created": 1}
    assert Original.objects.get().path == r"kad\udcfdk\udcf6y.txt"


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff## İskele\r\n-\r\n08.11.2019\r\n\r\nVapur kalktı.\r\n".encode(),
        "## İskele\n-\n08.11.2019\n\nVapur kalktı.\n".encode("windows-1254"),
    ],
    ids=["a mark and carriage returns", "an old charset"],
)
def test_an_original_is_the_file_byte_for_byte(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(content)
    ingest(inputs.read_paths([str(file)], charset="windows-1254"), options=Options(label="a test"))
    original = Original.objects.get()
    assert bytes(original.content) == content
    assert original.sha256 == hashlib.sha256(content).hexdigest()
    assert (Article.objects.get().headline, original.size) == ("İskele", len(content))


# What stands in where a record tells nothing.


def test_the_default_source_and_language_stand_in_where_none_is_told() -> None:
    courier = make_source("Thornbeck Courier")
    take(found(source=""), source=courier, language="tr")
    article = Article.objects.get()
    assert (article.source, article.language) == (courier, "tr")


def test_what_a_record_tells_goes_before_the_defaults() -> None:
    take(found(language="en"), source=make_source("Thornbeck Courier"), language="tr")
    article = Article.objects.get()
    assert (str(article.source), article.language) == ("Harbour Gazette", "en")


def test_own_work_takes_no_default_source() -> None:
    assert take(found(source="", is_own_work=True), source=make_source()) == {"created": 1}
    article = Article.objects.get()
    assert (article.source, article.is_own_work) == (None, True)


def test_an_update_without_the_defaults_leaves_what_they_once_filled_in() -> None:
    courier = make_source("Thornbeck Courier")
    take(found(source="", origin_id="1"), source=courier, language="tr")
    take(found(source="", origin_id="1", body="<p>Mended.</p>"))
    article = Article.objects.get()
    assert (article.body, article.source, article.language) == ("<p>Mended.</p>", courier, "tr")


# Where the work stands, and what readers see.


@pytest.mark.parametrize(
    ("asked", "fields", "status"),
    [
        (Status.DRAFT, {}, Status.DRAFT),
        (Status.REVIEW, {}, Status.REVIEW),
        (Status.PUBLISHED, {}, Status.PUBLISHED),
        (Status.PUBLISHED, {"source": ""}, Status.REVIEW),
        (Status.PUBLISHED, {"source": "", "is_own_work": True}, Status.PUBLISHED),
        (Status.DRAFT, {"source": ""}, Status.DRAFT),
    ],
)
def test_what_is_to_be_published_without_a_source_waits_in_review(
    asked: Status, fields: dict[str, Any], status: Status
) -> None:
    take(found(our_date=date(2019, 11, 8), **fields), status=asked)
    article = Article.objects.get()
    is_released = status == Status.PUBLISHED
    assert (article.status, article.is_released) == (status, is_released)
    assert article.published_at == (NOON if is_released else None)
    assert article.publish_at == NOON


@pytest.mark.parametrize(
    ("our_date", "published_at"),
    [
        (date(2019, 7, 8), datetime(2019, 7, 8, 9, tzinfo=UTC)),
        (date(2014, 1, 8), datetime(2014, 1, 8, 10, tzinfo=UTC)),
        (date(2020, 3, 1), datetime(2020, 3, 1, 6, 30, tzinfo=UTC)),
        (date(2020, 3, 2), datetime(2020, 3, 2, 9, tzinfo=UTC)),
        (None, datetime(2020, 3, 1, 6, 30, tzinfo=UTC)),
    ],
    ids=["noon in summer", "noon in winter", "today, this instant", "tomorrow at noon", "none"],
)
def test_published_at_is_noon_of_our_date_in_the_sites_zone(
    settings: Settings, our_date: date | None, published_at: datetime
) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    with time_machine.travel(datetime(2020, 3, 1, 6, 30, tzinfo=UTC), tick=False):
        take(found(our_date=our_date), status=Status.PUBLISHED)
    assert Article.objects.get().published_at == published_at


def test_today_in_the_afternoon_is_published_at_noon() -> None:
    with time_machine.travel(datetime(2020, 3, 1, 15, tzinfo=UTC), tick=False):
        take(found(our_date=date(2020, 3, 1)), status=Status.PUBLISHED)
    assert Article.objects.get().published_at == datetime(2020, 3, 1, 12, tzinfo=UTC)


# Again is the same as once.

SHELF = [
    found(),
    found(source="Thornbeck Courier", credits=(Credit("Ada Wrenholt"),), tags=("harbour", "film")),
    found(origin_id="1", body="<p>With an id.</p>", our_date=date(2019, 11, 8)),
    found(origin_id="2", body="<p>With an id.</p>"),
    found(source_address="https://gazette.example/1", body="<p>With an address.</p>"),
    found(origin_id="3", source_address="http://www.gazette.example/1/", body="<p>The same.</p>"),
    found(source="", body="<p>From nobody knows where.</p>"),
]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.PUBLISHED])
def test_an_import_run_twice_changes_nothing(status: Status) -> None:
    first = take(*SHELF, status=status)
    before = rows()
    second = take(*SHELF, status=status)
    assert (first, second) == (
        {"created": 5, "duplicate": 2},
        {"unchanged": 5, "duplicate": 2},
    )
    assert rows() == before


def test_a_dry_run_changes_nothing_and_tells_the_same_tally() -> None:
    take(SHELF[0])
    before = rows()
    told = ingest(SHELF, options=Options(label="a test", is_dry_run=True, chunk_size=2))
    assert (rows(), ImportRun.objects.count(), told.run) == (before, 1, None)
    assert counts(told) == take(*SHELF)


def test_an_import_run_again_with_a_default_source_makes_nothing_twice() -> None:
    record = found(source="")
    take(record)
    before = rows()
    assert take(record, source=Source.objects.create(name="Harbour Gazette")) == {"duplicate": 1}
    assert rows()["Article"] == before["Article"]
    assert rows()["Original"] == before["Original"]


@pytest.mark.parametrize(
    "again",
    [
        {"source_address": "http://www.gazette.example:80/1/?utm_source=mail#top"},
        {"source_address": "https://gazette.example/1", "origin_id": ""},
    ],
)
def test_an_address_is_the_same_however_it_is_spelt(again: dict[str, Any]) -> None:
    take(found(source_address="https://gazette.example/1"))
    outcome = take(found(**again))
    assert (outcome, Article.objects.count()) == (
        {"updated": 1} if "utm" in again["source_address"] else {"unchanged": 1},
        1,
    )


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW])
def test_another_text_under_the_same_identity_replaces_that_of_an_unedited_piece(
    status: Status,
) -> None:
    take(found(origin_id="1", tags=("harbour",), credits=(Credit("Ada Wrenholt"),)), status=status)
    before = Article.objects.get()
    mended = found(
        origin_id="1", headline="Mended", tags=("film",), credits=(Credit("Idris Varley"),)
    )
    assert take(mended, status=Status.PUBLISHED) == {"updated": 1}
    article = Article.objects.get()
    assert (article.pk, article.slug, article.status) == (before.pk, before.slug, status)
    assert article.headline == "Mended"
    assert [tag.name for tag in article.tags.all()] == ["film"]
    assert [str(byline) for byline in article.bylines.all()] == ["Idris Varley"]
    outcomes = Original.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["created", "updated"]


def test_our_date_alone_makes_another_text_and_stays_where_it_is_told_no_more() -> None:
    take(found(origin_id="1", our_date=date(2019, 11, 8)))
    assert take(found(origin_id="1", our_date=date(2019, 11, 9))) == {"updated": 1}
    assert take(found(origin_id="1", our_date=date(2019, 11, 9))) == {"unchanged": 1}
    assert take(found(origin_id="1")) == {"updated": 1}
    assert Article.objects.get().publish_at == datetime(2019, 11, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.PUBLISHED, "is_released": True, "published_at": NOON},
        {"status": Status.DRAFT, "is_released": True, "published_at": NOON},
        {"status": Status.APPROVED},
        {"status": Status.SPIKED},
        {"status": Status.WITHDRAWN, "withdrawn_reason": "Wrong."},
        {"status": Status.DRAFT, "edited_at": NOON},
        {"status": Status.REVIEW, "edited_at": NOON},
    ],
    ids=["published", "live draft", "approved", "spiked", "withdrawn", "edited", "in review"],
)
def test_another_text_waits_for_an_editor_where_the_piece_is_live_or_edited(
    fields: dict[str, Any],
) -> None:
    take(found(origin_id="1", credits=(Credit("Ada Wrenholt"),)))
    Article.objects.update(**fields)
    before = rows()
    mended = found(origin_id="1", body="<p>Mended.</p>", tags=("film",))
    assert take(mended) == {"updated": 1}
    after = rows()
    assert [original["outcome"] for original in after.pop("Original")] == ["created", "held"]
    before["Article"][0]["has_held_revision"] = True
    assert after == {name: before[name] for name in after}
    held = Revision.objects.get(number=2)
    assert (held.content["body"], held.content["tags"]) == ("<p>Mended.</p>", ["film"])
    assert (held.is_imported, held.made_by) == (True, None)
    assert take(mended) == {"unchanged": 1}


def test_the_text_that_an_editor_took_over_already_waits_for_nobody() -> None:
    take(found(origin_id="1"))
    article = Article.objects.get()
    content = revisions.get_working_revision(article).content | {"body": "<p>Mended.</p>"}
    revisions.save_revision(article, content, by=None, builds_on=1)
    assert take(found(origin_id="1", body="<p>Mended.</p>")) == {"updated": 1}
    assert (Revision.objects.count(), Article.objects.get().has_held_revision) == (2, False)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.PUBLISHED])
def test_where_an_import_placed_a_piece_is_on_the_record(status: Status) -> None:
    take(found(origin_id="1"), status=status)
    work = Revision.objects.get()
    changes = StatusChange.objects.values_list(
        *("transition", "from_status", "to_status", "changed_by", "reason", "revision"),
        *("readers_sha256", "takes_effect_at"),
    )
    seen = work.sha256 if status is Status.PUBLISHED else ""
    told = ("import", "draft", status, None, str(ImportRun.objects.get()), work.pk, seen, None)
    assert list(changes) == ([] if status is Status.DRAFT else [told])
    assert list(audit_log.find_broken_links()) == []


def test_an_import_that_goes_live_later_says_when() -> None:
    with time_machine.travel(datetime(2020, 3, 1, 9, tzinfo=UTC), tick=False):
        take(found(our_date=date(2020, 3, 2)), status=Status.PUBLISHED)
    noon = datetime(2020, 3, 2, 12, tzinfo=UTC)
    assert (StatusChange.objects.get().takes_effect_at, Article.objects.get().published_at) == (
        noon,
        noon,
    )


def test_a_text_that_came_back_is_unchanged() -> None:
    """A folder that holds both texts of a piece can be imported again and again."""
    shelf = [found(origin_id="1"), found(origin_id="1", body="<p>Mended.</p>")]
    take(*shelf)
    assert take(*shelf) == {"unchanged": 2}
    assert Article.objects.get().body == "<p>Mended.</p>"


def test_the_same_bytes_read_in_another_charset_are_another_text() -> None:
    bytes_received = "İskele".encode("windows-1254")
    take(found(origin_id="1", headline="Ýskele", original=bytes_received, charset="latin-1"))
    again = found(origin_id="1", headline="İskele", original=bytes_received, charset="cp1254")
    assert take(again) == {"updated": 1}
    assert Article.objects.get().headline == "İskele"


def test_the_same_text_in_other_bytes_is_unchanged() -> None:
    take(found(origin_id="1", original=b"one"))
    assert take(found(origin_id="1", original=b"two", position="line 7")) == {"unchanged": 1}


# The same piece under another identity.


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (
            {"source_address": "https://gazette.example/1"},
            {"source_address": "http://gazette.example/1/", "origin_id": "1", "headline": "New"},
            "duplicate",
        ),
        ({}, {"origin_id": "1"}, "duplicate"),
        ({"origin_id": "1"}, {"origin_id": "2"}, "duplicate"),
        ({}, {"origin_id": "1", "headline": "Another headline"}, "duplicate"),
        ({}, {"origin_id": "1", "source": "HARBOUR gazette"}, "duplicate"),
        ({"source": ""}, {"origin_id": "1"}, "duplicate"),
        ({}, {"origin_id": "1", "source": ""}, "duplicate"),
        ({}, {"origin_id": "1", "source": "Thornbeck Courier"}, "created"),
        ({}, {"source": "Thornbeck Courier"}, "created"),
        ({"source": "", "is_own_work": True}, {}, "created"),
        ({}, {"origin_id": "1", "body": "<p>Another text.</p>"}, "created"),
        ({"source_address": "https://a.example/1"}, {"body": "<p>Other.</p>"}, "created"),
    ],
    ids=[
        "same address",
        "same text, an id",
        "same text, another id",
        "same text, another headline",
        "same text, source spelt otherwise",
        "same text, source told only now",
        "same text, source told no more",
        "same text and id from another source",
        "same text from another source",
        "our own text in another outlet",
        "another text",
        "another text without an address",
    ],
)
def test_the_same_address_or_the_same_text_of_the_same_source_is_a_duplicate(
    first: dict[str, Any], second: dict[str, Any], outcome: str
) -> None:
    take(found(**first))
    before = rows()["Article"]
    assert take(found(**second)) == {outcome: 1}
    if outcome == "duplicate":
        assert rows()["Article"] == before
        originals = Original.objects.order_by("pk").values_list("article", "outcome")
        assert list(originals) == [
            (before[0]["id"], "created"),
            (before[0]["id"], "duplicate"),
        ]


def test_the_same_text_under_another_default_source_is_a_new_piece() -> None:
    gazette, courier = make_source("Harbour Gazette"), make_source("Thornbeck Courier")
    take(found(source=""), source=gazette)
    assert take(found(source=""), source=courier) == {"created": 1}


def test_a_text_that_only_a_duplicate_had_is_news_to_the_piece_itself() -> None:
    address = "https://gazette.example/1"
    take(found(origin_id="1", source_address=address))
    take(found(origin_id="2", source_address=address, body="<p>Mended.</p>"))
    mended = found(origin_id="1", source_address=address, body="<p>Mended.</p>")
    assert take(mended) == {"updated": 1}
    assert Article.objects.get().body == "<p>Mended.</p>"
    assert take(mended) == {"unchanged": 1}


# Names, however they are spelt.


def test_a_source_is_found_by_every_spelling_of_its_name() -> None:
    take(
        found(source="Hürriyet Daily News"),
        found(source="Hurriyet Daily News", body="<p>Second.</p>"),
        found(source="HÜRRİYET DAILY NEWS", body="<p>Third.</p>"),
    )
    assert [source.name for source in Source.objects.all()] == ["Hürriyet Daily News"]


def test_a_source_is_found_by_an_alias() -> None:
    source = make_source("Hürriyet Daily News")
    source.aliases.create(name="HDN")
    take(found(source="hdn"))
    assert Article.objects.get().source == source


def test_an_author_is_found_by_every_spelling_of_the_name() -> None:
    take(
        found(credits=(Credit("Ayşe Işık"),)),
        found(credits=(Credit("Ayse ISIK"),), body="<p>Second.</p>"),
    )
    assert [author.name for author in Author.objects.all()] == ["Ayşe Işık"]


def test_a_tag_is_found_by_every_spelling_of_its_name() -> None:
    take(found(tags=("Türkiye", "TÜRKİYE")), found(tags=("turkiye",), body="<p>Second.</p>"))
    assert [tag.name for tag in Tag.objects.all()] == ["Türkiye"]
    assert Tagging.objects.count() == 2


def test_a_tag_whose_slug_an_editor_changed_is_no_reason_for_a_reject() -> None:
    Tag.objects.create(name="Harbour", slug="port")
    assert take(found(tags=("Harbour",))) == {"created": 1}
    assert [tag.slug for tag in Article.objects.get().tags.all()] == ["port"]


def test_a_source_whose_slug_an_editor_gave_to_another_is_no_reason_for_a_reject() -> None:
    make_source("Harbour Authority", slug="port")
    assert take(found(source="Port", credits=(Credit("Port"),))) == {"created": 1}
    assert Source.objects.get(name="Port").slug == "port-2"


def test_a_tag_without_letters_is_passed_over() -> None:
    assert take(found(tags=("—", "", "film"))) == {"created": 1}
    assert [tag.name for tag in Tag.objects.all()] == ["film"]


# Records that the tables refuse.


@pytest.mark.parametrize(
    ("fields", "begins"),
    [
        ({"headline": "x" * 501}, "headline: Ensure this value has at most 500 characters"),
        ({"byline": "x" * 301}, "byline: Ensure"),
        ({"kind": "rumour"}, "kind: Value 'rumour' is not a valid choice."),
        ({"language": "Turkish"}, "language: Write a language tag such as en, tr or pt-BR."),
        ({"source_address": "https://no host/"}, "source_address: Enter a valid URL."),
        ({"source_detail": "x" * 301}, "source_detail: Ensure"),
        ({"source_date": SourceDate(text="x" * 101)}, "source_date_text: Ensure"),
        ({"source": "x" * 201}, "source name: Ensure this value has at most 200 characters"),
        ({"source": "—"}, "source name: A name needs at least one letter or digit."),
        ({"credits": (Credit("x" * 201),)}, "author name: Ensure"),
        ({"credits": (Credit("…"),)}, "author name: A name needs at least one letter or digit."),
        ({"credits": (Credit("Ada", "x" * 301),)}, "affiliation: Ensure"),
        ({"tags": ("x" * 101,)}, "tag name: Ensure this value has at most 100 characters"),
        ({"body": "<script>x()</script>"}, "Its body holds no text."),
        ({"headline": ""}, "headline: This field cannot be blank."),
        ({"source_date": SourceDate(precision=Precision.DAY)}, ""),
    ],
)
def test_a_record_that_the_tables_refuse_is_a_reject_and_the_rest_goes_on(
    fields: dict[str, Any], begins: str
) -> None:
    told: list[Reject] = []
    bad = found(**{"body": "<p>A bad one.</p>", "position": "line 2", **fields})
    records = [found(), bad, found(body="<p>After it.</p>")]
    tally = ingest(
        records,
        options=Options(label="a test"),
        on_reject=lambda _path, reject: told.append(reject),
    )
    assert counts(tally) == {"created": 2, "rejected": 1}
    assert isinstance(bad.result, Record)
    assert (told[0].position, told[0].record) == ("line 2", bad.result.original.decode())
    assert told[0].reason[: len(begins)] == begins
    assert "\n" not in told[0].reason
    assert set(Source.objects.values_list("name", flat=True)) == {"Harbour Gazette"}
    assert Author.objects.count() == 0


def test_a_refused_update_leaves_the_piece_as_it_was() -> None:
    take(found(origin_id="1", credits=(Credit("Ada Wrenholt"),)))
    before = rows()
    assert take(found(origin_id="1", headline="New", credits=(Credit("x" * 201),))) == {
        "rejected": 1
    }
    assert rows() == before


# Killed, and run again.


class Killed(BaseException):
    pass


def shelf_of(number: int) -> list[ParsedItem]:
    return [found(origin_id=str(i), body=f"<p>Text {i}.</p>") for i in range(number)]


def killed_after(records: Iterable[ParsedItem]) -> Iterator[ParsedItem]:
    yield from records
    raise Killed


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_run_that_is_killed_keeps_its_whole_batches_and_a_second_one_completes_it() -> None:
    shelf = shelf_of(10)
    with pytest.raises(Killed):
        take(*killed_after(shelf[:8]))  # before the first batch is full
    with pytest.raises(Killed):
        ingest(killed_after(shelf[:8]), options=Options(label="a test", chunk_size=3))
    killed = ImportRun.objects.latest("pk")
    assert (killed.created_count, killed.finished_at, Article.objects.count()) == (6, None, 6)
    assert take(*shelf, chunk_size=3) == {"created": 4, "unchanged": 6}
    assert sorted(Article.objects.values_list("body", flat=True)) == [
        f"<p>Text {i}.</p>" for i in range(10)
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_dry_run_that_is_killed_changes_nothing() -> None:
    options = Options(label="a test", is_dry_run=True, chunk_size=2)
    with pytest.raises(Killed):
        ingest(killed_after(shelf_of(5)), options=options)
    assert (Article.objects.count(), ImportRun.objects.count()) == (0, 0)


# Several at once.


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("round_number", range(3))
@pytest.mark.parametrize("step", [1, -1], ids=["same order", "opposite orders"])
def test_two_imports_of_the_same_at_once_end_in_one_set_of_articles(
    round_number: int, step: int
) -> None:
    shelf = [
        found(
            origin_id=str(i),
            body=f"<p>Text {i} of round {round_number}.</p>",
            source=f"Outlet {i % 5}",
            credits=(Credit(f"Author {i % 7}"), Credit(f"Author {(i + 3) % 7}")),
            tags=(f"tag {i % 4}", f"tag {(i + 1) % 4}"),
        )
        for i in range(30)
    ]
    told = run_at_once(
        lambda: take(*shelf, chunk_size=10),
        lambda: take(*shelf[::step], chunk_size=10),
    )
    assert [sum(tally.values()) for tally in told] == [30, 30]
    assert sum(tally.get("created", 0) for tally in told) == 30
    assert sum(tally.get("unchanged", 0) for tally in told) == 30
    assert (Article.objects.count(), Original.objects.count()) == (30, 30)
    assert (Source.objects.count(), Author.objects.count(), Tag.objects.count()) == (5, 7, 4)
    assert (Byline.objects.count(), Tagging.objects.count()) == (60, 60)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_slug_that_an_editor_takes_meanwhile_is_no_reason_for_a_reject() -> None:
    saved, looked = threading.Event(), threading.Event()

    def edit() -> None:
        with transaction.atomic():
            make_article(headline=PIECE["headline"], is_own_work=True)
            saved.set()
            looked.wait(0.5)

    def bring() -> dict[str, int]:
        saved.wait(10)
        return take(found())

    assert run_at_once(edit, bring)[1] == {"created": 1}
    slugs = Article.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["ferry-sails-again", "ferry-sails-again-2"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_an_editor_saves_meanwhile_is_not_overwritten() -> None:
    take(found(origin_id="1"))
    saved, looked = threading.Event(), threading.Event()

    def edit() -> None:
        with transaction.atomic():
            Article.objects.update(body="<p>Edited.</p>", edited_at=timezone.now())
            saved.set()
            looked.wait(0.5)

    def bring() -> dict[str, int]:
        saved.wait(10)
        return take(found(origin_id="1", body="<p>Mended.</p>"))

    assert run_at_once(edit, bring)[1] == {"updated": 1}
    assert Article.objects.get().body == "<p>Edited.</p>"


# What the fast way leaves to the slow one, and what neither can do.


def test_names_that_were_forgotten_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_cache, "CACHE_LIMIT", 0)
    records = [found(origin_id=f"a:{i}", body=f"<p>{i}</p>", tags=("sea",)) for i in range(3)]
    assert take(*records, chunk_size=1) == {"created": 3}
    assert Tag.objects.get().taggings.count() == 3


def test_what_our_own_export_tells_apart_stays_apart_one_by_one() -> None:
    twins = [
        found(identity=digit * 64, expire_at=datetime(2090, 1, 1, tzinfo=UTC)) for digit in "ab"
    ]
    assert take(*twins) == {"created": 2}


def test_a_language_that_is_none_is_refused() -> None:
    assert take(found(language="Turkish")) == {"rejected": 1}


@pytest.mark.parametrize("expire_at", [None, datetime(2090, 1, 1, tzinfo=UTC)])
def test_a_database_that_takes_nothing_any_more_ends_the_run(expire_at: datetime | None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's is ended in the tests of kills")

    def records() -> Iterator[ParsedItem]:
        connection.cursor().execute("PRAGMA query_only = ON")
        yield found(expire_at=expire_at)

    try:
        with pytest.raises(OperationalError, match="readonly"):
            ingest(records(), options=Options(label="a test"))
    finally:
        connection.cursor().execute("PRAGMA query_only = OFF")
    assert Article.objects.count() == 0


@pytest.mark.parametrize(("much", "times"), [(2, 1), (3, 0)])
def test_the_planner_knows_at_once_what_a_large_import_brought(
    much: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        times = 0  # SQLite's plans do not depend on how much there is
    monkeypatch.setattr(ingesting, "ANALYSE_FROM", much)
    with CaptureQueriesContext(connection) as captured:
        take(found(identity="1"), found(identity="2", body="<p>Another.</p>"))
    asked = [each["sql"] for each in captured if each["sql"].startswith("ANALYZE")]
    assert ["articles_searchentry" in sql for sql in asked] == [True] * times
