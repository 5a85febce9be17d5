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
# What made the triggers and functions, those that are switched off left out.
_DEFINITIONS: Final = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname, replace(pg_get_triggerdef(oid), ' ON public.', ' ON ') FROM pg_trigger
            WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
        UNION ALL SELECT proname, format(
            'CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $$%s$$',
            proname, prosrc
        ) FROM pg_proc WHERE pg_function_is_visible(oid) AND prorettype = 'trigger'::regtype""",
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


def drop_triggers(connection: BaseDatabaseWrapper, objects: Iterable[DatabaseObject]) -> None:
    """Drop those of the objects that are triggers, as far as the database has them."""
    with connection.cursor() as cursor:
        for each in objects:
            if each.drop.startswith("DROP TRIGGER"):
                cursor.execute(each.drop)


def find_missing(
    connection: BaseDatabaseWrapper, objects: Iterable[DatabaseObject]
) -> list[DatabaseObject]:
    """Return those of the objects that the database does not have."""
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE[connection.vendor])
        names = {name for (name,) in cursor.fetchall()}
    return [each for each in objects if each.name not in names]


def find_altered(
    connection: BaseDatabaseWrapper, objects: Iterable[DatabaseObject]
) -> list[DatabaseObject]:
    """Return those triggers and functions that are missing, switched off, or not as they were made.

    Each has one statement that creates it.
    """
    definitions = _read_definitions(connection)
    return [each for each in objects if definitions.get(each.name) != _tidy(each.create[0])]


def _tidy(statement: str) -> str:
    return " ".join(statement.split())


def _read_definitions(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the statement that makes each trigger, and each function of one, by its name.

    Spaces and lines are made alike. Triggers that PostgreSQL has switched off are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DEFINITIONS[connection.vendor])
        return {name: _tidy(statement) for name, statement in cursor.fetchall()}
