"""The tally of an import, and what each record writes."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from pytest_django import Settings

from articles.importing.ingest import ingest
from articles.importing.options import Options, Tally
from articles.models import Article, Byline, ImportRun, Original, Status
from articles.parsing import inputs
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Reject
from articles.vocabulary import Credit, Precision, SourceDate
from tests.factories import NOON, make_source
from tests.runs import ARTICLE_FIELDS, SECOND_TEXT, import_items, make_idless, make_item

pytestmark = pytest.mark.django_db


# Instants that we cannot hold.


@pytest.mark.parametrize("status", list(Status)[:2])
@pytest.mark.parametrize("earlier", [[], [make_item(**SECOND_TEXT)]])
def test_a_year_that_is_not_possible_costs_no_record(
    status: Status, earlier: list[ParsedItem]
) -> None:
    import_items(*earlier)
    item = make_item(publish_at=datetime(202, 11, 8, tzinfo=UTC))
    assert import_items(item, status=status) == {"updated" if earlier else "created": 1}
    assert Article.objects.get().publish_at is None
    original = Original.objects.latest("pk")
    assert original.remarks == [{"code": "publish_at_dropped", "line": 1}]


# The tally.


def test_read_is_the_sum_of_the_outcomes_of_a_tally() -> None:
    records = [
        make_idless(),
        make_idless(),
        make_idless(body="<p>Another text.</p>", origin_id="1"),
        make_idless(body="<p>Another text, mended.</p>", origin_id="1"),
        make_idless(body="<p>Another text, mended.</p>"),
        ParsedItem("b.txt", Reject("line 1", Problem("record.no_headline"), "")),
    ]
    fields = ingest(records, options=Options(label="a test")).as_json()
    assert fields == {
        "read": 6,
        "created": 2,
        "updated": 1,
        "unchanged": 1,
        "duplicate": 1,
        "rejected": 1,
        **dict.fromkeys(
            ["held", "canceled", "withdrawn", "held_cancellations", "stubs", "left_out"], 0
        ),
        "seconds": fields["seconds"],
        "run": ImportRun.objects.get().pk,
    }


def test_the_seconds_of_a_tally_are_rounded_to_milliseconds() -> None:
    assert Tally(seconds=1.23456).as_json()["seconds"] == 1.235


def test_nothing_read_is_an_empty_tally() -> None:
    assert import_items() == {}


def test_a_run_stores_its_label_its_counts_and_its_end(django_user_model: type[User]) -> None:
    editor = django_user_model.objects.create_user("vera")
    import_items(make_idless(), make_idless(), label="x" * 600, started_by=editor)
    run = ImportRun.objects.get()
    assert (run.label, run.started_by) == ("x" * 500, editor)
    assert (run.created_count, run.unchanged_count, run.read_count) == (1, 1, 2)
    assert (run.finished_at or run.started_at) > run.started_at


def test_rejects_go_out_with_their_path_in_their_order() -> None:
    rejects: list[tuple[str, Reject]] = []
    bad = Reject("line 9", Problem("record.no_headline"), {"text": "Words."})
    records = [
        ParsedItem("b.txt", bad),
        make_idless(),
        make_idless(path="c.txt", body="<script>x()</script>"),
    ]
    ingest(records, options=Options(label="a test"), on_reject=lambda *each: rejects.append(each))
    assert [(path, reject.position) for path, reject in rejects] == [
        ("b.txt", "line 9"),
        ("c.txt", "line 1"),
    ]
    assert rejects[0][1] == bad


# What a record writes.


def test_a_record_becomes_a_draft_with_all_its_fields() -> None:
    fields: dict[str, Any] = {
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
    import_items(make_idless(**fields))
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
    } == fields
    assert (article.headline, article.body) == (ARTICLE_FIELDS["headline"], ARTICLE_FIELDS["body"])
    assert (article.status, article.is_released) == (Status.DRAFT, False)
    assert article.slug == "ferry-sails-again"


def test_a_body_is_sanitised() -> None:
    import_items(make_idless(body="<p>Text.</p><script>x()</script>"))
    assert Article.objects.get().body == "<p>Text.</p>"


def test_each_author_is_credited_once_in_order_with_the_affiliation() -> None:
    credits_ = (
        Credit("Ada Wrenholt", "Ilgaz University"),
        Credit("Northern Press Agency", is_organisation=True),
        Credit("ADA WRENHOLT"),
    )
    import_items(make_idless(credits=credits_))
    bylines = Byline.objects.values_list(
        "position", "author__name", "author__is_organisation", "affiliation"
    )
    assert list(bylines) == [
        (1, "Ada Wrenholt", False, "Ilgaz University"),
        (2, "Northern Press Agency", True, ""),
    ]


def test_an_original_is_stored_with_where_it_came_from() -> None:
    import_items(make_idless(path="folder/a.txt", position="line 40", charset="windows-1254"))
    original = Original.objects.get()
    assert (original.path, original.position) == ("folder/a.txt", "line 40")
    assert (original.charset, original.parser) == ("windows-1254", "test/1")
    assert (original.outcome, original.run) == (Original.Outcome.CREATED, ImportRun.objects.get())


def test_a_path_that_is_not_utf_8_is_stored_with_escapes() -> None:
    path = "kad\udcfdk\udcf6y.txt"  # as Python reads the name of a file from an old Turkish disk
    assert import_items(make_idless(path=path), label=path) == {"created": 1}
    assert Original.objects.get().path == r"kad\udcfdk\udcf6y.txt"


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff## İskele\r\n-\r\n08.11.2019\r\n\r\nVapur kalktı.\r\n".encode(),
        "## İskele\n-\n08.11.2019\n\nVapur kalktı.\n".encode("windows-1254"),
    ],
    ids=["a BOM and carriage returns", "an old charset"],
)
def test_an_original_is_the_file_byte_for_byte(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(content)
    ingest(inputs.read_paths([str(file)], charset="windows-1254"), options=Options(label="a test"))
    original = Original.objects.get()
    assert bytes(original.content) == content
    assert original.sha256 == hashlib.sha256(content).hexdigest()
    assert (Article.objects.get().headline, original.size) == ("İskele", len(content))


# Defaults for what a record does not say.


def test_the_default_source_and_language_are_used_when_a_record_has_none() -> None:
    courier = make_source("Thornbeck Courier")
    import_items(make_idless(source=""), source=courier, language="tr")
    article = Article.objects.get()
    assert (article.source, article.language) == (courier, "tr")


def test_the_fields_of_a_record_override_the_defaults() -> None:
    import_items(make_idless(language="en"), source=make_source("Thornbeck Courier"), language="tr")
    article = Article.objects.get()
    assert (str(article.source), article.language) == ("Harbour Gazette", "en")


def test_own_work_takes_no_default_source() -> None:
    assert import_items(make_idless(source="", is_own_work=True), source=make_source()) == {
        "created": 1
    }
    article = Article.objects.get()
    assert (article.source, article.is_own_work) == (None, True)


def test_an_update_without_the_defaults_leaves_what_they_once_filled_in() -> None:
    courier = make_source("Thornbeck Courier")
    url = "https://courier.example/1"
    import_items(make_idless(source="", source_address=url), source=courier, language="tr")
    import_items(make_idless(source="", source_address=url, body="<p>Mended.</p>"))
    article = Article.objects.get()
    assert (article.body, article.source, article.language) == ("<p>Mended.</p>", courier, "tr")


# The status of new articles, and what readers see.


@pytest.mark.parametrize(
    ("option", "fields", "status"),
    [
        (Status.DRAFT, {}, Status.DRAFT),
        (Status.REVIEW, {}, Status.REVIEW),
        (Status.PUBLISHED, {}, Status.PUBLISHED),
        (Status.PUBLISHED, {"source": ""}, Status.REVIEW),
        (Status.PUBLISHED, {"source": "", "is_own_work": True}, Status.PUBLISHED),
        (Status.DRAFT, {"source": ""}, Status.DRAFT),
    ],
)
def test_an_article_without_a_source_is_in_review_instead_of_published(
    option: Status, fields: dict[str, Any], status: Status
) -> None:
    import_items(make_idless(our_date=date(2019, 11, 8), **fields), status=option)
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
        import_items(make_idless(our_date=our_date), status=Status.PUBLISHED)
    assert Article.objects.get().published_at == published_at


def test_today_in_the_afternoon_is_published_at_noon() -> None:
    with time_machine.travel(datetime(2020, 3, 1, 15, tzinfo=UTC), tick=False):
        import_items(make_idless(our_date=date(2020, 3, 1)), status=Status.PUBLISHED)
    assert Article.objects.get().published_at == datetime(2020, 3, 1, 12, tzinfo=UTC)


def test_that_the_database_is_gone_is_no_fault_of_the_record() -> None:
    def fail(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "articles_original"'):
            raise OperationalError("gone")
        return execute(sql, *rest)

    stub = make_idless(body="", source_address="https://gazette.example/1")
    with connection.execute_wrapper(fail), pytest.raises(OperationalError, match="gone"):
        import_items(stub)
