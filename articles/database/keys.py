"""Conditions on many ids at once, which are passed to the database as one value."""

import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

_numbers = count()


def build_any_of(column: str, number: int) -> str:
    """Return the SQL condition that the column is one of ``number`` ids.

    Its one placeholder takes what ``encode_ids`` returns.
    """
    if connection.vendor == "postgresql":
        # With ANY and an array of one, PostgreSQL would plan the query anew each time.
        one, many = f"{column} = (%s::bigint[])[1]", f"{column} = ANY(%s::bigint[])"
        return one if number == 1 else many
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - our own column


def encode_ids(ids: Sequence[int]) -> str:
    """Return the ids as one value: a PostgreSQL array, or a JSON array on SQLite."""
    if connection.vendor == "postgresql":
        return f"{{{','.join(map(str, ids))}}}"
    return json.dumps([*ids])


class ReplannedCondition(RawSQL):
    """A condition that makes PostgreSQL plan a sliced query anew for its values each time.

    A plan that PostgreSQL caches fits any values; for the first rows of an order it may then find
    and sort all rows, where reading down to the first ones is far cheaper. Queries without a slice
    keep their cached plans.
    """

    def __init__(self, sql: str, params: Sequence[Any]) -> None:
        super().__init__(sql, params, output_field=BooleanField())

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection)
        if connection.vendor == "postgresql" and compiler.query.is_sliced:
            sql += f" /* {next(_numbers)} */"  # a new statement text, which has no cached plan
        return sql, params


def build_id_condition(column: str, encoded_ids: str, number: int) -> ReplannedCondition:
    """Return a condition for ``filter()``: the column is one of ``number`` encoded ids."""
    return ReplannedCondition(build_any_of(column, number), [encoded_ids])
