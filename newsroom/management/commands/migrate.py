"""Django's migrate, which creates the file of an SQLite database: no other command does."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from articles.database import sqlite_file


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Create the file before Django's checks, which ask the database."""
        connection = connections[options["database"]]
        only_looks = options["plan"] or options["check_unapplied"]
        if not only_looks:
            sqlite_file.create_for(connection)
        return super().execute(*args, **options)
