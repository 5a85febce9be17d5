"""Restore a backup into an empty database, or only check it."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from articles.backup.checking import check_backup
from articles.backup.problems import BackupError
from articles.backup.restoring import LogNotIntactError, restore_backup
from articles.management.base import EnglishCommand
from articles.management.commands.backup import summarise
from articles.management.starting import cannot_start, require_tables


class Command(EnglishCommand):
    help = (
        "Restore a backup into an empty database, on which only migrate was run: all of it or "
        "nothing. Exit status: 0 done, 2 nothing was restored."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("file", metavar="FILE", type=Path, help="the file that manage.py backup wrote")
        add("--check", action="store_true", help="only check the file; the database is not used")
        add(
            "--accept-findings",
            action="store_true",
            help="restore a backup whose audit log is not intact",
        )

    def handle(self, *, file: Path, check: bool, **options: Any) -> None:
        try:
            if check:
                manifest = check_backup(file)
                self.stdout.write(f"The backup is whole: {summarise(manifest)}.")
            else:
                self._restore(file, accept_findings=options["accept_findings"])
        except OSError as error:
            raise cannot_start(f"{file} cannot be read: {error.strerror or error}.") from error
        except BackupError as error:
            raise cannot_start(f"Nothing was restored. {error}") from error

    def _restore(self, file: Path, *, accept_findings: bool) -> None:
        require_tables()
        try:
            with tqdm(unit=" rows", disable=None, file=self.stderr) as progress:
                manifest, findings = restore_backup(
                    file, accept_findings=accept_findings, report=progress.update
                )
        except LogNotIntactError as error:
            self._list_findings(error.findings)
            raise
        self._list_findings(findings)
        log = "its findings are as listed" if findings else "the audit log is intact"
        self.stdout.write(
            f"Restored and compared: {summarise(manifest)}; {log}. The backup is of "
            f"{manifest.made_at}."
        )
        if manifest.damaged_files:
            raise CommandError(
                "The backup lacks files that its site had lost. Restore them from an older one: "
                f"{', '.join(manifest.damaged_files)}."
            )

    def _list_findings(self, findings: list[str]) -> None:
        for finding in findings:
            self.stderr.write(finding)
