"""Recreate the triggers, functions and indexes that the database has lost."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from articles.database.installed import list_objects
from articles.database.objects import create_objects, find_missing


class Command(BaseCommand):
    help = "Make again what the database has lost of its triggers, functions and indexes."
    # The system check for missing objects would stop the command that creates them.
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        missing = find_missing(connection, list_objects(connection.vendor))
        create_objects(connection, missing)
        for each in missing:
            self.stdout.write(f"{each.name} is there again.")
        if not missing:
            self.stdout.write("Nothing is missing.")
