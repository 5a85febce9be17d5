"""What commands on batches need before they start, and how they say that they cannot."""

from django.core.management.base import CommandError
from django.db import DatabaseError

from articles.models import ImportRun
from articles.text.strings import collapse_whitespace

COULD_NOT_START = 2


def cannot_start(message: str) -> CommandError:
    return CommandError(message, returncode=COULD_NOT_START)


def require_tables() -> None:
    """Raise CommandError where the database cannot be asked."""
    try:
        ImportRun.objects.exists()
    except DatabaseError as error:
        reason = collapse_whitespace(str(error))
        raise cannot_start(
            f"The database cannot be read; is it there, and migrated? {reason}"
        ) from error


def get_import_run(number: int) -> ImportRun:
    require_tables()
    run = ImportRun.objects.filter(pk=number).first()
    if run is None:
        raise cannot_start(f"There is no import {number}. manage.py list_imports lists them.")
    return run
