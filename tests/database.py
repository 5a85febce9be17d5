"""A database without some of its triggers and indexes, for tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.database.objects import DatabaseObject, create_objects


def drop_objects(connection: BaseDatabaseWrapper, objects: Sequence[DatabaseObject]) -> None:
    """Drop the objects in reverse order."""
    with connection.cursor() as cursor:
        for each in reversed(objects):
            cursor.execute(each.drop)


@contextmanager
def without_triggers() -> Iterator[None]:
    """Do what only somebody with the keys of the database can do."""
    triggers = AUDIT_TRIGGERS[connection.vendor]
    with connection.cursor() as cursor:
        check_constraints_now(cursor)
        drop_objects(connection, triggers)
        yield
        check_constraints_now(cursor)
        create_objects(connection, triggers)


def check_constraints_now(cursor: Any) -> None:
    """Let PostgreSQL check its foreign keys now: tables with checks to come keep their triggers."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
