"""Rows by very many keys, told as one value, and when PostgreSQL plans for what it is told."""

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
    """Return the condition that the column has one of so many keys, as ``told`` tells them."""
    if connection.vendor == "postgresql":
        # It would plan anew for a list of one, which it takes for the shorter way.
        one, many = f"{column} = (%s::bigint[])[1]", f"{column} = ANY(%s::bigint[])"
        return one if number == 1 else many
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - our own column


def encode_ids(keys: Sequence[int]) -> str:
    """Return the keys as one value for ``among``."""
    if connection.vendor == "postgresql":
        return f"{{{','.join(map(str, keys))}}}"
    return json.dumps([*keys])


class ReplannedCondition(RawSQL):
    """A condition for whose values PostgreSQL plans where only the first rows are wanted.

    What it plans once, it plans for values that it does not know, and then may take it for shorter
    to find all rows than to read down to the first. All else is planned once.
    """

    def __init__(self, sql: str, given: Sequence[Any]) -> None:
        super().__init__(sql, given, output_field=BooleanField())

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        sql, given = super().as_sql(compiler, connection)
        if connection.vendor == "postgresql" and compiler.query.is_sliced:
            sql += f" /* {next(_numbers)} */"  # no plan is kept of what is never asked again
        return sql, given


def build_id_condition(column: str, keys: str, number: int) -> ReplannedCondition:
    """Return the condition for a filter; ``keys`` are so many, as ``told`` tells them."""
    return ReplannedCondition(build_any_of(column, number), [keys])
