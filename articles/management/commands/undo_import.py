"""Undo a run of an import."""

import sys
from typing import Any, Final

from django.core.management.base import CommandParser

from articles.importing.undo import AlreadyUndoneError, UndoReport, undo
from articles.management.base import EnglishCommand
from articles.management.starting import cannot_start, get_import_run
from articles.models import Original

SOMETHING_STAYED = 1
_OUTCOMES: Final = {
    Original.Outcome.CREATED: "articles deleted",
    Original.Outcome.UPDATED: "texts restored",
    Original.Outcome.HELD: "held texts deleted",
    Original.Outcome.DUPLICATE: "duplicates deleted",
    Original.Outcome.UNCHANGED: "originals with nothing new deleted",
    Original.Outcome.CANCELED: "withdrawals by the source reversed",
    Original.Outcome.HELD_CANCELLATION: "held cancellations deleted",
}


class Command(EnglishCommand):
    help = (
        "Undo an import. Articles edited, updated or given a new status since then are kept and "
        "listed. Exit status: 0 all undone, 1 something was kept, 2 could not start."
    )

    # The checks query the database, and fail before this command can say why it cannot start.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "run", type=int, metavar="RUN", help="number of the import, from list_imports"
        )
        parser.add_argument("--dry-run", action="store_true", help="report and change nothing")

    def handle(self, *, run: int, dry_run: bool, **_options: Any) -> None:
        try:
            report = undo(get_import_run(run), is_dry_run=dry_run)
        except AlreadyUndoneError as error:
            raise cannot_start(str(error)) from error
        self._print(report, how="Would be undone" if dry_run else "Undone")
        if report.remaining:
            sys.exit(SOMETHING_STAYED)

    def _print(self, report: UndoReport, *, how: str) -> None:
        counts = [f"{report.counts[name]} {label}" for name, label in _OUTCOMES.items()]
        self.stdout.write(f"{how}: {', '.join(counts)}.")
        if report.withdrawn_count:
            verb = "withdrawn" if how == "Undone" else "to be withdrawn"
            self.stdout.write(f"{verb}, because readers have seen them: {report.withdrawn_count}")
        for article in report.remaining:
            self.stdout.write(
                f"kept: article {article.article_pk}, {article.headline} — {article.reason}"
            )
