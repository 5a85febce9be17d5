"""Undo a run of an import."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.importing.undo import AlreadyUndoneError, UndoReport, undo
from articles.management.starting import cannot_start, get_import_run
from articles.models import Original

SOMETHING_STAYED = 1


class Command(BaseCommand):
    help = (
        "Take an import back, but for what was edited, moved or updated since, which is listed. "
        "Exit status: 0 all taken back, 1 something stayed, 2 could not start."
    )

    # The checks query the database, and fail before this command can say why it cannot start.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, metavar="RUN", help="its number in list_imports")
        parser.add_argument("--dry-run", action="store_true", help="tell it and change nothing")

    def handle(self, *, run: int, dry_run: bool, **_options: Any) -> None:
        try:
            report = undo(get_import_run(run), is_dry_run=dry_run)
        except AlreadyUndoneError as error:
            raise cannot_start(str(error)) from error
        self._print(report, how="would be taken back" if dry_run else "taken back")
        if report.remaining:
            sys.exit(SOMETHING_STAYED)

    def _print(self, report: UndoReport, *, how: str) -> None:
        counts = [f"{name} {report.counts[name]}" for name in Original.Outcome.values]
        self.stdout.write(f"{how}: {', '.join(counts)}")
        if report.live_count:
            self.stdout.write(f"readers could read: {report.live_count}")
        for article in report.remaining:
            self.stdout.write(
                f"stays: article {article.article_pk}, {article.headline}: {article.reason}"
            )
