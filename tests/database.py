"""A database without some of its triggers and indexes, for tests."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from articles.database.objects import DatabaseObject


def drop_objects(connection: BaseDatabaseWrapper, objects: Sequence[DatabaseObject]) -> None:
    """Drop the objects in reverse order."""
    with connection.cursor() as cursor:
        for each in reversed(objects):
            cursor.execute(each.drop)
