"""Parses printed dates in the languages of ``date_names``: days, months, years and ranges."""

import re
from datetime import date
from typing import Final

from articles.parsing.date_names import MONTHS, SHORT_WEEKDAYS, WEEKDAYS, ZONES
from articles.text.strings import fold
from articles.vocabulary import Precision, SourceDate

# Names of months and weekdays compare without diacritics, as in "KASIM", "Kasım" and "Kasim".
_BASE_LETTERS: Final = str.maketrans("ışğüöçéûäəáíóúàèìòùñãõâêîôåø", "isguoceuaeaiouaeiounaoaeioao")

_MONTH: Final = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY: Final = "(?:" + "|".join(WEEKDAYS) + r")\b\.?"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_YEAR: Final = r"(?:1[89]|20)\d\d"
# "Year" in Azerbaijani, Russian and Armenian, as it follows the number.
_YEAR_WORD: Final = r"(?:(?:-?c[iu])? il| ?г\.?| год| года| ?թ\.| թվական| թվականի)"
_NAMED_YEAR: Final = rf"(?P<y>{_YEAR}){_YEAR_WORD}?"
_TO: Final = r"\s*(?:[-–—/]|\bto\b|\bile\b)\s*"

_WHOLE: Final = rf"(?P<d>{_DAY}) (?P<m>{_MONTH}),? {_NAMED_YEAR}"
_NUMBERS: Final = rf"(?P<d>\d{{1,2}})[./](?P<m>\d{{1,2}})[./](?P<y>{_YEAR})"

# The groups name day, month and year; the first form that matches the whole text counts.
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?P<y>{_YEAR})[-./](?P<m>\d\d?)[-./](?P<d>\d\d?)",
        _NUMBERS,
        rf"(?P<d>\d{{1,2}})-(?P<m>\d{{1,2}}|{_MONTH})-(?P<y>{_YEAR})",
        rf"(?P<y>{_YEAR})-(?P<m>\d\d)",
        _WHOLE,
        rf"(?P<m>{_MONTH}) (?P<d>{_DAY}),? {_NAMED_YEAR}",
        rf"(?P<m>{_MONTH}),? {_NAMED_YEAR}",
        rf"{_NAMED_YEAR},? (?P<m>{_MONTH}) (?P<d>{_DAY})",
        _NAMED_YEAR,
        rf"(?P<d>{_DAY}){_TO}(?P<d2>{_DAY}) (?P<m>{_MONTH}),? {_NAMED_YEAR}",
        rf"(?P<m>{_MONTH}) (?P<d>{_DAY}){_TO}(?P<d2>{_DAY}),? {_NAMED_YEAR}",
        rf"(?P<d>{_DAY}) (?P<m>{_MONTH}){_TO}(?P<d2>{_DAY}) (?P<m2>{_MONTH}),? {_NAMED_YEAR}",
        _WHOLE + _TO + _WHOLE.replace(">", "2>"),
        _NUMBERS + _TO + _NUMBERS.replace(">", "2>"),
        rf"(?P<m>{_MONTH}){_TO}(?P<m2>{_MONTH}),? {_NAMED_YEAR}",
        rf"(?P<m>{_MONTH}),? (?P<y>{_YEAR}){_TO}(?P<m2>{_MONTH}),? (?P<y2>{_YEAR})",
        rf"(?P<y>{_YEAR}){_TO}(?P<y2>{_YEAR})",
    )
)
_LEADING_WEEKDAY: Final = re.compile(rf"^{_WEEKDAY},? ")
_TRAILING_WEEKDAY: Final = re.compile(rf",? {_WEEKDAY}$")
_SHORT_WEEKDAY: Final = re.compile(rf"^(?:{'|'.join(SHORT_WEEKDAYS)})\b\.?,? ")
# A time of day with its zone, wherever it stands in a date: "um 14:30 Uhr (MEZ)", "at 2 p.m. ET".
_TIME: Final = re.compile(
    r"(?:[,;|·•] ?|[-–—] )?[(\[]?(?:\b(?:at|um|a|as|alle|om|kl|klokken|saat|в|ժամը|time)\b[.:]? ?)?"
    r"(?<![\d.:/-])(?:[01]?\d|2[0-4])"
    r"(?:(?:[:.]| ?h ?)[0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?(?: ?[ap]\.?m\b\.?)?"
    r"| ?[ap]\.?m\b\.?| ?h\b| ?uhr\b)(?![\d:]|[./-]\d)"
    rf"(?: ?(?:uhr|uur|hrs|hours|h)\b)?(?: ?\(?(?:{'|'.join(ZONES)})\b)?"
    r"(?: ?\(?(?:utc|gmt)?[+-]\d{1,2}:?(?:\d\d)?\)?)?[)\]]?"
)
_ARTICLE: Final = re.compile(r"^(?:le|den|el|il) (?=\d)")
_OF: Final = re.compile(r"(?<=[\w.]) del? (?=\w)")

# Folded words that show a date, of a form that is not parsed here, rather than a name with a year.
_DATE_WORDS: Final = frozenset(
    """spring summer autumn fall winter quarter week early mid late circa ca
    ilkbahar bahar yaz sonbahar guz kis ceyrek hafta haftasi basi ortasi sonu""".split()
)
_DATE_WORD: Final = re.compile(rf"{_MONTH}|{_WEEKDAY}|q?\d+(?:st|nd|rd|th)?")
_YEAR_IN_TEXT: Final = re.compile(rf"(?<!\d){_YEAR}(?!\d)")

_HAS_NUMBER: Final = re.compile(r"\d\d")

# No printed date is longer.
LENGTH_LIMIT: Final = 80


def strip_accents(text: str) -> str:
    """Return the text in lower case without the diacritics of date names, at the same length."""
    return text.replace("İ", "i").lower().translate(_BASE_LETTERS)


def parse_day(text: str) -> date | None:
    """Return the day of ``dd.mm.yyyy`` (never month first) or ``yyyy-mm-dd``, or None."""
    parsed = parse_source_date(text)
    if parsed and parsed.precision is Precision.DAY and not _has_letters(text):
        return parsed.first
    return None


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


def parse_source_date(text: str) -> SourceDate | None:
    """Return the date that the whole text is, or None if it is not one that exists."""
    printed = " ".join(text.split())
    if not printed or len(printed) > LENGTH_LIMIT:
        return None
    match = _match_form(strip_accents(printed)) if _HAS_NUMBER.search(printed) else None
    try:
        return _build_date(match.groupdict(), printed) if match else None
    except ValueError:  # 31 February, or a range that runs backwards
        return None


def _match_form(plain: str) -> re.Match[str] | None:
    """Return the match of the first form that the text has, with a time or weekday or without."""
    without_time, times = _TIME.subn(" ", plain, count=1)
    without_time = _strip_ends(without_time) if times else plain
    texts = dict.fromkeys((plain, without_time, _SHORT_WEEKDAY.sub("", without_time)))
    days = map(_strip_weekday, texts)
    matches = (form.fullmatch(day) for day in days for form in _FORMS)
    return next(filter(None, matches), None)


def _strip_weekday(text: str) -> str:
    """Return the date without a weekday, an article and the "of" of some languages."""
    day = _OF.sub(" ", _ARTICLE.sub("", text))
    return _TRAILING_WEEKDAY.sub("", _LEADING_WEEKDAY.sub("", day))


def _strip_ends(text: str) -> str:
    return " ".join(text.split()).strip(" ,;|-–—·•")


def is_date_like(text: str) -> bool:
    """Return whether a text that cannot be parsed is probably a date, not a name.

    ``winter of 2019`` and ``7 novembro 2019`` are; ``Qatar 2022`` is a name.
    """
    words = fold(_YEAR_IN_TEXT.sub("", text, count=1)).split()
    has_date_word = any(word in _DATE_WORDS or _DATE_WORD.fullmatch(word) for word in words)
    return has_date_word and bool(_YEAR_IN_TEXT.search(text))


def _build_date(parts: dict[str, str | None], printed: str) -> SourceDate:
    """Return the date of the parts; raise ValueError if it does not exist."""
    first = _build_first(parts)
    if not any(parts.get(name) for name in ("d2", "m2", "y2")):
        return SourceDate(first, None, _find_precision(parts), printed)
    last = _build_last(parts)
    is_over_new_year = not parts.get("y2") and parts.get("m2")
    if is_over_new_year and (last.month, last.day) < (first.month, first.day):
        first = first.replace(year=first.year - 1)  # 28 December - 4 January 2019
    if last <= first:
        raise ValueError(printed)
    return SourceDate(first, last, Precision.RANGE, printed)


def _build_first(parts: dict[str, str | None]) -> date:
    month = _parse_month(parts.get("m"), default=1)
    return date(int(parts["y"] or 0), month, _parse_day_number(parts.get("d"), default=1))


def _build_last(parts: dict[str, str | None]) -> date:
    year = int(parts.get("y2") or parts["y"] or 0)
    month = _parse_month(parts.get("m2") or parts.get("m"), default=12)
    day = _parse_day_number(parts.get("d2"), default=_count_days(year, month))
    return date(year, month, day)


def _find_precision(parts: dict[str, str | None]) -> Precision:
    if parts.get("d"):
        return Precision.DAY
    return Precision.MONTH if parts.get("m") else Precision.YEAR


def _parse_month(name: str | None, *, default: int) -> int:
    if not name:
        return default
    return int(name) if name.isdecimal() else MONTHS[name.rstrip(".")]


def _parse_day_number(text: str | None, *, default: int) -> int:
    return int(re.sub(r"\D", "", text)) if text else default


def _count_days(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
