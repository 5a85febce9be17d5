"""Verify that the audit log is whole, and that all it speaks of is as it says."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles.importing.lock import lock_imports
from articles.management.base import EnglishCommand
from articles.management.starting import cannot_start, require_tables
from articles.publishing.verification import heads
from articles.publishing.verification.findings import Tally
from articles.publishing.verification.streams import hold_snapshot
from articles.publishing.verification.whole import verify_whole


class Command(EnglishCommand):
    help = "Check the audit log, and all that it speaks of; name what is not as it was written."
    # The verification itself says which triggers are missing.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            metavar="FILE",
            type=Path,
            help="write the head of an intact log to this file, to be kept elsewhere",
        )
        parser.add_argument(
            "--against",
            metavar="FILE",
            type=Path,
            help="check that the log goes on from the head in this file",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        against = _read_head(options["against"]) if options["against"] else None
        require_tables()
        last_keys = heads.find_last_keys(lock_imports) if options["head"] else {}
        tally, count = Tally(), 0
        with hold_snapshot():
            for finding in verify_whole(tally, against=against):
                self.stderr.write(str(finding))
                count += 1
            head = heads.build_head(last_keys)
        summary = _summarise(tally)
        if count:
            findings = "1 finding" if count == 1 else f"{count} findings"
            raise CommandError(f"The audit log is not intact: {findings}. {summary}")
        if options["head"]:
            _write_head(options["head"], head)
        self.stdout.write(f"Audit log intact. {summary}")


def _read_head(file: Path) -> heads.Head:
    try:
        return heads.parse_head(file.read_text())
    except OSError as error:
        raise cannot_start(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise cannot_start(f"{file}: {error}") from error


def _write_head(file: Path, head: heads.Head) -> None:
    try:
        file.write_text(heads.render_head(head))
    except OSError as error:
        message = f"The audit log is intact, but {file} cannot be written: {error.strerror}."
        raise cannot_start(message) from error


def _summarise(tally: Tally) -> str:
    """Return how much was seen of what was expected."""
    counts = [f"{tally.seen[name]} of {count} {name}" for name, count in tally.expected.items()]
    return f"Seen: {', '.join(counts)}."
