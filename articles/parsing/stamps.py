"""Reads the dates and instants that machines write, and numbers whose order has to be known."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate
from enum import StrEnum
from itertools import islice
from typing import Any, BinaryIO, Final

from articles.parsing.charsets import decode_head
from articles.parsing.date_names import MONTHS
from articles.parsing.dates import parse_source_date
from articles.parsing.records import Reading, Record, Sureness
from articles.text.strings import clean_text, collapse_whitespace
from articles.vocabulary import Precision, SourceDate, is_source_day_in_range


class DateOrder(StrEnum):
    """In which order the slashed dates of a file or column have day and month."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


# No date of a machine is longer.
_LENGTH_LIMIT: Final = 100
_ISO_DAY: Final = re.compile(r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ].*)?")
_RFC_822: Final = re.compile(r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) \d\d:\d\d.*")
_SECONDS: Final = re.compile(r"[1-9]\d{8,9}(?:\d{3}|\.\d+)?")
_SLASHED: Final = re.compile(
    r"(?<!\d)(?P<first>\d{1,2})(?P<slash>[/-])(?P<second>\d{1,2})(?P=slash)(?P<year>\d{4}|\d\d)(?!\d)"
)
# A slashed date where the text of an element or the string of a JSON document begins.
_VALUE: Final = re.compile(r"[>\"\[]\s{0,9}(\d{1,2}/\d{1,2}/\d{2,4})(?!\d)")
# So many values show the order of a column or of a document.
_VALUES_LIMIT: Final = 1000
# How many bytes of a long document are searched for dates that prove their order.
_SAMPLE_SIZE: Final = 2**20
# What no person prints: seconds, or the beginning of an ISO 8601 date.
_MACHINE: Final = re.compile(r"\d{4}-\d\d-\d\d|\d{8}T|.*\d\d:\d\d:\d\d|\d{8,13}(?:\.\d+)?\Z")
# Systems write the first day of their calendar, or 1970, where they know none.
_NO_DAY: Final = date(1970, 1, 1)


def parse_stamp(
    text: str, *, order: DateOrder = DateOrder.UNKNOWN, utc_day: date | None = None
) -> SourceDate:
    """Return the date of a stamp or of a printed date, by its own clock; unknown for no date.

    Its text is the printed one, "" for what only a machine writes. ``order`` decides whether
    08/11/2019 is in November or in August. ``utc_day`` is the day as a feed reader reads it; it
    replaces one that cannot be read here.
    """
    printed = collapse_whitespace(clean_text(text[: 2 * _LENGTH_LIMIT]))[:_LENGTH_LIMIT]
    parsed = _parse_machine_day(printed) or _parse_printed(printed, order)
    if parsed is None:
        parsed = _choose_day(_parse_loosely(printed), utc_day, printed)
    if parsed.first and (not is_source_day_in_range(parsed.first) or parsed.first == _NO_DAY):
        return SourceDate()
    return replace(parsed, text="") if parsed.first and _MACHINE.match(printed) else parsed


def _parse_machine_day(printed: str) -> SourceDate | None:
    """Return the day of ISO 8601, RFC 822 and seconds since 1970, or None."""
    try:
        if match := _ISO_DAY.fullmatch(printed):
            return _build_day(int(match[1]), int(match[3]), int(match[4]), printed)
        if (match := _RFC_822.fullmatch(printed)) and (month := MONTHS.get(match[2].lower())):
            return _build_day(int(match[3]), month, int(match[1]), printed)
        if _SECONDS.fullmatch(printed):
            instant = datetime.fromtimestamp(int(printed[:10]), UTC)
            return SourceDate(instant.date(), None, Precision.DAY, printed)
    except ValueError:  # 31 February
        return None
    return None


def _build_day(year: int, month: int, day: int, printed: str) -> SourceDate:
    """Return the day, unknown where it is a zero date; raise ValueError if it does not exist."""
    if not (year and month and day):
        return SourceDate()
    return SourceDate(date(year, month, day), None, Precision.DAY, printed)


def _parse_printed(printed: str, order: DateOrder) -> SourceDate | None:
    """Return the printed date, unknown where the order of its numbers is; None for no date."""
    if not (match := _SLASHED.search(printed)):
        return parse_source_date(printed)
    numbers = _put_day_first(match, order)
    if not numbers:
        return SourceDate(text=printed)
    parsed = parse_source_date(printed[: match.start()] + numbers + printed[match.end() :])
    return parsed and replace(parsed, text=printed)


def _put_day_first(match: re.Match[str], order: DateOrder) -> str:
    """Return the slashed date as ``dd.mm.yyyy``, "" where its order is not known."""
    first, second = int(match["first"]), int(match["second"])
    own_order = _find_order(first, second)
    order = order if own_order is DateOrder.UNKNOWN and first != second else own_order
    if order is DateOrder.UNKNOWN and first != second:
        return ""
    if order is DateOrder.MONTH_FIRST:
        first, second = second, first
    return f"{first:02}.{second:02}.{_expand_year(match['year'])}"


def _expand_year(year: str) -> str:
    """Return the year in four digits: 69 is 1969, 68 is 2068, as in POSIX."""
    if len(year) > len("yy"):
        return year
    return f"19{year}" if year >= "69" else f"20{year}"


def _find_order(first: int, second: int) -> DateOrder:
    """Return the order that the two numbers prove."""
    if second > 12 >= first:
        return DateOrder.MONTH_FIRST
    return DateOrder.DAY_FIRST if first > 12 >= second else DateOrder.UNKNOWN


def detect_order(values: Iterable[str]) -> DateOrder:
    """Return the order that the dates among the values prove, unknown where they differ."""
    matches = filter(None, (_SLASHED.search(value[:_LENGTH_LIMIT]) for value in values))
    orders = {_find_order(int(match["first"]), int(match["second"])) for match in matches}
    proven = orders - {DateOrder.UNKNOWN}
    return proven.pop() if len(proven) == 1 else DateOrder.UNKNOWN


def detect_document_order(text: str) -> DateOrder:
    """Return the order that the dates at the beginning of elements and strings prove."""
    values = (match[1] for match in _VALUE.finditer(text))
    return detect_order(islice(values, _VALUES_LIMIT))


def detect_sample_order(stream: BinaryIO, charset: str) -> DateOrder:
    """Return the order that the dates at the beginning of a stream prove, and go back to it."""
    start = stream.tell()
    sample = stream.read(_SAMPLE_SIZE)
    stream.seek(start)
    return (
        detect_document_order(decode_head(sample, charset)) if b"/" in sample else DateOrder.UNKNOWN
    )


def _parse_loosely(printed: str) -> date | None:
    """Return the day of what differs from RFC 822, such as a year of two digits."""
    try:
        return date(*(parsedate(printed) or ())[:3])
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _choose_day(day: date | None, utc_day: date | None, printed: str) -> SourceDate:
    """Return the day as read here, or in UTC where that is more than a day off."""
    if utc_day and (day is None or abs((day - utc_day).days) > 1):
        day = utc_day
    return SourceDate(day, None, Precision.DAY, printed) if day else SourceDate(text=printed)


def mark_date(source_date: SourceDate, *, order: str = "") -> dict[str, Reading]:
    """Return that the date is missing, where a printed one could not be read for certain.

    ``order`` is the proven one without which it could not be read, "" where it needs none.
    """
    if order:
        return {"source_date": Reading(Sureness.SURE, order=order)}
    is_missing = bool(source_date.text) and not source_date.first
    return {"source_date": Reading(Sureness.MISSING)} if is_missing else {}


def restore_orders(record: Record, orders: Mapping[str, str]) -> Record:
    """Return the record, read alone, with its dates in the orders that its file proved.

    ``orders`` are those of the readings of its original, by field.
    """
    fields: dict[str, Any] = {}
    if "source_date" in orders and not record.source_date.first:
        order = DateOrder(orders["source_date"])
        fields["source_date"] = parse_stamp(record.source_date.text, order=order)
    if "our_date" in orders and record.our_date and record.our_date.day <= 12:
        # Read alone it is day first, as our date is without a proof.
        day, month = record.our_date.day, record.our_date.month
        fields["our_date"] = record.our_date.replace(day=month, month=day)
    readings = {name: Reading(Sureness.SURE, order=orders[name]) for name in fields}
    return replace(record, readings={**record.readings, **readings}, **fields)


def parse_instant(text: str) -> datetime | None:
    """Return the instant in UTC of an ISO 8601 date and time, naive where it has no zone.

    None for what is no date, or one before the year 1.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
        return instant.astimezone(UTC) if instant.tzinfo else instant
    except (ValueError, OverflowError):
        return None
