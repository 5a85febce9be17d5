"""Rows by very many keys, told as one value: the statement stays the same for any number."""

import json
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

# Of more keys PostgreSQL's planner is to know how many they are; for fewer one plan does.
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


def has_one_of(column: str, keys: str, number: int) -> RawSQL:
    """Return the condition for a filter; ``keys`` are so many, as ``told`` tells them."""
    if connection.vendor == "postgresql" and number > FEW:
        # Numbered, so that no two statements are alike: each is planned for its own keys.
        condition, given = f"{column} = ANY('{keys}'::bigint[]) /* {next(_numbers)} */", list[Any]()
    else:
        condition, given = among(column, number), [keys]
    return RawSQL(condition, given, output_field=BooleanField())  # noqa: S611 - ours, with its value beside
