"""The command that reads originals again: its output and exit status."""

from contextlib import suppress
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.importing.undo import AlreadyUndoneError, undo
from articles.models import Article, ImportRun
from articles.vocabulary import Credit
from tests.runs import make_misread, run_import

pytestmark = pytest.mark.django_db


def run(*arguments: object, out: StringIO | None = None) -> tuple[int, list[str]]:
    """Run the command; return its exit status, and the lines of its output."""
    out, status = out or StringIO(), 0
    try:
        call_command("reparse", *map(str, arguments), stdout=out)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    except CommandError as error:
        return error.returncode, [str(error)]
    return status, out.getvalue().splitlines()


def run_on(wrong: dict[str, Any], **fields: Any) -> list[str]:
    """Return the lines about the fields of a misread article, without its own and the counts."""
    run_import(make_misread(wrong, **fields))
    return run()[1][1:-1]


def test_the_status_is_0_where_nothing_differs() -> None:
    run_import(make_misread())
    assert run() == (0, ["1 unchanged, 0 different, 0 unreadable"])


def test_the_status_is_1_where_something_differs_and_nothing_is_changed() -> None:
    run_import(make_misread({"headline": "Ferry sails"}))
    pk = Article.objects.get().pk
    assert run() == (
        1,
        [
            f"Article {pk}, Ferry sails (in.jsonl, line 7):",
            "  headline: Ferry sails {+again+}",
            "0 unchanged, 1 different, 0 unreadable",
        ],
    )
    assert (Article.objects.get().headline, ImportRun.objects.count()) == ("Ferry sails", 1)


def test_applied_it_shows_the_same_and_the_status_is_0() -> None:
    run_import(make_misread({"headline": "Ferry sails"}))
    status, lines = run("--apply")
    assert (status, lines[1:]) == (
        0,
        ["  headline: Ferry sails {+again+}", "0 unchanged, 1 updated, 0 held, 0 unreadable"],
    )
    assert Article.objects.get().headline == "Ferry sails again"


def test_an_unreadable_original_is_reported_and_the_status_is_1() -> None:
    run_import(make_misread({"parser": "old/1"}))
    status, [_article, problem, counts] = run("--apply")
    assert (status, problem) == (1, "  The parser old no longer exists.")
    assert counts == "0 unchanged, 0 updated, 0 held, 1 unreadable"


def test_the_options_select_articles() -> None:
    first = run_import(make_misread({"headline": "Ferry"}))
    run_import(make_misread({"headline": "Bus"}, id="2", body="<p>A bus.</p>"))
    assert run("--run", first.pk)[1][-1] == "0 unchanged, 1 different, 0 unreadable"
    assert run("--parser", "jsonl")[1][-1] == "0 unchanged, 2 different, 0 unreadable"
    assert run("--parser", "clipping")[1][-1] == "0 unchanged, 0 different, 0 unreadable"


def test_the_field_names_of_the_import_can_be_passed() -> None:
    line = b'{"headline": "Ferry sails again", "text": "It left.", "sentence": "It rained."}'
    run_import(make_misread({"standfirst": "F", "original": line}, body="<p>It left.</p>"))
    assert run()[1][-1] == "0 unchanged, 1 different, 0 unreadable"
    assert run("--map", "sentence=standfirst")[1][1] == "  standfirst: [-F-] {+It rained.+}"


def test_it_does_not_start_without_such_an_import_or_parser() -> None:
    assert run("--run", "7")[0] == 2
    assert "invalid choice: 'word'" in run("--parser", "word")[1][0]


class Undoing(StringIO):
    """An output that undoes the run as soon as something is written."""

    def write(self, text: str) -> int:
        with suppress(AlreadyUndoneError):
            undo(ImportRun.objects.latest("pk"))
        return super().write(text)


def test_it_says_so_when_its_run_is_undone_meanwhile() -> None:
    run_import(
        make_misread({"headline": "Ferry"}),
        make_misread({"headline": "F"}, id="2", body="<p>2</p>"),
    )
    status, [line] = run("--apply", out=Undoing())
    assert (
        status,
        line.endswith("reparse: all was undone while it was running and has stopped."),
    ) == (1, True)


# Output.


def test_values_are_shown_in_words() -> None:
    wrong = {
        "credits": (Credit("Ada Writer"),),
        "tags": ("quay", "sea"),
        "is_own_work": False,
        "source": "Gazette",
        "our_date": date(2026, 11, 22),
    }
    authors = ["Ada Writer", {"name": "Ben Other", "affiliation": "Port Board"}]
    fields = {"authors": authors, "tags": ["quay"], "is_own_work": True, "source": None}
    assert run_on(wrong, **fields, our_date="2026-11-21") == [
        "  our own work: [-no-] {+yes+}",
        "  go-live time: [-2026-11-22T12:00:00+00:00-] {+2026-11-21T12:00:00+00:00+}",
        "  source: [-Gazette-]",
        "  authors: Ada Writer {+/ Ben Other (Port Board)+}",
        "  tags: quay [-/ sea-]",
    ]


def test_the_differing_paragraphs_of_a_body_are_shown() -> None:
    same = " ".join(f"word{i}" for i in range(30))
    before = f"<p>Same.</p><p>{same} old</p><p>Gone now, all of it.</p><p>It is <b>thick</b>.</p>"
    after = f"<p>Same.</p><p>{same} new</p><p>It is thick.</p><hr><p>Wholly other, as it is.</p>"
    assert run_on({"body": before}, body=after) == [
        "  body:",
        "    ~ word0 word1 word2 word3 … word26 word27 word28 word29 [-old-] {+new+}",
        "    - [-Gone now, all of it.-]",
        "    * It is thick.",
        "    + (a rule)",
        "    + {+Wholly other, as it is.+}",
    ]


def test_a_long_difference_is_shortened() -> None:
    numbers = [f"{place} " + " ".join([f"n{place}"] * 80) for place in range(12)]
    body = "".join(f"<p>{each}</p>" for each in numbers)
    lines = run_on({"body": "<p>Short.</p>"}, body=body)
    assert (len(lines), lines[-1]) == (10, "    … and 5 more paragraphs")
    assert lines[2] == "    + {+0 " + "n0 " * 59 + "…+}"
