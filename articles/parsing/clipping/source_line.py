"""Parses the line of a clipping that names the source, with the date and detail of its article."""

import re
from typing import Final

from articles.parsing import dates
from articles.parsing.clipping.syntax import CLOSED, LINE_LIMIT
from articles.text.strings import fold
from articles.vocabulary import Precision, SourceDate

_BRACKETED: Final = re.compile(r"([^()\[\]]*)[(\[]([^()\[\]]+)[)\]]\.?")
# "Financial Times (FT) (7 November 2019)": the name has brackets of its own.
_TWICE_BRACKETED: Final = re.compile(
    r"(([^()\[\]]+?)\s*[(\[][^()\[\]]+[)\]])[\s,–—-]*[(\[]([^()\[\]]+)[)\]]\.?"
)
_GAP: Final = re.compile(r"\s*[,–—-]\s*|\s+")
# What may follow a date: issue, volume, pages.
_DETAIL: Final = re.compile(
    r"(?:say[ıi]|cilt|yıl|no|nr|issue|vol|volume|ss?|sf|sayfa|pp?|pages?)\b.*", re.IGNORECASE
)
_LOOSE_ENDS: Final = frozenset("at by from in of on since the until".split())


def parse_source_line(line: str) -> tuple[str, SourceDate, str] | None:
    """Return name, date and detail of a line such as ``Azernews (07 November 2019)``, or None."""
    if len(line) > LINE_LIMIT / 2:
        return None
    if match := _BRACKETED.fullmatch(line):
        name = match[1].rstrip(" ,–—-")
        dated = _find_date(match[2])
        if not dated and name and dates.is_date_like(match[2]):
            dated = SourceDate(text=match[2]), ""
        return (name, *dated) if dated else None
    if match := _TWICE_BRACKETED.fullmatch(line):
        dated = _find_date(match[3]) if may_be_name(match[2]) else None
        return (match[1], *dated) if dated else None
    return _parse_without_brackets(line)


def _parse_without_brackets(line: str) -> tuple[str, SourceDate, str] | None:
    """Parse ``Name, 4 Nisan 2018`` and ``Name Nisan 2019, Sayı 87``: a name, then a date."""
    for gap in _GAP.finditer(line):
        name, rest = line[: gap.start()], line[gap.end() :]
        dated = _find_date(rest)
        if dated and rest.startswith(dated[0].text):
            details = filter(None, map(str.strip, dated[1].split(",")))
            are_details = all(_DETAIL.fullmatch(detail) for detail in details)
            is_name = may_be_name(name) and _is_separate(dated[0], name=name, gap=gap[0])
            return (name, *dated) if are_details and is_name else None
    return None


def _is_separate(source_date: SourceDate, *, name: str, gap: str) -> bool:
    """Return whether the date is not part of a name such as ``Harbour 2019``."""
    if source_date.precision is Precision.YEAR:
        return "," in gap
    is_month = source_date.precision is Precision.MONTH
    return not is_month or bool(gap.strip()) or not name[-1:].isdigit()


def _find_date(text: str) -> tuple[SourceDate, str] | None:
    """Return the longest date in a list with commas, and the other parts as its detail."""
    parts = [part.strip() for part in text.split(",")][:8]
    spans = [(a, b) for a in range(len(parts)) for b in range(len(parts), a, -1)]
    for a, b in sorted(spans, key=lambda span: span[0] - span[1]):
        if source_date := dates.parse_source_date(", ".join(parts[a:b])):
            return source_date, ", ".join(parts[:a] + parts[b:])
    return None


def may_be_name(text: str) -> bool:
    """Return whether the text could name a source: it is short, no sentence, without loose end."""
    words = text.split()
    return (
        0 < len(words) <= 8
        and not CLOSED.search(text)
        and (text[0].isupper() or text[0].isdecimal())
        and fold(words[-1]) not in _LOOSE_ENDS
    )
