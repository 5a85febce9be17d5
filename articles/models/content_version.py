"""What readers see now, as a number: it rises with every change, whoever makes it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, models
from django.db.models import Q
from django.utils import timezone

from articles.models.article import Article
from articles.models.correction import Correction

_SECOND: Final = 1_000_000
# Later than any plan.
NEVER: Final = 2**62


class ContentVersion(models.Model):
    """The one row whose number triggers raise, in the transaction of each change.

    ``next_change_at`` is when the clock alone changes what readers see, in microseconds since
    1970; None where nobody has looked since the last change.
    """

    number = models.BigIntegerField()
    next_change_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.number)


def read_number() -> int | None:
    """Return the number of what readers see at this instant, None where none can be told now.

    Whoever asks before reading anything else may keep what they then read under this number: it
    may be newer than that, never older.
    """
    while True:
        number, next_change_at = _row()
        if next_change_at is not None and next_change_at > _microseconds(time.time()):
            return number
        # One whose end is merely not known yet goes on.
        turned = number if next_change_at is None else number + 1
        try:
            if _turned(number, next_change_at, to=(turned, _next_turn())):
                return turned
        except OperationalError:  # somebody writes, for whom no reader is to wait
            return None


def _turned(number: int, next_change_at: int | None, *, to: tuple[int, int]) -> bool:
    """Write what follows on this edition, unless somebody turned it meanwhile."""
    unturned = ContentVersion.objects.filter(number=number, next_change_at=next_change_at)
    with _without_waiting():
        return bool(unturned.update(number=to[0], next_change_at=to[1]))


@contextmanager
def _without_waiting() -> Iterator[None]:
    """Let SQLite fail at once where another process writes; PostgreSQL's writers take no time."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")


def _row() -> tuple[int, int | None]:
    """Read the row, past all that Django does for a query where the driver answers."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    with database.wrap_database_errors:
        row = _ASK[database.vendor](database.connection)
    return row or _row_by_cursor()


def _ask_postgresql(driver: Any) -> tuple[int, int | None] | None:
    """Return the row, None where there is none or the server says why there is no answer."""
    answer = driver.pgconn.exec_(_QUERY.encode())
    if answer.ntuples != 1:
        return None
    number, next_change_at = answer.get_value(0, 0), answer.get_value(0, 1)
    return int(number), None if next_change_at is None else int(next_change_at)


def _ask_sqlite(driver: Any) -> tuple[int, int | None] | None:
    row: tuple[int, int | None] | None = driver.execute(_QUERY).fetchone()
    return row


_QUERY: Final = "SELECT number, next_change_at FROM articles_contentversion"
_ASK: Final = {"postgresql": _ask_postgresql, "sqlite": _ask_sqlite}


def _row_by_cursor() -> tuple[int, int | None]:
    """Read the row as Django does, which raises what is wrong; make it where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY)
        if row := cursor.fetchone():
            return row[0], row[1]
    # A number that no edition of a database that was emptied has had.
    first = ContentVersion(pk=1, number=_microseconds(time.time()))
    with _without_waiting():
        ContentVersion.objects.bulk_create([first], ignore_conflicts=True)
    return _row_by_cursor()


def _next_turn() -> int:
    """Return when a piece or a notice is to go live, or a piece expires, first of all to come."""
    now = timezone.now()
    live = Q(is_released=True, published_at__isnull=False)
    turns = (
        Article.objects.filter(live, published_at__gt=now).order_by("published_at"),
        Article.objects.filter(live, expire_at__gt=now).order_by("expire_at"),
        Correction.objects.filter(published_at__gt=now).order_by("published_at"),
    )
    columns = ("published_at", "expire_at", "published_at")
    found = (
        rows.values_list(column, flat=True).first()
        for rows, column in zip(turns, columns, strict=True)
    )
    return min((_microseconds(each.timestamp()) for each in found if each), default=NEVER)


def _microseconds(seconds: float) -> int:
    return int(seconds * _SECOND)
