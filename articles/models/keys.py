"""Rows by very many keys, told as one value: the statement stays the same for any number."""

import json
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

# So few are looked up one after the other, in whatever order their rows are wanted.
FEW: Final = 100
_numbers = count()


def among(column: str, number: int) -> str:
    """Return the condition that the column has one of so many keys, as ``told`` tells them."""
    if connection.vendor == "postgresql":
        # It would plan anew for a list of one, which it takes for the shorter way.
        one, many = f"{column} = (%s::bigint[])[1]", f"{column} = ANY(%s::bigint[])"
        return one if number == 1 else many
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - our own column


def told(keys: Sequence[int]) -> str:
    """Return the keys as one value for ``among``."""
    if connection.vendor == "postgresql":
        return f"{{{','.join(map(str, keys))}}}"
    return json.dumps([*keys])


class HasOneOf(RawSQL):
    """The condition that the column has one of so many keys, as ``told`` tells them.

    Where only the first rows of many are wanted, it depends on how many there are whether they are
    found sooner by the keys or in their order. PostgreSQL's planner is told the keys then, by a
    statement that is like no other; all else it plans once.
    """

    def __init__(self, column: str, keys: str, number: int) -> None:
        super().__init__(among(column, number), [keys], output_field=BooleanField())
        self.column, self.keys, self.number = column, keys, number

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        is_for_planner = connection.vendor == "postgresql" and self.number > FEW
        if is_for_planner and compiler.query.is_sliced:
            return f"{self.column} = ANY('{self.keys}'::bigint[]) /* {next(_numbers)} */", []
        return super().as_sql(compiler, connection)
