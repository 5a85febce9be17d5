"""What commands need before they start, and the error that says why they cannot."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from articles.database import refusals
from articles.models import ImportRun

COULD_NOT_START = 2


def cannot_start(message: str) -> CommandError:
    """Return the error to raise, whose exit status says that nothing was begun."""
    return CommandError(message, returncode=COULD_NOT_START)


@contextmanager
def require_database() -> Iterator[None]:
    """Turn a DatabaseError of the first query into a CommandError that says what to do."""
    try:
        yield
    except DatabaseError as error:
        raise cannot_start(refusals.explain(error)) from error


def require_tables() -> None:
    """Raise CommandError when the database cannot be queried."""
    with require_database():
        ImportRun.objects.exists()


def get_import_run(number: int) -> ImportRun:
    """Return the run of this number; raise CommandError when there is none."""
    require_tables()
    run = ImportRun.objects.filter(pk=number).first()
    if run is None:
        raise cannot_start(f"Import {number} does not exist. Run manage.py list_imports.")
    return run
