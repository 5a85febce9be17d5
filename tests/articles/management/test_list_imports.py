"""The command that lists imports: its lines, and its JSON."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from articles.models import ImportRun
from tests.factories import make_user
from tests.runs import make_item, make_items, run_import

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("list_imports", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_each_import_is_a_line() -> None:
    ada = make_user()
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        one = run_import(*make_items(2))
    two = ImportRun.objects.create(label="in.jsonl", started_by=ada)
    day = f"{two.started_at:%Y-%m-%d %H:%M}"
    noon, none = "2026-11-23 12:00", "0 can be undone"
    assert run() == [
        f"#{two.pk} in.jsonl — started {day} by {ada.username} — running — nothing read — {none}",
        f"#{one.pk} a test — started {noon} — finished (0.0 s) — 2 created — 2 can be undone",
    ]


def test_what_waits_or_was_taken_down_is_told_within_the_counts() -> None:
    run_import(*make_items(2))
    ImportRun.objects.update(
        updated_count=6,
        held_count=1,
        canceled_count=2,
        withdrawn_count=1,
        held_cancellation_count=3,
    )
    [line] = run()
    within = "of these 1 held, 2 canceled, 1 withdrawn, 3 held cancellations"
    assert line.split(" — ")[3] == f"2 created, 6 updated, {within}"


def test_json_is_one_list_on_one_line() -> None:
    run_import(make_item())
    [line] = run("--json")
    assert [fields["created"] for fields in json.loads(line)] == [1]


def test_no_more_runs_are_listed_than_the_limit() -> None:
    runs = [run_import(each) for each in make_items(3)]
    assert [line.split()[0] for line in run("--limit", "2")] == [
        f"#{run.pk}" for run in runs[:0:-1]
    ]


@pytest.mark.parametrize("limit", ["0", "-1", "all", "10001"])
def test_a_limit_is_a_number(limit: str) -> None:
    with pytest.raises(CommandError, match="is not a number from 1 to 10000"):
        run("--limit", limit)
