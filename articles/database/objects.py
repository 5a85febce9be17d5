"""Database objects that Django has no model for: to create, drop and find missing ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

# The names of all triggers, functions, tables and indexes, and of the search table's columns.
_CATALOGUE: Final = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": """
        SELECT tgname FROM pg_trigger
        UNION SELECT proname FROM pg_proc WHERE pg_function_is_visible(oid)
        UNION SELECT relname FROM pg_class WHERE pg_table_is_visible(oid)
        UNION SELECT attname FROM pg_attribute
            WHERE attrelid = to_regclass('articles_searchentry')""",
}


@dataclass(frozen=True, slots=True)
class DatabaseObject:
    """A trigger, function, index, table or column: its name and the SQL to create and drop it.

    ``create`` may have several statements, one of which creates the object of that name.
    """

    name: str
    create: Sequence[str]
    drop: str


def create_objects(connection: BaseDatabaseWrapper, objects: Iterable[DatabaseObject]) -> None:
    """Create the objects in their order."""
    with connection.cursor() as cursor:
        for each in objects:
            for statement in each.create:
                cursor.execute(statement)


def find_missing(
    connection: BaseDatabaseWrapper, objects: Iterable[DatabaseObject]
) -> list[DatabaseObject]:
    """Return those of the objects that the database does not have."""
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE[connection.vendor])
        names = {name for (name,) in cursor.fetchall()}
    return [each for each in objects if each.name not in names]
