"""Converts values in the types that our own exports write to those of a Record's fields.

There is one function for each type of value. It raises one of ERRORS for a value that it cannot
read, and PartlyReadError for a list of which it can read some items.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from articles.parsing.stamps import DateOrder, parse_stamp
from articles.text import body_html
from articles.text.patterns import HTTP_URL, LANGUAGE_TAG
from articles.text.strings import clean_text, collapse_whitespace, fold
from articles.vocabulary import Credit, IdentityKey, KeyKind, Kind, Precision, SourceDate

ERRORS: Final = (TypeError, ValueError, KeyError)
Joined = TypeVar("Joined")

_IDENTITY: Final = re.compile(r"[0-9a-f]{64}")
_KEY_SOURCE_LIMIT: Final = 400
_KEY_VALUE_LIMIT: Final = 200
_SLUG: Final = re.compile(r"[\w-]+")
# What programs export where they know no instant, with or without a time zone.
_ZERO_INSTANT: Final = re.compile(
    r"(?:0|[Ff]alse|[Nn]o(?:ne)?|000[01]-0[01]-0[01].*|1970-01-01[ T]00:00(?::00(?:\.0+)?)?\D*)"
)


class PartlyReadError(ValueError):
    """Some items of a list cannot be read; ``rest`` is what was read of the others."""

    def __init__(self, rest: Any) -> None:
        super().__init__(rest)
        self.rest = rest


def read_items(
    items: Iterable[Any],
    read: Callable[[Any], Iterable[Any]],
    *,
    join: Callable[[Iterable[Any]], Joined],
) -> Joined:
    """Return what ``read`` yields for the items, joined.

    Raise PartlyReadError with the rest where it raises for some of them.
    """
    values: list[Any] = []
    is_whole = True
    for item in items:
        try:
            values.extend(read(item))
        except ERRORS:
            is_whole = False
    if not is_whole:
        raise PartlyReadError(join(values))
    return join(values)


def to_line(value: Any) -> str:
    """Return a string on one line, each run of white space as one space."""
    return collapse_whitespace(to_text(value))


def to_text(value: Any) -> str:
    """Return a string cleaned, without white space at its ends."""
    if not isinstance(value, str):
        raise TypeError(value)
    return clean_text(value).strip()


def to_paragraphs(value: Any) -> str:
    """Return plain text as HTML, divided by the rule of ``plain_text``."""
    return body_html.from_plain_text(to_text(value))


def to_kind(value: Any) -> str:
    return Kind(value).value


def _require_match(value: Any, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(to_text(value)):
        raise ValueError(value)
    return to_text(value)


def to_language(value: Any) -> str:
    return _require_match(value, LANGUAGE_TAG)


def to_url(value: Any) -> str:
    return _require_match(value, HTTP_URL)


def to_identity(value: Any) -> str:
    return _require_match(value, _IDENTITY)


def to_identity_keys(value: Any) -> tuple[IdentityKey, ...]:
    """Return the keys of a list of objects of kind, source and value."""
    return read_items(_require_list(value), lambda each: (_to_identity_key(**each),), join=tuple)


def _to_identity_key(*, kind: Any, source: Any, value: Any) -> IdentityKey:
    key = IdentityKey(KeyKind(kind).value, to_text(source), to_text(value))
    if len(key.source) > _KEY_SOURCE_LIMIT or not 0 < len(key.value) <= _KEY_VALUE_LIMIT:
        raise ValueError(value)
    return key


def to_slug(value: Any) -> str:
    return _require_match(value, _SLUG)


def to_instant(value: Any) -> datetime | None:
    """Return an ISO 8601 instant in UTC, None for what programs write where they know none.

    Raise ValueError for one without a time zone.
    """
    text = to_text(value) if value else "0"
    if _ZERO_INSTANT.fullmatch(text):
        return None
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(value)
    try:
        return instant.astimezone(UTC)
    except OverflowError:  # the last hours of the year 9999
        return datetime.max.replace(tzinfo=UTC)


def to_day(value: Any, *, order: DateOrder = DateOrder.DAY_FIRST) -> date:
    """Return a day in ISO 8601 or as printed; raise ValueError for a month, year or range."""
    parsed = parse_stamp(to_line(value), order=order)
    if parsed.precision is not Precision.DAY or parsed.first is None:
        raise ValueError(value)
    return parsed.first


def to_source_date(value: Any, *, order: DateOrder = DateOrder.UNKNOWN) -> SourceDate:
    """Return the date of a printed text, or of an object of first, last, precision and text."""
    if isinstance(value, dict):
        return _build_source_date(**value)
    return parse_stamp(to_line(value), order=order)


def _build_source_date(
    *, first: Any = None, last: Any = None, precision: Any = "unknown", text: Any = ""
) -> SourceDate:
    """Return the date; raise ValueError where the days do not fit the precision."""
    days = [to_day(value) if value is not None else None for value in (first, last)]
    fits = {
        Precision.UNKNOWN: days == [None, None],
        Precision.RANGE: bool(days[0] and days[1] and days[0] < days[1]),
    }
    # With any other precision there is a first day only.
    if not fits.get(Precision(precision), bool(days[0]) and days[1] is None):
        raise ValueError(precision)
    return SourceDate(days[0], days[1], Precision(precision), to_line(text))


def to_bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def to_credits(value: Any) -> tuple[Credit, ...]:
    """Return the authors of a list of names, or of objects as ``_to_credit`` reads them."""
    return read_items(_require_list(value), lambda author: (_to_credit(author),), join=tuple)


def _to_credit(author: Any) -> Credit:
    """Return the author of a name, or of an object of name, affiliation and is_organisation."""
    fields = {"name": author} if isinstance(author, str) else {**author}
    credit = Credit(
        name=to_line(fields.pop("name")),
        affiliation=to_line(fields.pop("affiliation", "")),
        is_organisation=to_bool(fields.pop("is_organisation", False)),
    )
    if fields or not fold(credit.name):
        raise ValueError(author)
    return credit


def to_tags(value: Any) -> tuple[str, ...]:
    """Return the tags of a list of strings, without those that hold no word."""
    return read_items(_require_list(value), _iter_tags, join=tuple)


def _iter_tags(value: Any) -> Iterator[str]:
    if fold(tag := to_line(value)):
        yield tag


def _require_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value
