"""List the runs of imports, newest first."""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from articles.importing.listing import RunSummary, list_runs
from articles.management.arguments import build_count_parser
from articles.management.base import EnglishCommand
from articles.management.starting import require_tables

DEFAULT_LIMIT = 20
MAX_LIMIT = 10_000


class Command(EnglishCommand):
    help = (
        "List imports, newest first: number, name, start, who, how it ended, how long it took, its "
        "counts, and how many articles undo_import can still undo."
    )

    # The checks query the database, and fail before this command can say why it cannot start.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print one JSON list and nothing else"
        )
        parser.add_argument(
            "--limit",
            type=build_count_parser(limit=MAX_LIMIT),
            default=DEFAULT_LIMIT,
            metavar="N",
            help=f"how many imports to show (default {DEFAULT_LIMIT})",
        )

    def handle(self, *, limit: int, **options: Any) -> None:
        require_tables()
        runs = list_runs(limit=limit)
        if options["json"]:
            self.stdout.write(json.dumps([run.as_json() for run in runs], ensure_ascii=False))
            return
        for run in runs:
            self.stdout.write(format_run(run))


def format_run(summary: RunSummary) -> str:
    """Return the line of the run."""
    run = summary.run
    started = timezone.localtime(run.started_at)
    by = run.started_by
    parts = [
        f"#{run.pk} {run.label}",
        f"started {started:%Y-%m-%d %H:%M}" + (f" by {by.get_username()}" if by else ""),
        run.state.value + ("" if summary.seconds is None else f" ({summary.seconds:.1f} s)"),
        format_counts(summary),
        f"{summary.undoable} can be undone",
    ]
    return " — ".join(parts)


def format_counts(summary: RunSummary) -> str:
    """Return what became of the records, without what no record became."""
    counts, within = (
        ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in each.items() if number)
        for each in (summary.counts, summary.within)
    )
    return (counts or "nothing read") + (f", of these {within}" if within else "")
