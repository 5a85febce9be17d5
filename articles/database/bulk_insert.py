"""Many new rows at once, by the fastest way into the database: COPY, or long statements."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg.types.json import Jsonb

# Fields whose values Python and the databases spell differently.
_ADAPTED: Final = (models.DateField, models.JSONField)
_encode: Final = DjangoJSONEncoder().encode
# In one statement to SQLite; with more of them it takes no less time.
VALUES: Final = 10_000
# While much is written, SQLite keeps so many KiB in memory, and brings what it wrote from its log
# to the tables after so many pages of 4 KiB: an index that each batch touches all over is then
# written once for many of them.
_KEPT: Final = 64 * 1024
_LOGGED: Final = 48 * 1024


class EncodedJSON(str):
    """A value of a JSON column that is written as JSON already."""

    __slots__ = ()


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return that many primary keys of the model that no row has, or will be given.

    They are to be used before this transaction makes any other row of the model.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [key for (key,) in cursor.fetchall()]
        # The transaction holds the write lock, and rows with given keys push the sequence on.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        (last,) = cursor.fetchone() or (0,)
        return list(range(last + 1, last + 1 + count))


@contextmanager
def tune_for_bulk_writes() -> Iterator[None]:
    """Let SQLite spend more memory on what is written meanwhile."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = {name: _pragma(name) for name in ("cache_size", "wal_autocheckpoint")}
    _pragma("cache_size", -_KEPT)
    _pragma("wal_autocheckpoint", _LOGGED)
    try:
        yield
    finally:
        for name, value in usual.items():
            _pragma(name, value)


def _pragma(name: str, value: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}")
        found: tuple[int, ...] = cursor.fetchone() or (0,)
        return found[0]


def analyse_tables() -> None:
    """Let PostgreSQL's planner know what was written; by itself it learns that a minute later.

    SQLite's plans here do not depend on how much there is.
    """
    if connection.vendor != "postgresql":
        return
    tables = (model._meta.db_table for model in apps.get_app_config("articles").get_models())
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


Row = Mapping[str, Any]


def insert_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert the rows: mappings of the same of the model's attributes, to which others may add.

    What has a value by default has to have one in them; what ``save`` does is done already. Raise
    DatabaseError where the table refuses a row. Of a whole number nobody looks whether it fits.
    """
    if rows:
        fields = [field for field in model._meta.concrete_fields if field.attname in rows[0]]
        write = _copy if connection.vendor == "postgresql" else _execute
        write(model, [str(field.column) for field in fields], _values(rows, fields))


def _values(rows: Iterable[Row], fields: Sequence["models.Field[Any, Any]"]) -> Iterator[list[Any]]:
    """Yield each row's values as the database's driver takes them."""
    names = [field.attname for field in fields]
    adapted = [
        (place, _adapter(field))
        for place, field in enumerate(fields)
        if isinstance(field, _ADAPTED)
    ]
    for row in rows:
        values = [row[name] for name in names]
        for place, adapt in adapted:
            if values[place] is not None:
                values[place] = adapt(values[place])
        yield values


def _adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """Return what the driver is given for a value of the field that is not None."""
    # Not by way of the proxy, which looks for its thread's connection each time.
    operations, is_postgresql = connection.ops, connection.vendor == "postgresql"
    if isinstance(field, models.JSONField):
        return _jsonb if is_postgresql else _json
    if isinstance(field, models.DateTimeField):
        return lru_cache(maxsize=1_000)(operations.adapt_datetimefield_value)
    return operations.adapt_datefield_value


def _json(value: Any) -> str:
    return value if isinstance(value, EncodedJSON) else _encode(value)


def _jsonb(value: Any) -> Jsonb:
    return Jsonb(value, dumps=_json)


def _copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[list[Any]]) -> None:
    quote = connection.ops.quote_name
    named = ", ".join(map(quote, columns))
    statement = f"COPY {quote(model._meta.db_table)} ({named}) FROM STDIN (FORMAT BINARY)"
    types = _types(model, columns)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        _fill(cursor, statement, types=types, rows=rows)


def _fill(cursor: Any, statement: str, *, types: list[str], rows: Iterable[list[Any]]) -> None:
    with cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _types(model: type[models.Model], columns: Sequence[str]) -> list[str]:
    """Return what PostgreSQL calls the columns' types, as a binary COPY has to be told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, atttypid::regtype::text FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0",
            [model._meta.db_table],
        )
        types = dict(cursor.fetchall())
    return [types[column] for column in columns]


def _execute(model: type[models.Model], columns: Sequence[str], rows: Iterable[list[Any]]) -> None:
    # Asked of the driver: Django would read each long statement through, and debugging keep it.
    with connection.wrap_database_errors:
        for some in _batched(rows, _values_at_once() // len(columns)):
            statement = _statement(model, columns, count=len(some))
            connection.connection.execute(statement, list(chain.from_iterable(some)))


def _batched(rows: Iterable[list[Any]], size: int) -> Iterator[list[list[Any]]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def _values_at_once() -> int:
    """Return how many values one statement may bring.

    SQLite writes out what the index of the search has in memory before each statement: the more
    rows are in one, the fewer are the pieces that it has to merge later.
    """
    most: int = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    return min(most, VALUES)


def _statement(model: type[models.Model], columns: Sequence[str], *, count: int) -> str:
    quote = connection.ops.quote_name
    named, places = ", ".join(map(quote, columns)), ", ".join("?" * len(columns))
    rows = ", ".join([f"({places})"] * count)
    return f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES {rows}"  # noqa: S608 - names of our own tables
