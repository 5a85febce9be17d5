"""All database objects that Django does not make, with a system check that they exist."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.database.content_version_triggers import CONTENT_VERSION_TRIGGERS
from articles.database.covering_indexes import COVERING_INDEXES
from articles.database.objects import DatabaseObject, find_missing
from articles.database.search_index import SEARCH_INDEX

_GROUPS: Final = (AUDIT_TRIGGERS, SEARCH_INDEX, CONTENT_VERSION_TRIGGERS, COVERING_INDEXES)


def list_objects(vendor: str) -> Sequence[DatabaseObject]:
    """Return all objects for "sqlite" or "postgresql", in the order of their creation."""
    return [each for group in _GROUPS for each in group[vendor]]


def check_objects(*, databases: Sequence[str] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Return an error for each object that is missing in a migrated database."""
    return [
        Error(
            f"The database {alias!r} has no {each.name}, which Newsroom made in it.",
            hint="Put it back with: manage.py repair_database",
            id="articles.E001",
        )
        for alias in databases or ()
        if _is_migrated(connections[alias])
        for each in find_missing(connections[alias], list_objects(connections[alias].vendor))
    ]


def _is_migrated(connection: BaseDatabaseWrapper) -> bool:
    """Return whether all migrations of the app are applied; if not, the objects may be missing."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes("articles")
    return not executor.migration_plan(targets)
