"""Take an import back."""

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

    # They would ask the database before this command can say what ails it.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, metavar="RUN", help="its number in list_imports")
        parser.add_argument("--dry-run", action="store_true", help="tell it and change nothing")

    def handle(self, *, run: int, dry_run: bool, **_options: Any) -> None:
        try:
            undone = undo(get_import_run(run), is_dry_run=dry_run)
        except AlreadyUndoneError as error:
            raise cannot_start(str(error)) from error
        self._tell(undone, how="would be taken back" if dry_run else "taken back")
        if undone.remaining:
            sys.exit(SOMETHING_STAYED)

    def _tell(self, undone: UndoReport, *, how: str) -> None:
        counts = [f"{name} {undone.counts[name]}" for name in Original.Outcome.values]
        self.stdout.write(f"{how}: {', '.join(counts)}")
        if undone.live_count:
            self.stdout.write(f"readers could read: {undone.live_count}")
        for kept in undone.remaining:
            self.stdout.write(f"stays: article {kept.article_pk}, {kept.headline}: {kept.reason}")
