"""The migrations of a database: a backup fits one that has the same."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.backup.problems import BackupError


def list_migrations() -> list[str]:
    """Return the migrations that the database has; raise BackupError where it lacks some."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupError("The database lacks migrations: run manage.py migrate first.")
    return sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations)


def require_migrations(wanted: list[str]) -> None:
    """Raise BackupError unless the database has just these migrations."""
    present = list_migrations()
    if missing := sorted(set(wanted) - set(present)):
        raise BackupError(
            f"The backup is of a newer version of Newsroom, which has {_shorten(missing)}. Install "
            "that version, migrate an empty database, and restore there."
        )
    if additional := sorted(set(present) - set(wanted)):
        raise BackupError(
            f"The backup is of an older version of Newsroom, without {_shorten(additional)}. "
            "Install that version, migrate an empty database, restore there, and upgrade then."
        )


def _shorten(names: list[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - 3} more migrations" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
