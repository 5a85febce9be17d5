"""The last number that each table has given to a row, also to one that is deleted.

The audit log names deleted rows by their numbers, so that no other row may get them.
"""

from django.db import connection, models
from django.db.models import Max

from articles.backup.tables import get_rows


def read_last_number(model: type[models.Model]) -> int:
    """Return the last number that was given, 0 for none and for tables that give none."""
    if model._meta.auto_field is None:
        return 0
    highest = get_rows(model).order_by().aggregate(highest=Max("pk"))["highest"] or 0
    return max(highest, _read_sequence(model))


def _read_sequence(model: type[models.Model]) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", _name_column(model))
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608 - the database's own name
        else:
            query = "SELECT seq FROM sqlite_sequence WHERE name = %s"
            cursor.execute(query, [model._meta.db_table])
        (last,) = cursor.fetchone() or (0,)
        return int(last)


def write_last_number(model: type[models.Model], last: int) -> None:
    """Let the table give the numbers after this one."""
    if not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            query = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
            cursor.execute(query, [*_name_column(model), last])
        else:
            table = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _name_column(model: type[models.Model]) -> list[str]:
    field = model._meta.auto_field
    return [model._meta.db_table, str(field.column)] if field else []
