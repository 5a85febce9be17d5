"""List the runs of imports, newest first."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles.importing.listing import Import, imports
from articles.management.starting import require_tables

SHOWN = 20
MOST = 10_000


def count(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) <= MOST:
        raise argparse.ArgumentTypeError(f"{value!r} is no number from 1 to {MOST}")
    return int(value)


class Command(BaseCommand):
    help = (
        "List imports, newest first: number, start, who, how it ended, how long it took, its "
        "tally, and on how many articles there is anything that undo_import could take back."
    )

    # They would ask the database before this command can say what ails it.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON list, only that")
        parser.add_argument("--limit", type=count, default=SHOWN, metavar="N", help=f"({SHOWN})")

    def handle(self, *, limit: int, **given: Any) -> None:
        require_tables()
        runs = imports(limit=limit)
        if given["json"]:
            self.stdout.write(json.dumps([run.as_json() for run in runs], ensure_ascii=False))
            return
        for run in runs:
            self.stdout.write(line_of(run))


def line_of(run: Import) -> str:
    started = timezone.localtime(run.run.started_at)
    by = run.run.started_by
    counts = [f"{name} {number}" for name, number in run.counts.items() if number]
    told = [
        f"{run.run.pk}: {run.run.label}",
        f"{started:%Y-%m-%d %H:%M}" + (f" by {by.get_username()}" if by else ""),
        run.run.state.value + ("" if run.seconds is None else f" in {run.seconds:.1f} s"),
        ", ".join(counts) or "nothing read",
        f"undoable {run.undoable}",
    ]
    return "; ".join(told)
