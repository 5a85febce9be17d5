"""The version of all that readers see, as a number that rises with every change.

Database triggers raise it on writes; ``get_current`` raises it when the clock changes the site,
forwards or, where it was set wrong, back.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, NamedTuple

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

    ``last_change_at`` and ``next_change_at`` are the instants between which the clock alone changes
    nothing of what readers see, in microseconds since 1970. Triggers set the second to NULL, the
    next reader computes both.
    """

    number = models.BigIntegerField()
    last_change_at = models.BigIntegerField(default=0)
    next_change_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.number)


class CurrentVersion(NamedTuple):
    """A content version with the instants from and until which it holds by the clock."""

    number: int
    last_change_at: int
    next_change_at: int

    def holds_now(self) -> bool:
        return self.last_change_at <= _to_microseconds(time.time()) < self.next_change_at


def get_current_number() -> int | None:
    """Return the number of ``get_current``."""
    current = get_current()
    return current.number if current else None


def get_current() -> CurrentVersion | None:
    """Return the current content version, raised first if the clock has changed the site since.

    The clock may have been set back, too: what was rendered until then is of no instant that it
    shows now. Return None if the version has to be written while another process holds SQLite's
    write lock. To cache rows under the number, read the number before the rows: they are then of
    this version or a newer one, never of an older one.
    """
    while True:
        number, last_change_at, next_change_at = _read_row()
        if next_change_at is not None:
            current = CurrentVersion(number, last_change_at, next_change_at)
            if current.holds_now():
                return current
        # If only the instants were unknown, nothing has changed since.
        new_number = number if next_change_at is None else number + 1
        new = CurrentVersion(new_number, *_find_changes())
        try:
            if _update_row(number, next_change_at, new):
                return new
        except OperationalError:  # readers do not wait for the process that is writing
            return None


def raise_number() -> None:
    """Raise the number for a change that no trigger sees, such as that of the search index."""
    ContentVersion.objects.update(number=F("number") + 1, next_change_at=None)


def _update_row(number: int, next_change_at: int | None, new: CurrentVersion) -> bool:
    """Update the row if it still has these values; return whether it had."""
    unchanged = ContentVersion.objects.filter(number=number, next_change_at=next_change_at)
    with _fail_if_locked():
        return bool(
            unchanged.update(
                number=new.number,
                last_change_at=new.last_change_at,
                next_change_at=new.next_change_at,
            )
        )


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


def _read_row() -> tuple[int, int, int | None]:
    """Return the row; create it where there is none.

    By SQL, since every request pays for it: a queryset takes 0.25 ms instead of 0.08, a third of
    what a cached page costs (``python -m tests.benchmarks.site 1500 postgresql``).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, last_change_at, next_change_at FROM articles_contentversion")
        row: tuple[int, int, int | None] | None = cursor.fetchone()
    if row:
        return row
    # From the clock, so that no number repeats that the database had before it was emptied.
    first = ContentVersion(pk=1, number=_to_microseconds(time.time()))
    with _fail_if_locked():
        ContentVersion.objects.bulk_create([first], ignore_conflicts=True)
    return _read_row()


def _find_changes() -> tuple[int, int]:
    """Return when the clock last changed what readers see, and when it will next.

    These are instants, in microseconds since 1970, at which an article or a correction goes live or
    an article expires; 0 and NEVER where there are none.
    """
    now = timezone.now()
    released = Article.objects.filter(is_released=True, published_at__isnull=False)
    columns: list[tuple[models.QuerySet[Any], str]] = [
        (released, "published_at"),
        (released, "expire_at"),
        (Correction.objects.all(), "published_at"),
    ]
    last = (_find_first(rows, f"-{name}", **{f"{name}__lte": now}) for rows, name in columns)
    following = (_find_first(rows, name, **{f"{name}__gt": now}) for rows, name in columns)
    return max(filter(None, last), default=0), min(filter(None, following), default=NEVER)


def _find_first(rows: models.QuerySet[Any], order: str, **condition: datetime) -> int | None:
    """Return the first instant in this order, in microseconds, of the rows that fulfil it."""
    instants = rows.filter(**condition).order_by(order).values_list(order.lstrip("-"), flat=True)
    first: datetime | None = instants.first()
    return _to_microseconds(first.timestamp()) if first else None


def _to_microseconds(seconds: float) -> int:
    return int(seconds * _SECOND)
