"""Finds the dates that press databases print among editions, sections and pages."""

import re
from dataclasses import replace
from typing import Final

from articles.parsing import dates
from articles.text.strings import collapse_whitespace
from articles.vocabulary import Precision, SourceDate

# How many characters, and how many parts between commas, are searched for a date.
_TEXT_LENGTH: Final = 1000
_PARTS_LIMIT: Final = 12
# How many such parts a date may have: month and day, year, weekday, time.
_DATE_PARTS: Final = 5
# How many of them are searched for a date that something else follows.
_BEGINNING_PARTS: Final = 3
# How many words such a date may have, with its time.
_DATE_WORDS: Final = 10
_CHINESE: Final = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")


def parse_date(text: str) -> SourceDate | None:
    """Return the date that the whole text is, with or without a time, or None."""
    printed = collapse_whitespace(text)
    if "年" not in printed:
        return dates.parse_source_date(printed)
    source_date = dates.parse_source_date(_CHINESE.sub(r"\1-\2-\3", printed))
    return replace(source_date, text=printed) if source_date else None


def extract_date(text: str) -> tuple[SourceDate, str]:
    """Return the date among parts between commas, and the other parts.

    ``Politique, jeudi 5 octobre 2013, p. 03`` is a day, and ``Politique, p. 03``.
    """
    parts = text[:_TEXT_LENGTH].split(",")[:_PARTS_LIMIT]
    source_date, others = _find_date(
        [part for each in parts if (part := collapse_whitespace(each))]
    )
    if source_date is None:
        return SourceDate(), collapse_whitespace(text)
    return source_date, ", ".join(others)


def _find_date(parts: list[str]) -> tuple[SourceDate | None, list[str]]:
    """Return the date that some parts are, or that one begins with, and what else there is."""
    for size in range(min(_DATE_PARTS, len(parts)), 0, -1):
        for start in range(len(parts) - size + 1):
            if source_date := parse_date(", ".join(parts[start : start + size])):
                return source_date, [*parts[:start], *parts[start + size :]]
    for size in range(min(_BEGINNING_PARTS, len(parts)), 0, -1):
        for start in range(len(parts) - size + 1):
            source_date, rest = _split_beginning(", ".join(parts[start : start + size]))
            if source_date:
                return source_date, [*parts[:start], *filter(None, [rest]), *parts[start + size :]]
    return None, parts


def _split_beginning(text: str) -> tuple[SourceDate | None, str]:
    """Return the day that the text begins with, and the rest of it."""
    words = text.split(" ")
    for count in range(min(_DATE_WORDS, len(words) - 1), 1, -1):
        source_date = parse_date(" ".join(words[:count]).rstrip(","))
        if source_date and source_date.precision is Precision.DAY:
            return source_date, " ".join(words[count:]).strip(" -–•")
    return None, text
