"""Dates as press databases print them: with times, zones and editions, in more languages."""

import re
from dataclasses import replace
from typing import Final

from articles.parsing import dates
from articles.text.strings import collapse_whitespace
from articles.vocabulary import Precision, SourceDate

# How many parts between commas are searched for a date.
_PARTS_LIMIT: Final = 12
# How many such parts a date may have: month and day, year, weekday.
_DATE_PARTS: Final = 4
# How many words of a part may be a date that something else follows.
_DATE_WORDS: Final = 7

# A time of day, with its zone.
_TIME: Final = re.compile(
    r",?\s{0,3}\(?\b\d{1,2}(?:[:h]\d\d(?::\d\d)?(?:\s?[AP]\.?M\b\.?)?|(?:\.\d\d)?\s?[AP]\.?M\b\.?)"
    r"(?:\s?(?:Uhr|uur)\b)?(?:\s?\(?(?:GMT|UTC|[A-Z]{1,4}T|MSK)\b(?:\s?[+-]\d{1,2}(?::?\d\d)?)?\)?)?\)?",
    re.IGNORECASE,
)
# Months and weekdays in Spanish, Italian, Portuguese and Dutch, where they are not as in English.
_MONTHS: Final = {
    name: english
    for english, names in {
        "January": "enero gennaio janeiro januari",
        "February": "febrero febbraio fevereiro februari",
        "March": "marzo março maart",
        "April": "abril aprile",
        "May": "mayo maggio maio mei",
        "June": "junio giugno junho",
        "July": "julio luglio julho",
        "August": "agosto augustus",
        "September": "septiembre setiembre settembre setembro",
        "October": "octubre ottobre outubro",
        "November": "noviembre novembro",
        "December": "diciembre dicembre dezembro",
    }.items()
    for name in names.split()
}
_WEEKDAYS: Final = frozenset(
    """lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì
    sabato domenica segunda-feira terça-feira quarta-feira quinta-feira sexta-feira maandag dinsdag
    woensdag donderdag vrijdag zaterdag zondag""".split()
)
_WORD: Final = re.compile(r"[^\W\d_][\w-]*")
_OF: Final = re.compile(r"(?<=[\w.]) (?:de|del) (?=\w)", re.IGNORECASE)
_CHINESE: Final = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")


def parse_date(text: str) -> SourceDate | None:
    """Return the date that the whole text is, with or without a time, or None."""
    printed = collapse_whitespace(text)
    if len(printed) > 2 * dates.LENGTH_LIMIT:
        return None
    source_date = _parse_day(_TIME.sub("", printed).strip(" ,"))
    return replace(source_date, text=printed) if source_date else None


def _parse_day(text: str) -> SourceDate | None:
    """Return the date that the text is, in any of the languages, or None."""
    return dates.parse_source_date(text) or dates.parse_source_date(_translate(text))


def _translate(text: str) -> str:
    """Return the date with English months, without weekdays that only this module knows."""
    text = _CHINESE.sub(lambda match: f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}", text)
    words = _WORD.sub(lambda match: _translate_word(match[0]), _OF.sub(" ", text))
    return collapse_whitespace(words).strip(" ,")


def _translate_word(word: str) -> str:
    name = word.lower()
    return "" if name in _WEEKDAYS else _MONTHS.get(name, word)


def extract_date(text: str) -> tuple[SourceDate, str]:
    """Return the date among parts between commas, and the other parts.

    ``Politique, jeudi 5 octobre 2013, p. 03`` is a day, and ``Politique, p. 03``.
    """
    match = _TIME.search(text[:1000])
    parts = [
        part
        for each in _TIME.sub("", text[:1000]).split(",")[:_PARTS_LIMIT]
        if (part := collapse_whitespace(each))
    ]
    source_date, others = _find_date(parts)
    if source_date is None:
        return SourceDate(), collapse_whitespace(text)
    time = collapse_whitespace(match[0]).lstrip(", ") if match else ""
    return replace(source_date, text=f"{source_date.text} {time}".strip()), ", ".join(others)


def _find_date(parts: list[str]) -> tuple[SourceDate | None, list[str]]:
    """Return the date that some parts are, or that one begins with, and what else there is."""
    for size in range(min(_DATE_PARTS, len(parts)), 0, -1):
        for start in range(len(parts) - size + 1):
            printed = ", ".join(parts[start : start + size])
            if source_date := _parse_day(printed):
                others = [*parts[:start], *parts[start + size :]]
                return replace(source_date, text=printed), others
    for size in range(min(3, len(parts)), 0, -1):
        for start in range(len(parts) - size + 1):
            source_date, rest = _split_beginning(", ".join(parts[start : start + size]))
            if source_date:
                return source_date, [*parts[:start], *filter(None, [rest]), *parts[start + size :]]
    return None, parts


def _split_beginning(text: str) -> tuple[SourceDate | None, str]:
    """Return the day that the text begins with, and the rest of it."""
    words = text.split(" ")
    for count in range(min(_DATE_WORDS, len(words) - 1), 1, -1):
        printed = " ".join(words[:count]).rstrip(",")
        source_date = _parse_day(printed)
        if source_date and source_date.precision is Precision.DAY:
            return replace(source_date, text=printed), " ".join(words[count:]).strip(" -–•")
    return None, text
