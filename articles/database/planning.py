"""How PostgreSQL plans: for the values of a statement, or once for any values."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def plan_for_values() -> Iterator[None]:
    """Have PostgreSQL plan the statements of the block for their values, on SQLite do nothing.

    The plan that it keeps of a repeated statement fits any values: one word may be in ten articles
    and another in half of all, where reading down the list to the first ones is far cheaper than to
    find and sort them. It costs three short statements more, and a plan each time: 0.6 ms.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        yield
