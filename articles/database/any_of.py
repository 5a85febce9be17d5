"""A condition on one of many ids, which the database gets as one value.

``pk__in`` has a placeholder for each id: a statement of its own for each number of ids, which is
written and planned anew.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func, Value
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Func):
    """A condition for ``filter()``: the column is one of the ids that ``encode_ids`` encoded."""

    output_field = BooleanField()

    def __init__(self, column: str, encoded_ids: str) -> None:
        super().__init__(column, Value(encoded_ids))

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra_context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="%(expressions)s::bigint[])",
            arg_joiner=" = ANY(",
            **extra_context,
        )

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra_context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="%(expressions)s))",
            arg_joiner=" IN (SELECT value FROM json_each(",
            **extra_context,
        )


def encode_ids(ids: Sequence[int]) -> str:
    """Return the ids as one value: a PostgreSQL array, or a JSON array on SQLite."""
    if connection.vendor == "postgresql":
        return f"{{{','.join(map(str, ids))}}}"
    return json.dumps([*ids])
