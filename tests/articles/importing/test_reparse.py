"""Originals read again: what counts, what differs, and where a new reading goes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection

from articles.importing import reparse as reparse_module
from articles.importing.lock import RunUndoneError
from articles.importing.reparse import Rereading, Selection, reparse
from articles.importing.undo import undo
from articles.models import Article, Author, Byline, ImportRun, Original, Revision, Source, Status
from articles.publishing import audit_log, revisions
from articles.vocabulary import Credit, Precision, SourceDate
from tests.factories import make_original, make_revision, make_source, make_user
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


def again(*, is_applied: bool = False, **selection: Any) -> tuple[dict[str, int], list[Rereading]]:
    """Read the originals again; return the counts, and the differing readings."""
    rereadings: list[Rereading] = []
    selected = Selection(**selection)
    counts = reparse(selected, is_applied=is_applied, on_difference=rereadings.append)
    return dict(counts), rereadings


def changed(rereadings: list[Rereading]) -> list[tuple[str, Any, Any]]:
    return [
        (name, rereading.before[name], rereading.after[name])
        for rereading in rereadings
        for name in rereading.changed_fields
    ]


# Which count.


def test_what_is_read_as_it_was_is_the_same() -> None:
    run_import(make_misread(), make_misread(id="2", headline="Another", body="<p>Another.</p>"))
    assert again() == ({"same": 2}, [])


def test_without_originals_there_is_nothing_to_read() -> None:
    assert again() == ({}, [])


def test_only_the_newest_original_of_an_article_counts() -> None:
    run_import(make_misread(WRONG))
    run_import(make_misread(body="<p>Mended.</p>"))
    assert again() == ({"same": 1}, [])


def test_a_duplicate_does_not_count() -> None:
    run_import(make_misread(WRONG))
    run_import(make_misread(WRONG, id="2"))
    assert [each.original.outcome for each in again()[1]] == ["created"]


def test_of_a_piece_that_its_source_took_back_nothing_counts() -> None:
    run_import(make_misread(WRONG))
    run_import(make_misread({**WRONG, "is_canceled": True}))
    assert again() == ({}, [])


def test_those_of_one_batch_or_of_one_parser_can_be_chosen() -> None:
    first = run_import(make_misread(WRONG))
    run_import(make_misread(WRONG, id="2", body="<p>Another.</p>"))
    assert again(run=first)[0] == again(run=first, parser="jsonl")[0] == {"different": 1}
    assert (again(parser="json")[0], again(parser="jsonl")[0]) == ({}, {"different": 2})


def test_all_are_read_however_many_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparse_module, "CHUNK", 2)
    run_import(*(make_misread(WRONG, id=f"{i}", body=f"<p>Text {i}.</p>") for i in range(5)))
    assert again()[0] == {"different": 5}
    assert (again(is_applied=True)[0], again()[0]) == ({"updated": 5}, {"same": 5})


# What differs.


@pytest.mark.parametrize(
    ("name", "wrong", "is_wrong", "is_right", "told"),
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
def test_a_field_that_is_read_otherwise_is_told(
    name: str, wrong: Any, is_wrong: Any, is_right: Any, told: dict[str, Any]
) -> None:
    run = run_import(make_misread({name: wrong}, **told))
    before = list(Article.objects.values())
    counts, differences = again()
    assert (counts, changed(differences)) == ({"different": 1}, [(name, is_wrong, is_right)])
    assert (list(Article.objects.values()), ImportRun.objects.get()) == (before, run)


def test_dates_and_credits_that_are_read_otherwise_are_told() -> None:
    wrong = {
        "source_date": SourceDate(date(2019, 3, 1), None, Precision.MONTH, "03/2019"),
        "credits": (Credit("Ada"), Credit("Ben")),
    }
    run_import(make_misread(wrong, source_date="2019-03-12", authors=["Ada Ben"]))
    assert [name for name, *_ in changed(again()[1])] == [
        "source_date",
        "source_date_precision",
        "source_date_text",
        "credits",
    ]


def test_a_reading_with_other_remarks_alone_does_not_differ() -> None:
    run_import(make_misread())
    # As if the digest were made of more today.
    Original.objects.update(text_digest="0" * 64)
    assert again() == ({"same": 1}, [])


def test_names_differ_only_where_they_are_of_others() -> None:
    run_import(make_misread(WRONG, authors=["Ada Writer", "A. Writer"], tags=["Quay"]))
    Source.objects.get().aliases.create(name="The Gazette")
    source = Source.objects.get()
    source.name = "The Harbour Gazette"
    source.save()
    ada = Author.objects.find_by_name("Ada Writer")
    assert ada
    # An editor makes one of the two.
    Byline.objects.filter(author__name="A. Writer").delete()
    Author.objects.get(name="A. Writer").delete()
    ada.aliases.create(name="A. Writer")
    assert [name for name, *_ in changed(again()[1])] == ["headline"]


def test_a_source_that_is_new_is_told_by_the_name_it_is_read_by() -> None:
    run_import(make_misread({"source": "Harbor"}))
    Source.objects.filter(name="Harbour Gazette").delete()
    assert changed(again()[1]) == [("source", "Harbor", "Harbour Gazette")]
    assert Source.objects.count() == 1


def test_what_is_found_to_be_our_own_work_has_no_source() -> None:
    run_import(
        make_misread({"is_own_work": False, "source": "Gazette"}, is_own_work=True, source=None)
    )
    told = changed(again()[1])
    assert told == [("is_own_work", False, True), ("source", "Gazette", "")]


def test_what_defaults_filled_in_stays() -> None:
    source = make_source("Quay News")
    run_import(make_misread(WRONG, source=None), source=source, language="tr")
    assert [name for name, *_ in changed(again()[1])] == ["headline"]


def test_the_hour_at_which_an_import_released_it_stays() -> None:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        run_import(make_misread(WRONG, our_date="2026-11-23"))
    assert [name for name, *_ in changed(again()[1])] == ["headline"]


def test_another_day_of_ours_is_told() -> None:
    run_import(make_misread({"our_date": date(2026, 11, 22)}, our_date="2026-11-21"))
    [(name, before, after)] = changed(again()[1])
    assert (name, before[:10], after[:10]) == ("publish_at", "2026-11-22", "2026-11-21")


def test_where_no_revision_is_known_it_is_the_one_of_that_time() -> None:
    run_import(make_misread(WRONG))
    Original.objects.update(revision_number=None)
    make_revision(Article.objects.get(), headline="Edited")
    assert changed(again()[1]) == [("headline", WRONG["headline"], ARTICLE_FIELDS["headline"])]


def test_where_there_is_no_revision_it_is_the_article() -> None:
    run_import(make_misread(WRONG))
    Article.objects.update(working_revision=None)
    Revision.objects.all().delete()
    assert changed(again()[1]) == [("headline", WRONG["headline"], ARTICLE_FIELDS["headline"])]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"parser": "old/3"}, "There is no parser called old any more."),
        ({"content": b""}, "It is empty."),
        ({"content": b'{"headline": "Ferry"}'}, "It has neither body nor text."),
        ({"parser": "wxr/1", "content": ATTACHMENT}, "It holds no article."),
        (
            {"parser": "ninjs/1", "content": CANCELED},
            "It says that its source took the piece back.",
        ),
    ],
)
def test_what_cannot_be_read_any_more_is_told_with_the_reason(
    change: dict[str, Any], problem: str
) -> None:
    run_import(make_misread())
    original = Original.objects.get()
    told = {"parser": "jsonl/1", "content": original.content} | change
    content = told.pop("content")
    original.delete()
    make_original(Article.objects.get(), content, **told)
    counts, [difference] = again(is_applied=True)
    assert (counts, ImportRun.objects.count()) == ({"unreadable": 1}, 2)
    assert (difference.changed_fields, difference.problem) == ([], problem)


# Taking it.


def test_the_text_of_an_unedited_draft_is_replaced() -> None:
    run_import(make_misread(WRONG))
    assert again(is_applied=True)[0] == {"updated": 1}
    article = Article.objects.get()
    work = revisions.get_working_revision(article)
    assert (article.headline, work.number, work.is_imported) == (
        ARTICLE_FIELDS["headline"],
        2,
        True,
    )


def test_the_original_is_kept_once_more_with_what_is_read_in_it_today() -> None:
    run_import(make_misread(WRONG))
    old = Original.objects.get()
    again(is_applied=True)
    new = Original.objects.latest("pk")
    assert (new.content, new.sha256, new.size) == (old.content, old.sha256, old.size)
    assert (new.path, new.position, new.outcome) == ("in.jsonl", "line 7", "updated")
    assert (new.revision_number, new.text_digest == old.text_digest) == (2, False)


def test_the_batch_tells_what_it_did() -> None:
    first = run_import(make_misread(WRONG), make_misread(id="2", body="<p>Another.</p>"))
    again(is_applied=True, run=first, parser="jsonl")
    run = ImportRun.objects.latest("pk")
    assert run.label == f"reparse: jsonl, import {first.pk}"
    assert (run.updated_count, run.unchanged_count, run.rejected_count) == (1, 1, 0)
    assert run.finished_at is not None


def test_where_nothing_was_taken_there_is_no_batch() -> None:
    first = run_import(make_misread())
    assert (again(is_applied=True)[0], ImportRun.objects.get()) == ({"same": 1}, first)


def test_taken_once_it_differs_no_more_and_an_import_finds_nothing_new() -> None:
    run_import(make_misread(WRONG))
    again(is_applied=True)
    assert again() == ({"same": 1}, [])
    assert run_import(make_misread()).unchanged_count == 1


def test_taken_back_it_is_as_before() -> None:
    run_import(make_misread(WRONG))
    again(is_applied=True)
    assert undo(ImportRun.objects.latest("pk")).counts == {"updated": 1}
    assert (Article.objects.get().headline, again()[0]) == (WRONG["headline"], {"different": 1})
    assert not list(audit_log.find_broken_links())


def test_beside_an_edit_it_waits_with_nothing_but_what_differs() -> None:
    run_import(make_misread(WRONG, standfirst="It rained."))
    make_revision(Article.objects.get(), by=make_user(), standfirst="It poured.")
    assert again(is_applied=True)[0] == {"held": 1}
    article = Article.objects.get()
    waiting = article.revisions.get(number=3).content
    assert (article.headline, article.has_held_revision) == (WRONG["headline"], True)
    assert (waiting["headline"], waiting["standfirst"]) == (
        ARTICLE_FIELDS["headline"],
        "It poured.",
    )


def test_beside_what_readers_see_it_waits() -> None:
    run_import(make_misread(WRONG), status=Status.PUBLISHED)
    counts, [told] = again(is_applied=True)
    assert (counts, told.is_held) == ({"held": 1}, True)
    assert Article.objects.get().headline == WRONG["headline"]


def test_a_text_that_waits_is_read_whole() -> None:
    run_import(make_misread(), status=Status.PUBLISHED)
    run_import(make_misread(WRONG, body="<p>Mended.</p>"))
    assert again(is_applied=True)[0] == {"held": 1}
    waiting = Revision.objects.get(number=3).content
    assert (waiting["headline"], waiting["body"]) == (ARTICLE_FIELDS["headline"], "<p>Mended.</p>")


def test_what_an_editor_mended_already_makes_no_revision() -> None:
    run_import(make_misread(WRONG))
    make_revision(Article.objects.get(), by=make_user(), headline=ARTICLE_FIELDS["headline"])
    assert again(is_applied=True)[0] == {"updated": 1}
    assert (Original.objects.latest("pk").revision_number, Revision.objects.count()) == (None, 2)


def test_an_organisation_is_made_as_one() -> None:
    run_import(
        make_misread({"credits": ()}, authors=[{"name": "Port Board", "is_organisation": True}])
    )
    again(is_applied=True)
    assert Author.objects.get().is_organisation


def test_what_the_tables_refuse_is_told_and_the_rest_goes_on() -> None:
    run_import(
        make_misread({"source_detail": "p. 1"}, source_detail="p" * 301),
        make_misread(WRONG, id="2", body="<p>2</p>"),
    )
    counts, [refused, _taken] = again(is_applied=True)
    assert counts == {"unreadable": 1, "updated": 1}
    assert refused.problem.startswith("source_detail: ")


# Meanwhile.


def meanwhile(do: Callable[[], object]) -> dict[str, int]:
    """Read two pieces again, and do this after the first; return how the second went."""
    run_import(make_misread(WRONG), make_misread(WRONG, id="2", body="<p>Another.</p>"))
    told: list[Rereading] = []

    def on_difference(reread: Rereading) -> None:
        told.append(reread)
        if len(told) == 1:
            do()

    counts = reparse(Selection(), is_applied=True, on_difference=on_difference)
    assert counts["updated"] == 1
    return {each.problem: counts["unreadable"] for each in told[1:]}


def test_what_an_import_brought_meanwhile_goes_before() -> None:
    told = meanwhile(lambda: run_import(make_misread(id="2", body="<p>Mended.</p>")))
    assert told == {reparse_module.OVERTAKEN: 1}


def test_an_article_that_is_gone_meanwhile_is_told() -> None:
    told = meanwhile(lambda: Article.objects.latest("pk").delete())
    assert told == {"Article matching query does not exist.": 1}


def test_taken_back_meanwhile_it_stops() -> None:
    with pytest.raises(RunUndoneError):
        meanwhile(lambda: undo(ImportRun.objects.latest("pk")))


def test_a_database_that_is_gone_ends_it() -> None:
    run_import(make_misread(WRONG))

    def fail(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if "INTO" in sql and "articles_revision" in sql:
            raise OperationalError("gone")
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail), pytest.raises(OperationalError):
        again(is_applied=True)
