"""Values as our own files tell them, to the values of a Record's fields.

One function for each type of value; a wrong one raises TypeError, ValueError or KeyError.
"""

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from articles.parsing.dates import LIMIT, parse_source_date
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace, fold
from articles.vocabulary import (
    Credit,
    Kind,
    Precision,
    SourceDate,
)

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS: Final = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_IDENTITY: Final = re.compile(r"[0-9a-f]{64}")
_SLUG: Final = re.compile(r"[\w-]+", re.ASCII)
# A day with the time of day after it, and perhaps a weekday before it: "Fri, 8 Nov 2019 09:30".
_MOMENT: Final = re.compile(
    r"(?:[a-z]{3}, )?(?P<day>.{8,30}?)(?:T|,? (?:at )?)\d{1,2}:\d\d.*", re.IGNORECASE
)


def line(value: Any) -> str:
    return collapse_whitespace(text(value))


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return clean_text(value).strip()


def paragraphs(value: Any) -> str:
    return in_paragraphs(text(value))


def in_paragraphs(plain: str) -> str:
    """Return plain text, clean already, as HTML; blank lines stand between its paragraphs."""
    return body_html.from_editor_input(html.escape(plain, quote=False))


def kind(value: Any) -> str:
    return Kind(value).value


def _matching(value: Any, form: re.Pattern[str]) -> str:
    if not form.fullmatch(text(value)):
        raise ValueError(value)
    return text(value)


def language(value: Any) -> str:
    return _matching(value, _LANGUAGE)


def address(value: Any) -> str:
    return _matching(value, _ADDRESS)


def identity(value: Any) -> str:
    return _matching(value, _IDENTITY)


def slug(value: Any) -> str:
    return _matching(value, _SLUG)


def instant(value: Any) -> datetime:
    """Return the instant of ISO 8601 in UTC; one without a zone could be any of two dozen."""
    told = datetime.fromisoformat(text(value))
    if told.tzinfo is None:
        raise ValueError(value)
    try:
        return told.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(value) from error


def day(value: Any) -> date:
    found = _printed(line(value))
    if found is None or found.precision is not Precision.DAY or found.first is None:
        raise ValueError(value)
    return found.first


def _printed(told: str) -> SourceDate | None:
    """Return the date that the text prints; the time of day after it counts for nothing."""
    if len(told) > LIMIT or not (moment := _MOMENT.fullmatch(told)):
        return parse_source_date(told)
    found = parse_source_date(moment["day"])
    return found and replace(found, text=told)


def source_date(value: Any) -> SourceDate:
    if isinstance(value, dict):
        return _told_source_date(**value)
    return _printed(line(value)) or SourceDate(text=line(value))


def _told_source_date(
    *, first: Any = None, last: Any = None, precision: Any = "unknown", text: Any = ""
) -> SourceDate:
    """Return the date that an object spells out, if its days fit its precision."""
    days = [day(value) if value is not None else None for value in (first, last)]
    fits = {
        Precision.UNKNOWN: days == [None, None],
        Precision.RANGE: bool(days[0] and days[1] and days[0] < days[1]),
    }
    if not fits.get(Precision(precision), bool(days[0]) and days[1] is None):
        raise ValueError(precision)
    return SourceDate(days[0], days[1], Precision(precision), line(text))


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def authors(value: Any) -> tuple[Credit, ...]:
    return tuple(_credit(told) for told in _list(value))


def _credit(told: Any) -> Credit:
    fields = {"name": told} if isinstance(told, str) else {**told}
    credit = Credit(
        name=line(fields.pop("name")),
        affiliation=line(fields.pop("affiliation", "")),
        is_organisation=flag(fields.pop("is_organisation", False)),
    )
    if fields or not fold(credit.name):
        raise ValueError(told)
    return credit


def tags(value: Any) -> tuple[str, ...]:
    return tuple(tag for each in _list(value) if fold(tag := line(each)))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value
