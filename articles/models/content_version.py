"""The version of all that readers see, as a number that rises with every change.

Database triggers raise it on writes; ``get_current_number`` raises it when the clock changes the
site.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import OperationalError, connection, models
from django.db.models import F
from django.utils import timezone

from articles.models.article import Article
from articles.models.correction import Correction

_SECOND: Final = 1_000_000
# Later than any instant, in microseconds since 1970.
NEVER: Final = 2**62


class ContentVersion(models.Model):
    """The only row; triggers raise its number in the transaction of each change.

    ``next_change_at`` is the next instant at which the clock alone changes what readers see, in
    microseconds since 1970. Triggers set it to NULL, the next reader computes it.
    """

    number = models.BigIntegerField()
    next_change_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.number)


def get_current_number() -> int | None:
    """Return the current number, raised first if the clock has changed the site since.

    Return None if it has to be written while another process holds SQLite's write lock.
    To cache rows under the number, read the number before the rows: they are then of this version
    or a newer one, never of an older one.
    """
    while True:
        number, next_change_at = _read_row()
        if next_change_at is not None and next_change_at > _to_microseconds(time.time()):
            return number
        # If only the instant of the next change was unknown, nothing has changed since.
        new_number = number if next_change_at is None else number + 1
        new_values = {"number": new_number, "next_change_at": _find_next_change()}
        try:
            if _update_row(number, next_change_at, new_values):
                return new_number
        except OperationalError:  # readers do not wait for the process that is writing
            return None


def raise_number() -> None:
    """Raise the number for a change that no trigger sees, such as that of the search index."""
    ContentVersion.objects.update(number=F("number") + 1, next_change_at=None)


def _update_row(number: int, next_change_at: int | None, new_values: dict[str, int]) -> bool:
    """Update the row if it still has these values; return whether it had."""
    unchanged = ContentVersion.objects.filter(number=number, next_change_at=next_change_at)
    with _fail_if_locked():
        return bool(unchanged.update(**new_values))


@contextmanager
def _fail_if_locked() -> Iterator[None]:
    """Make SQLite fail at once while another process writes; PostgreSQL waits only briefly."""
    if connection.vendor != "sqlite":
        yield
        return
    timeout = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")


def _read_row() -> tuple[int, int | None]:
    """Return the row; create it where there is none.

    By SQL, since every request pays for it: a queryset takes 0.25 ms instead of 0.08, a third of
    what a cached page costs (``python -m tests.benchmarks.site 1500 postgresql``).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, next_change_at FROM articles_contentversion")
        row: tuple[int, int | None] | None = cursor.fetchone()
    if row:
        return row
    # From the clock, so that no number repeats that the database had before it was emptied.
    first = ContentVersion(pk=1, number=_to_microseconds(time.time()))
    with _fail_if_locked():
        ContentVersion.objects.bulk_create([first], ignore_conflicts=True)
    return _read_row()


def _find_next_change() -> int:
    """Return when the clock will next change what readers see, or NEVER.

    It is the first instant, in microseconds since 1970, at which an article or a correction goes
    live or an article expires.
    """
    now = timezone.now()
    released = Article.objects.filter(is_released=True, published_at__isnull=False)
    instants = (
        _find_first(released, "published_at", after=now),
        _find_first(released, "expire_at", after=now),
        _find_first(Correction.objects.all(), "published_at", after=now),
    )
    return min((_to_microseconds(each.timestamp()) for each in instants if each), default=NEVER)


def _find_first(rows: models.QuerySet[Any], column: str, *, after: datetime) -> datetime | None:
    later = rows.filter(**{f"{column}__gt": after}).order_by(column)
    first: datetime | None = later.values_list(column, flat=True).first()
    return first


def _to_microseconds(seconds: float) -> int:
    return int(seconds * _SECOND)
