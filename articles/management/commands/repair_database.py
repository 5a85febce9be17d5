"""Recreate the triggers, functions and indexes that the database has lost."""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.database.installed import list_objects
from articles.database.objects import (
    DatabaseObject,
    create_objects,
    drop_triggers,
    find_altered,
    find_missing,
)
from articles.management.base import EnglishCommand
from articles.management.starting import cannot_start, require_tables
from articles.text.strings import collapse_whitespace


class Command(EnglishCommand):
    help = "Recreate the triggers, functions and indexes that the database has lost."
    # The system check for missing objects would stop the command that creates them.
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        require_tables()
        missing = find_missing(connection, list_objects(connection.vendor))
        triggers = AUDIT_TRIGGERS[connection.vendor]
        missing += [each for each in find_altered(connection, triggers) if each not in missing]
        _recreate(missing)
        for each in missing:
            self.stdout.write(f"{each.name} was recreated.")
        if not missing:
            self.stdout.write("Nothing is missing.")


def _recreate(missing: Sequence[DatabaseObject]) -> None:
    """Recreate all of the objects or none."""
    try:
        with transaction.atomic():
            drop_triggers(connection, missing)
            create_objects(connection, missing)
    except DatabaseError as error:
        reason = collapse_whitespace(str(error))
        raise cannot_start(
            f"The database refuses it: {reason}. On PostgreSQL, run this as the owner of the "
            "tables."
        ) from error
