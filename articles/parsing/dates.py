"""Dates as outlets print them, in English, Turkish and French: days, months, years and ranges."""

import re
from datetime import date
from typing import Final

from articles.text.strings import fold
from articles.vocabulary import (
    Precision,
    SourceDate,
)

_MONTHS: Final = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    )
    for number, name in enumerate(names.split(), 1)
} | {"sept": 9}
# Month and weekday names compare without their marks, as in "KASIM", "Kasım" and "Kasim".
_UNMARKED: Final = str.maketrans("ışğüöçéû", "isguoceu")

_MONTH: Final = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY: Final = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|pazartesi|sali|carsamba|persembe|cuma|cumartesi|pazar"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)"
)
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|er)?"
_YEAR: Final = r"(?:1[89]|20)\d\d"
_TO: Final = r"\s*(?:[-–—/]|\bto\b|\bile\b)\s*"

_WHOLE: Final = rf"(?P<d>{_DAY}) (?P<m>{_MONTH}),? (?P<y>{_YEAR})"
_NUMBERS: Final = rf"(?P<d>\d{{1,2}})[./](?P<m>\d{{1,2}})[./](?P<y>{_YEAR})"

# Each form with the names of what it holds; the first that fits the whole text is taken.
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)",
        _NUMBERS,
        _WHOLE,
        rf"(?P<m>{_MONTH}) (?P<d>{_DAY}),? (?P<y>{_YEAR})",
        rf"(?P<m>{_MONTH}),? (?P<y>{_YEAR})",
        rf"(?P<y>{_YEAR})",
        rf"(?P<d>{_DAY}){_TO}(?P<d2>{_DAY}) (?P<m>{_MONTH}),? (?P<y>{_YEAR})",
        rf"(?P<m>{_MONTH}) (?P<d>{_DAY}){_TO}(?P<d2>{_DAY}),? (?P<y>{_YEAR})",
        rf"(?P<d>{_DAY}) (?P<m>{_MONTH}){_TO}(?P<d2>{_DAY}) (?P<m2>{_MONTH}),? (?P<y>{_YEAR})",
        _WHOLE + _TO + _WHOLE.replace(">", "2>"),
        _NUMBERS + _TO + _NUMBERS.replace(">", "2>"),
        rf"(?P<m>{_MONTH}){_TO}(?P<m2>{_MONTH}),? (?P<y>{_YEAR})",
        rf"(?P<m>{_MONTH}),? (?P<y>{_YEAR}){_TO}(?P<m2>{_MONTH}),? (?P<y2>{_YEAR})",
        rf"(?P<y>{_YEAR}){_TO}(?P<y2>{_YEAR})",
    )
)
_LEADING_WEEKDAY: Final = re.compile(rf"{_WEEKDAY},? ")
_TRAILING_WEEKDAY: Final = re.compile(rf",? {_WEEKDAY}$")

# What tells a date of a form that is not read here from a name with a year in it; folded.
_SIGNS: Final = frozenset(
    """spring summer autumn fall winter quarter week early mid late circa ca
    ilkbahar bahar yaz sonbahar guz kis ceyrek hafta haftasi basi ortasi sonu
    januar februar marz juni juli oktober dezember
    yanvar fevral aprel iyun iyul avqust sentyabr oktyabr noyabr dekabr
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь""".split()
)
_SIGN: Final = re.compile(rf"{_MONTH}|{_WEEKDAY}|q?\d+(?:st|nd|rd|th)?")
_YEAR_IN_TEXT: Final = re.compile(rf"(?<!\d){_YEAR}(?!\d)")

# No printed date is longer.
LENGTH_LIMIT: Final = 60


def strip_accents(text: str) -> str:
    """Return the text, letter for letter, in lower case and without Turkish and French marks."""
    return text.replace("İ", "i").lower().translate(_UNMARKED)


def parse_day(text: str) -> date | None:
    """Return the day that ``dd.mm.yyyy`` or ``yyyy-mm-dd`` names, or None; day first, always."""
    read = parse_source_date(text)
    return read.first if read and read.precision is Precision.DAY and not _letters(text) else None


def _letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def parse_source_date(text: str) -> SourceDate | None:
    """Return the date that the whole text prints, or None where it prints none that exists."""
    printed = " ".join(text.split())
    if not printed or len(printed) > LENGTH_LIMIT:
        return None
    plain = _TRAILING_WEEKDAY.sub("", _LEADING_WEEKDAY.sub("", strip_accents(printed)))
    found = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
    try:
        return _date(found.groupdict(), printed) if found else None
    except ValueError:  # 31 February, or a range that runs backwards
        return None


def is_date_like(text: str) -> bool:
    """Tell whether a text that is no date of a known form is one of another, rather than a name.

    ``winter of 2019`` and ``7 novembro 2019`` are; ``Qatar 2022``, a year and a word, is not.
    """
    words = fold(_YEAR_IN_TEXT.sub("", text, count=1)).split()
    signs = (word in _SIGNS or _SIGN.fullmatch(word) for word in words)
    return bool(_YEAR_IN_TEXT.search(text)) and any(signs)


def _date(found: dict[str, str | None], printed: str) -> SourceDate:
    year = int(found["y"] or 0)
    first = date(year, _month(found.get("m"), untold=1), _day(found.get("d"), untold=1))
    if not any(found.get(part) for part in ("d2", "m2", "y2")):
        return SourceDate(first, None, _precision(found), printed)
    last_year = int(found.get("y2") or year)
    last_month = _month(found.get("m2") or found.get("m"), untold=12)
    last_day = _day(found.get("d2"), untold=_days_in(last_year, last_month))
    if (
        not found.get("y2")
        and found.get("m2")
        and (last_month, last_day) < (first.month, first.day)
    ):
        first = first.replace(year=year - 1)  # 28 December - 4 January 2019
    last = date(last_year, last_month, last_day)
    if last <= first:
        raise ValueError(printed)
    return SourceDate(first, last, Precision.RANGE, printed)


def _precision(found: dict[str, str | None]) -> Precision:
    if found.get("d"):
        return Precision.DAY
    return Precision.MONTH if found.get("m") else Precision.YEAR


def _month(name: str | None, *, untold: int) -> int:
    if not name:
        return untold
    return int(name) if name.isdecimal() else _MONTHS[name.rstrip(".")]


def _day(text: str | None, *, untold: int) -> int:
    return int(re.sub(r"\D", "", text)) if text else untold


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
