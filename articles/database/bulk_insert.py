"""Bulk insert by the fastest way into each database: COPY, or statements of many rows."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg.types.json import Jsonb

# Fields whose values have to be converted for the database's driver.
_ADAPTED_FIELDS: Final = (models.DateField, models.JSONField, models.UUIDField)
_encode_json: Final = DjangoJSONEncoder().encode
# Values in one statement to SQLite; longer statements are no faster.
MAX_VALUES: Final = 10_000
# During bulk writes: SQLite's cache in KiB, and the pages of 4 KiB in its write-ahead log at which
# a checkpoint copies them into the database file. It copies an index page once, however many chunks
# have changed it.
_CACHE_KIB: Final = 64 * 1024
_CHECKPOINT_PAGES: Final = 48 * 1024


class EncodedJSON(str):
    """A value for a JSON column that is serialised already."""

    __slots__ = ()


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ``count`` primary keys of the model that no other row has or will get.

    Use them before this transaction inserts any other row of the model.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [pk for (pk,) in cursor.fetchall()]
        # The transaction holds the write lock, and inserting explicit keys advances the sequence.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        (last,) = cursor.fetchone() or (0,)
        return list(range(last + 1, last + 1 + count))


@contextmanager
def tune_for_bulk_writes() -> Iterator[None]:
    """Give SQLite more memory while the block writes."""
    if connection.vendor != "sqlite":
        yield
        return
    previous = {name: _get_pragma(name) for name in ("cache_size", "wal_autocheckpoint")}
    _set_pragma("cache_size", -_CACHE_KIB)
    _set_pragma("wal_autocheckpoint", _CHECKPOINT_PAGES)
    try:
        yield
    finally:
        for name, value in previous.items():
            _set_pragma(name, value)


def _get_pragma(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        (value,) = cursor.fetchone()
        return int(value)


def _set_pragma(name: str, value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name} = {value}")


def analyse_tables() -> None:
    """Update the statistics of PostgreSQL's planner; autovacuum would do so a minute later.

    Plans of SQLite do not depend on the sizes of our tables.
    """
    if connection.vendor != "postgresql":
        return
    tables = (model._meta.db_table for model in apps.get_app_config("articles").get_models())
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


Row = Mapping[str, Any]


def insert_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert rows, each a mapping of attribute names; the first row decides on the columns.

    Other keys are ignored, defaults are not filled in, and ``save`` is not called. Raises
    DatabaseError where the table refuses a row. The range of integers is not checked.
    """
    if rows:
        fields = [field for field in model._meta.concrete_fields if field.attname in rows[0]]
        write = _copy if connection.vendor == "postgresql" else _execute
        write(model, [str(field.column) for field in fields], _adapt_rows(rows, fields))


def _adapt_rows(
    rows: Iterable[Row], fields: Sequence["models.Field[Any, Any]"]
) -> Iterator[list[Any]]:
    """Yield each row's values in the order of the fields, adapted to the driver."""
    names = [field.attname for field in fields]
    adapters = [
        (index, _build_adapter(field))
        for index, field in enumerate(fields)
        if isinstance(field, _ADAPTED_FIELDS)
    ]
    for row in rows:
        values = [row[name] for name in names]
        for index, adapt in adapters:
            if values[index] is not None:
                values[index] = adapt(values[index])
        yield values


def _build_adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """Return the function that adapts a value of the field, other than None, to the driver."""
    # Looked up once: the proxy looks for its thread's connection at each access.
    operations, is_postgresql = connection.ops, connection.vendor == "postgresql"
    if isinstance(field, models.JSONField):
        return _to_jsonb if is_postgresql else _to_json
    if isinstance(field, models.UUIDField):
        return partial(field.get_db_prep_value, connection=connection, prepared=True)
    if isinstance(field, models.DateTimeField):
        return lru_cache(maxsize=1_000)(operations.adapt_datetimefield_value)
    return operations.adapt_datefield_value


def _to_json(value: Any) -> str:
    return value if isinstance(value, EncodedJSON) else _encode_json(value)


def _to_jsonb(value: Any) -> Jsonb:
    return Jsonb(value, dumps=_to_json)


def _copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[list[Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN (FORMAT BINARY)"
    types = _find_types(model, columns)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        _write_copy(cursor, statement, types=types, rows=rows)


def _write_copy(
    cursor: Any, statement: str, *, types: list[str], rows: Iterable[list[Any]]
) -> None:
    with cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _find_types(model: type[models.Model], columns: Sequence[str]) -> list[str]:
    """Return PostgreSQL's names of the columns' types, which a binary COPY needs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, atttypid::regtype::text FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0",
            [model._meta.db_table],
        )
        types = dict(cursor.fetchall())
    return [types[column] for column in columns]


def _execute(model: type[models.Model], columns: Sequence[str], rows: Iterable[list[Any]]) -> None:
    # By the driver: Django would scan each long statement, and log it when debugging.
    with connection.wrap_database_errors:
        for chunk in _split_rows(rows, _find_max_values() // len(columns)):
            statement = _build_insert(model, columns, count=len(chunk))
            connection.connection.execute(statement, list(chain.from_iterable(chunk)))


def _split_rows(rows: Iterable[list[Any]], size: int) -> Iterator[list[list[Any]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk


def _find_max_values() -> int:
    """Return how many values one statement to SQLite may have.

    SQLite flushes the search index before each statement: the more rows one statement has, the
    fewer index segments it has to merge later.
    """
    limit: int = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    return min(limit, MAX_VALUES)


def _build_insert(model: type[models.Model], columns: Sequence[str], *, count: int) -> str:
    quote = connection.ops.quote_name
    names, placeholders = ", ".join(map(quote, columns)), ", ".join("?" * len(columns))
    rows = ", ".join([f"({placeholders})"] * count)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {rows}"  # noqa: S608 - names of our own tables
