"""Recreate the triggers, functions and indexes that the database has lost."""

from typing import Any

from django.db import connection

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.database.installed import list_objects
from articles.database.objects import (
    create_objects,
    drop_triggers,
    find_altered,
    find_missing,
)
from articles.management.base import EnglishCommand


class Command(EnglishCommand):
    help = "Recreate the triggers, functions and indexes that the database has lost."
    # The system check for missing objects would stop the command that creates them.
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        missing = find_missing(connection, list_objects(connection.vendor))
        triggers = AUDIT_TRIGGERS[connection.vendor]
        missing += [each for each in find_altered(connection, triggers) if each not in missing]
        drop_triggers(connection, missing)
        create_objects(connection, missing)
        for each in missing:
            self.stdout.write(f"{each.name} was recreated.")
        if not missing:
            self.stdout.write("Nothing is missing.")
