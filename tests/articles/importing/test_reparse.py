"""Originals read again: what counts, what differs, and where a new reading goes."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone

from articles.importing import reparse as reparse_module
from articles.importing.lock import RunUndoneError
from articles.importing.reparse import Rereading, Selection, reparse
from articles.importing.undo import undo
from articles.models import Article, Author, Byline, ImportRun, Original, Revision, Source, Status
from articles.parsing import formats
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Record
from articles.publishing import closing, contents, revisions
from articles.vocabulary import Credit, Precision, SourceDate
from tests.audit import find_broken_links
from tests.factories import make_author, make_original, make_revision, make_source, make_user
from tests.problems import list_codes
from tests.runs import ARTICLE_FIELDS, make_misread, run_import

pytestmark = pytest.mark.django_db

ATTACHMENT = (
    b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2'
    b"</wp:wxr_version><item><title>A picture</title><wp:post_type>attachment</wp:post_type>"
    b"</item></channel></rss>"
)
CANCELED = (
    b'{"uri": "tag:1", "type": "text", "headline": "Ferry", "body_text": "It left.",'
    b' "version": "2", "versioncreated": "2019-11-08T09:00:00Z", "pubstatus": "canceled"}'
)
WRONG = {"headline": "FERRY SAILS AGAIN"}


def reread(*, is_applied: bool = False, **selection: Any) -> tuple[dict[str, int], list[Rereading]]:
    """Read the originals again; return the counts, and the differing readings."""
    rereadings: list[Rereading] = []
    selected = Selection(**selection)
    counts = reparse(selected, is_applied=is_applied, on_difference=rereadings.append)
    return dict(counts), rereadings


def replace_original(**columns: Any) -> None:
    """Store the original again with these columns: it cannot be changed."""
    original = Original.objects.get()
    closing.delete_originals(Original.objects.all())
    original.pk = None
    for name, value in columns.items():
        setattr(original, name, value)
    original.save(force_insert=True)


def list_changes(rereadings: list[Rereading]) -> list[tuple[str, Any, Any]]:
    return [
        (name, rereading.before[name], rereading.after[name])
        for rereading in rereadings
        for name in rereading.changed_fields
    ]


# Which originals are read.


def test_an_original_that_is_read_the_same_counts_as_same() -> None:
    run_import(make_misread(), make_misread(id="2", headline="Another", body="<p>Another.</p>"))
    assert reread() == ({"same": 2}, [])


def test_without_originals_there_is_nothing_to_read() -> None:
    assert reread() == ({}, [])


def test_only_the_newest_original_of_an_article_counts() -> None:
    run_import(make_misread(WRONG))
    run_import(make_misread(body="<p>Mended.</p>"))
    assert reread() == ({"same": 1}, [])


def test_a_duplicate_does_not_count() -> None:
    run_import(make_misread(WRONG))
    run_import(make_misread(WRONG, id=None))
    assert [each.original.outcome for each in reread()[1]] == ["created"]


def test_originals_of_a_canceled_article_do_not_count() -> None:
    run_import(make_misread(WRONG))
    run_import(make_misread({**WRONG, "is_canceled": True}))
    assert reread() == ({}, [])


def test_originals_of_one_run_or_of_one_parser_can_be_selected() -> None:
    first = run_import(make_misread(WRONG))
    run_import(make_misread(WRONG, id="2", body="<p>Another.</p>"))
    assert reread(run=first)[0] == reread(run=first, parser="jsonl")[0] == {"different": 1}
    assert (reread(parser="json")[0], reread(parser="jsonl")[0]) == ({}, {"different": 2})


def test_all_originals_are_read_whatever_the_chunk_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparse_module, "CHUNK", 2)
    run_import(*(make_misread(WRONG, id=f"{i}", body=f"<p>Text {i}.</p>") for i in range(5)))
    assert reread()[0] == {"different": 5}
    assert (reread(is_applied=True)[0], reread()[0]) == ({"updated": 5}, {"same": 5})


# Differences.


@pytest.mark.parametrize(
    ("name", "wrong", "is_wrong", "is_right", "fields"),
    [
        ("headline", "F", "F", ARTICLE_FIELDS["headline"], {}),
        ("standfirst", "F", "F", "It rained.", {"standfirst": "It rained."}),
        ("body", "<p>F</p>", "<p>F</p>", ARTICLE_FIELDS["body"], {}),
        ("kind", "news", "news", "report", {"kind": "report"}),
        ("language", "en", "en", "tr", {"language": "tr"}),
        ("byline", "F", "F", "By Ada", {"byline": "By Ada"}),
        ("source", "F", "F", "Harbour Gazette", {}),
        ("source_detail", "F", "F", "s. 3", {"source_detail": "s. 3"}),
        ("tags", ("f",), ["f"], ["quay"], {"tags": ["quay"]}),
    ],
)
def test_a_field_that_is_read_differently_is_reported(
    name: str, wrong: Any, is_wrong: Any, is_right: Any, fields: dict[str, Any]
) -> None:
    run = run_import(make_misread({name: wrong}, **fields))
    before = list(Article.objects.values())
    counts, differences = reread()
    assert (counts, list_changes(differences)) == ({"different": 1}, [(name, is_wrong, is_right)])
    assert (list(Article.objects.values()), ImportRun.objects.get()) == (before, run)


def test_dates_and_credits_that_are_read_differently_are_shown() -> None:
    wrong = {
        "source_date": SourceDate(date(2019, 3, 1), None, Precision.MONTH, "03/2019"),
        "credits": (Credit("Ada"), Credit("Ben")),
    }
    run_import(make_misread(wrong, source_date="2019-03-12", authors=["Ada Ben"]))
    assert [name for name, *_ in list_changes(reread()[1])] == [
        "source_date",
        "source_date_precision",
        "source_date_text",
        "credits",
    ]


def test_a_reading_with_other_remarks_alone_does_not_differ() -> None:
    run_import(make_misread())
    # As if the digest were computed from more fields today.
    replace_original(text_digest="0" * 64)
    assert reread() == ({"same": 1}, [])


def test_names_that_resolve_to_the_same_row_do_not_differ() -> None:
    run_import(make_misread(WRONG, authors=["Ada Writer", "A. Writer"], tags=["Quay"]))
    Source.objects.get().aliases.create(name="The Gazette")
    source = Source.objects.get()
    source.name = "The Harbour Gazette"
    source.save()
    ada = Author.objects.find_by_name("Ada Writer")
    assert ada
    # An editor merges the two.
    Byline.objects.filter(author__name="A. Writer").delete()
    Author.objects.get(name="A. Writer").delete()
    ada.aliases.create(name="A. Writer")
    assert [name for name, *_ in list_changes(reread()[1])] == ["headline"]


def test_a_new_source_is_shown_by_the_name_that_was_read() -> None:
    run_import(make_misread({"source": "Harbor"}))
    Source.objects.filter(name="Harbour Gazette").delete()
    assert list_changes(reread()[1]) == [("source", "Harbor", "Harbour Gazette")]
    assert Source.objects.count() == 1


def test_a_text_reread_as_our_own_work_has_no_source() -> None:
    run_import(
        make_misread({"is_own_work": False, "source": "Gazette"}, is_own_work=True, source=None)
    )
    changes = list_changes(reread()[1])
    assert changes == [("is_own_work", False, True), ("source", "Gazette", "")]


def test_fields_filled_by_defaults_do_not_differ() -> None:
    source = make_source("Quay News")
    run_import(make_misread(WRONG, source=None), source=source, language="tr")
    assert [name for name, *_ in list_changes(reread()[1])] == ["headline"]


def test_the_hour_of_publication_does_not_differ() -> None:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        run_import(make_misread(WRONG, our_date="2026-11-23"))
    assert [name for name, *_ in list_changes(reread()[1])] == ["headline"]


def test_another_publication_day_is_reported() -> None:
    run_import(make_misread({"our_date": date(2026, 11, 22)}, our_date="2026-11-21"))
    [(name, before, after)] = list_changes(reread()[1])
    assert (name, before[:10], after[:10]) == ("publish_at", "2026-11-22", "2026-11-21")


# Files whose second date proves that the month comes first.
MONTH_FIRST = {
    "csv": "Title,Text,Date,Day\nA,It left.,11/08/2019,3/2/2020\nB,C,12/31/2018,12/30/2018\n",
    "jsonl": '{"title": "A", "content": "It left.", "date": "11/08/2019", "day": "3/2/2020"}\n'
    '{"title": "B", "content": "C", "date": "12/31/2018"}\n',
    "json": '[{"headline": "A", "text": "It left.", "source_date": "11/08/2019 22:10:30"},'
    ' {"headline": "B", "text": "C", "source_date": "12/31/2018"}]',
    "feed": "<rss version='2.0'><channel>"
    "<item><title>A</title><description>It left.</description>"
    "<pubDate>11/08/2019 22:10</pubDate></item>"
    "<item><title>B</title><description>C</description>"
    "<pubDate>12/31/2018 22:10</pubDate></item></channel></rss>",
}


def read_month_first(name: str, **errors: Any) -> list[ParsedItem]:
    """Return the records of the file; ``errors`` are fields read wrongly."""
    names = {"day": "our_date"} if name != "feed" else {}
    stream = io.BytesIO(MONTH_FIRST[name].encode())
    results = formats.read_stream(stream, format_name=name, name_map=names)
    records = [each for each in results if isinstance(each, Record)]
    return [ParsedItem("in", replace(each, **errors)) for each in records]


@pytest.mark.parametrize("name", MONTH_FIRST)
def test_the_order_that_a_file_proved_for_its_dates_is_remembered(name: str) -> None:
    run_import(*read_month_first(name))
    first = Article.objects.get(headline="A")
    assert first.source_date == date(2019, 11, 8)
    assert reread(name_map={"day": "our_date"}) == ({"same": 2}, [])


def test_a_reading_that_is_applied_keeps_the_proven_order() -> None:
    run_import(*read_month_first("csv", standfirst="Wrong."))
    names = {"day": "our_date"}
    for outcome in ("updated", "same"):
        assert reread(is_applied=True, name_map=names)[0] == {outcome: 2}
    article = Article.objects.get(headline="A")
    assert (article.standfirst, article.source_date) == ("", date(2019, 11, 8))
    assert article.publish_at
    assert timezone.localdate(article.publish_at) == date(2020, 3, 2)
    readings = {"sureness": "sure", "line": None, "order": "month first"}
    assert Original.objects.filter(article=article).latest("pk").readings == {
        "source_date": readings,
        "our_date": readings,
    }


def test_an_original_without_a_revision_number_has_the_revision_of_its_time() -> None:
    run_import(make_misread(WRONG))
    replace_original(revision_number=None)
    make_revision(Article.objects.get(), headline="Edited")
    assert list_changes(reread()[1]) == [
        ("headline", WRONG["headline"], ARTICLE_FIELDS["headline"])
    ]


def test_an_original_without_a_revision_is_compared_with_the_article() -> None:
    run_import(make_misread(WRONG))
    Article.objects.update(working_revision=None)
    closing.delete_revisions(Revision.objects.all())
    assert list_changes(reread()[1]) == [
        ("headline", WRONG["headline"], ARTICLE_FIELDS["headline"])
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"parser": "old/3"}, Problem("reparse.no_parser", {"name": "old"})),
        ({"content": b""}, Problem("file.empty")),
        ({"content": b'{"headline": "Ferry"}'}, Problem("record.no_text")),
        ({"parser": "wxr/1", "content": ATTACHMENT}, Problem("reparse.no_article")),
        (
            {"parser": "ninjs/1", "content": CANCELED},
            Problem("reparse.canceled"),
        ),
    ],
)
def test_an_unreadable_original_is_reported_with_the_reason(
    change: dict[str, Any], problem: Problem
) -> None:
    run_import(make_misread())
    original = Original.objects.get()
    fields = {"parser": "jsonl/1", "content": original.content} | change
    content = fields.pop("content")
    closing.delete_originals(Original.objects.all())
    make_original(Article.objects.get(), content, **fields)
    counts, [difference] = reread(is_applied=True)
    assert (counts, ImportRun.objects.count()) == ({"unreadable": 1}, 2)
    assert (difference.changed_fields, difference.problem) == ([], problem)


# Applying.


def test_the_text_of_an_unedited_draft_is_replaced() -> None:
    run_import(make_misread(WRONG))
    assert reread(is_applied=True)[0] == {"updated": 1}
    article = Article.objects.get()
    work = revisions.get_working_revision(article)
    assert (article.headline, work.number, work.is_imported) == (
        ARTICLE_FIELDS["headline"],
        2,
        True,
    )


def test_the_original_is_stored_once_more_as_it_is_read_today() -> None:
    run_import(make_misread(WRONG))
    old = Original.objects.get()
    reread(is_applied=True)
    new = Original.objects.latest("pk")
    assert (new.content, new.sha256, new.size) == (old.content, old.sha256, old.size)
    assert (new.path, new.position, new.outcome) == ("in.jsonl", "line 7", "updated")
    assert (new.revision_number, new.text_digest == old.text_digest) == (2, False)


def test_the_run_stores_its_counts() -> None:
    first = run_import(make_misread(WRONG), make_misread(id="2", body="<p>Another.</p>"))
    reread(is_applied=True, run=first, parser="jsonl")
    run = ImportRun.objects.latest("pk")
    assert run.label == f"reparse: jsonl, import {first.pk}"
    assert (run.updated_count, run.unchanged_count, run.rejected_count) == (1, 1, 0)
    assert run.finished_at is not None


def test_an_author_under_two_names_stands_where_the_first_is_as_after_an_import() -> None:
    ada = make_author("Ada Writer")
    ada.aliases.create(name="A. Writer")
    authors = ["Ada Writer", "Ben Printer", "A. Writer"]
    run_import(make_misread(WRONG, authors=authors))
    imported = [credit["name"] for credit in contents.read_credits(Article.objects.get())]
    [difference] = reread(is_applied=True)[1]
    credited = [credit["name"] for credit in difference.after["credits"]]
    assert imported == credited == ["Ada Writer", "Ben Printer"]


def test_an_applied_reparse_without_differences_leaves_no_run() -> None:
    first = run_import(make_misread())
    assert (reread(is_applied=True)[0], ImportRun.objects.get()) == ({"same": 1}, first)


def test_after_applying_nothing_differs_and_an_import_finds_nothing_new() -> None:
    run_import(make_misread(WRONG))
    reread(is_applied=True)
    assert reread() == ({"same": 1}, [])
    assert run_import(make_misread()).unchanged_count == 1


def test_after_an_undo_the_former_reading_holds() -> None:
    run_import(make_misread(WRONG))
    reread(is_applied=True)
    assert undo(ImportRun.objects.latest("pk")).counts == {"updated": 1}
    assert (Article.objects.get().headline, reread()[0]) == (
        WRONG["headline"],
        {"different": 1},
    )
    assert not list(find_broken_links())


def test_after_an_edit_only_the_differing_fields_are_held() -> None:
    run_import(make_misread(WRONG, standfirst="It rained."))
    make_revision(Article.objects.get(), by=make_user(), standfirst="It poured.")
    assert reread(is_applied=True)[0] == {"held": 1}
    article = Article.objects.get()
    held = article.revisions.get(number=3).content
    assert (article.headline, article.has_held_revision) == (WRONG["headline"], True)
    assert (held["headline"], held["standfirst"]) == (
        ARTICLE_FIELDS["headline"],
        "It poured.",
    )


def test_an_impossible_plan_of_a_reading_is_not_applied() -> None:
    expire_at = "2080-01-01T00:00:00+00:00"
    run_import(make_misread({**WRONG, "expire_at": None}, expire_at=expire_at))
    planned = datetime(2090, 1, 1, tzinfo=UTC)
    make_revision(Article.objects.get(), by=make_user(), publish_at=planned.isoformat())
    assert reread(is_applied=True)[0] == {"held": 1}
    held = Article.objects.get().revisions.get(number=3).content
    assert held["headline"] == ARTICLE_FIELDS["headline"]
    assert (held["publish_at"], held["expire_at"]) == (planned.isoformat(), None)


def test_a_new_reading_of_a_live_article_is_held() -> None:
    run_import(make_misread(WRONG), status=Status.PUBLISHED)
    counts, [rereading] = reread(is_applied=True)
    assert (counts, rereading.is_held) == ({"held": 1}, True)
    assert Article.objects.get().headline == WRONG["headline"]


def test_a_held_text_is_replaced_by_the_whole_reading() -> None:
    run_import(make_misread(), status=Status.PUBLISHED)
    run_import(make_misread(WRONG, body="<p>Mended.</p>"))
    assert reread(is_applied=True)[0] == {"held": 1}
    held = Revision.objects.get(number=3).content
    assert (held["headline"], held["body"]) == (ARTICLE_FIELDS["headline"], "<p>Mended.</p>")


def test_a_text_of_another_source_goes_on_waiting() -> None:
    url = "https://gazette.example/1"
    run_import(make_misread(url=url))
    wrong = {**WRONG, "source": "Courier", "source_address": url, "origin_id": ""}
    run_import(make_misread(wrong, source="Courier", url=url, body="<p>Mended.</p>"))
    assert Original.objects.latest("pk").outcome == "held"
    assert reread(is_applied=True)[0] == {"held": 1}
    assert Article.objects.get().headline == ARTICLE_FIELDS["headline"]


def test_a_held_cancellation_is_not_read_again() -> None:
    run_import(make_misread(), status=Status.PUBLISHED)
    run_import(make_misread({"is_canceled": True}))
    assert Original.objects.latest("pk").outcome == "held_cancellation"
    assert reread() == ({}, [])


def test_a_difference_that_an_editor_corrected_makes_no_revision() -> None:
    run_import(make_misread(WRONG))
    make_revision(Article.objects.get(), by=make_user(), headline=ARTICLE_FIELDS["headline"])
    assert reread(is_applied=True)[0] == {"updated": 1}
    assert (Original.objects.latest("pk").revision_number, Revision.objects.count()) == (None, 2)


def test_an_organisation_is_made_as_one() -> None:
    run_import(
        make_misread({"credits": ()}, authors=[{"name": "Port Board", "is_organisation": True}])
    )
    reread(is_applied=True)
    assert Author.objects.get().is_organisation


def test_a_reading_that_the_tables_reject_is_reported_and_the_rest_goes_on() -> None:
    run_import(
        make_misread({"body": "<p>Read wrongly.</p>"}, body="<script>x()</script>"),
        make_misread(WRONG, id="2", body="<p>2</p>"),
    )
    counts, [rejected, _updated] = reread(is_applied=True)
    assert counts == {"unreadable": 1, "updated": 1}
    assert rejected.problem
    assert list_codes(rejected.problem) == ["record.empty_body"]


# Changes during a reparse.


def interrupt_reparse(interrupt: Callable[[], object]) -> list[Problem | None]:
    """Reparse two articles, with a call after the first; return the problem of the second."""
    run_import(make_misread(WRONG), make_misread(WRONG, id="2", body="<p>Another.</p>"))
    rereadings: list[Rereading] = []

    def on_difference(rereading: Rereading) -> None:
        rereadings.append(rereading)
        if len(rereadings) == 1:
            interrupt()

    counts = reparse(Selection(), is_applied=True, on_difference=on_difference)
    assert (counts["updated"], counts["unreadable"]) == (1, 1)
    return [each.problem for each in rereadings[1:]]


def test_a_reading_overtaken_by_an_import_is_not_applied() -> None:
    problems = interrupt_reparse(lambda: run_import(make_misread(id="2", body="<p>Mended.</p>")))
    assert problems == [reparse_module.OVERTAKEN]


def test_an_article_that_was_deleted_meanwhile_is_reported() -> None:
    problems = interrupt_reparse(
        lambda: closing.delete_articles(Article.objects.order_by("-pk")[:1])
    )
    params = {"message": "Article matching query does not exist."}
    assert problems == [Problem("record.refused", params)]


def test_it_stops_when_its_run_is_undone_meanwhile() -> None:
    with pytest.raises(RunUndoneError):
        interrupt_reparse(lambda: undo(ImportRun.objects.latest("pk")))


def test_a_lost_database_ends_the_run() -> None:
    run_import(make_misread(WRONG))

    def fail(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if "INTO" in sql and "articles_revision" in sql:
            raise OperationalError("gone")
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail), pytest.raises(OperationalError):
        reread(is_applied=True)
