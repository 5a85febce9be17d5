"""Write a backup of the whole site to one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from articles.backup.manifest import Manifest
from articles.backup.problems import BackupError
from articles.backup.writing import write_backup
from articles.management.base import EnglishCommand
from articles.management.starting import cannot_start, require_tables


class Command(EnglishCommand):
    help = (
        "Write all tables and all stored files to one file, while the site goes on, and check the "
        "file. It holds passwords' hashes and secrets. Exit status: 0 done, 1 done but the storage "
        "has damaged files, 2 no backup."
    )
    # What is wrong with the settings must not keep anybody from a backup.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the file to write, a ZIP file")
        parser.add_argument(
            "--overwrite", action="store_true", help="replace the file if it exists"
        )

    def handle(self, *, file: Path, overwrite: bool, **_options: Any) -> None:
        require_tables()
        try:
            with tqdm(unit=" rows", disable=None, file=self.stderr) as progress:
                manifest = write_backup(file, overwrite=overwrite, report=progress.update)
        except BackupError as error:
            raise cannot_start(f"No backup was made. {error}") from error
        self.stdout.write(f"Backup written and checked: {summarise(manifest)}.")
        if manifest.damaged_files:
            names = ", ".join(manifest.damaged_files)
            raise CommandError(
                "The backup is complete but for files that the storage has lost or that were "
                f"altered there. Restore them from an older backup: {names}."
            )


def summarise(manifest: Manifest) -> str:
    """Return what the backup holds, as the end of a sentence."""
    return (
        f"{len(manifest.tables)} tables with {manifest.row_count} rows, and "
        f"{manifest.file_count} files with {manifest.file_size} bytes"
    )
