"""Mends the details of a record that the tables cannot hold, so that none costs the record.

What is dropped gets a remark on the original.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from articles.parsing.records import Record, Remark
from articles.vocabulary import (
    FIRST_INSTANT,
    LAST_INSTANT,
    SourceDate,
    is_instant_in_range,
    is_source_day_in_range,
)

# What programs export where they know no instant.
_ZERO_INSTANTS: Final = frozenset({datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)})

# The codes of remarks, by field: on a value out of our range, and on one after it, for which the
# article must wait.
DROPPED: Final = {
    "publish_at": "publish_at_dropped",
    "embargoed_until": "embargoed_until_dropped",
    "expire_at": "expire_at_dropped",
    "our_date": "our_date_dropped",
    "source_date": "source_date_dropped",
}
TOO_LATE: Final = {
    "publish_at": "publish_at_too_late",
    "embargoed_until": "embargoed_until_too_late",
    "our_date": "our_date_too_late",
}

# A field, its new value, and the code of the remark, "" where nothing of weight is dropped.
_Change = tuple[str, Any, str]


def mend_details(record: Record) -> Record:
    """Return the record with details that the tables can hold, and remarks on what is dropped."""
    changes = list(_find_changes(record))
    if not changes:
        return record
    remarks = (Remark(code, 1) for _, _, code in changes if code)
    fields = {name: value for name, value, _ in changes}
    return replace(record, remarks=(*record.remarks, *remarks), **fields)


def _find_changes(record: Record) -> Iterator[_Change]:
    if record.publish_at or record.embargoed_until or record.expire_at:
        yield from _mend_instants(record)
    if record.our_date and not _is_our_day(record.our_date):
        yield from _drop("our_date", is_too_late=record.our_date > LAST_INSTANT.date())
    if record.source_date.first and not _is_source_date(record.source_date):
        yield "source_date", SourceDate(text=record.source_date.text), DROPPED["source_date"]


def _mend_instants(record: Record) -> Iterator[_Change]:
    for name in ("publish_at", "embargoed_until", "expire_at"):
        instant: datetime | None = getattr(record, name)
        if instant in _ZERO_INSTANTS:
            yield name, None, ""
        elif instant and not is_instant_in_range(instant):
            yield from _drop(name, is_too_late=instant > LAST_INSTANT)


def _drop(name: str, *, is_too_late: bool) -> Iterator[_Change]:
    """Yield what to change: the field, and what keeps readers from an article that must wait."""
    if is_too_late and name in TOO_LATE:
        yield name, None, TOO_LATE[name]
        yield "is_withheld", True, ""
    else:
        yield name, None, DROPPED[name]


def _is_our_day(day: date) -> bool:
    """Return whether noon of the day is an instant that we can hold, in every time zone."""
    return FIRST_INSTANT.date() < day < LAST_INSTANT.date()


def _is_source_date(when: SourceDate) -> bool:
    return all(map(is_source_day_in_range, filter(None, (when.first, when.last))))
