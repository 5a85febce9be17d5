"""What an entry of any feed tells, to a Record, or to a Reject that says what it lacks."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate
from typing import Any, Final
from urllib.parse import urljoin

from articles.parsing import bylines
from articles.parsing.charsets import printable
from articles.parsing.dates import parse_source_date
from articles.parsing.records import (
    Reading,
    Record,
    Reject,
    Remark,
    Sureness,
)
from articles.text import body_html
from articles.text.strings import build_excerpt, clean_text, collapse_whitespace, fold
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)

PARSER: Final = "feed/1"
NO_ENTRY: Final = "This feed has no entry; there is nothing to import."
# So much of the text stands for a headline that is not there, and no date as printed is longer.
_HEADLINE_SIZE: Final = 80
_DATE_SIZE: Final = 100

# What is larger, nobody mends in a line of the rejects file.
_KEPT_SIZE: Final = 4 * 2**20

_NO_TEXT: Final = (
    "It has no text, neither content nor a summary; save the page that it leads to and import that."
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the feed: HTML, or plain; of HTML, where its relative links begin."""

    value: str = ""
    is_html: bool = False
    base: str = ""

    def as_line(self) -> str:
        return collapse_whitespace(self.as_plain())

    def as_plain(self) -> str:
        return body_html.to_text(clean_text(self.value)) if self.is_html else clean_text(self.value)


_UNDATED: Final = SourceDate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as its feed tells it; ``names`` are one author each, ``credit_lines`` any number."""

    headline: Text = Text()
    contents: tuple[Text, ...] = ()
    summary: Text = Text()
    link: str = ""
    link_base: str = ""
    origin_id: str = ""
    source: str = ""
    date: SourceDate = _UNDATED
    language: str = ""
    names: tuple[str, ...] = ()
    credit_lines: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entry stood, and the document of its own that it is kept in."""

    position: str
    original: bytes
    media_type: str
    charset: str
    line: int = 1


def kept(content: bytes) -> Any:
    """Return what a reject keeps of what could not be read: all of it, or of much, nothing."""
    return printable(content) if len(content) <= _KEPT_SIZE else None


def record(entry: Entry, *, place: Place) -> Record | Reject:
    """Return the entry as a record; its headline is the first words of its text for want of one."""
    content, standfirst = _texts(entry)
    words = content.as_plain()
    if not fold(words):
        return Reject(place.position, _NO_TEXT, kept(place.original))
    headline = entry.headline.as_line()
    link = address(entry.link, base=entry.link_base)
    language = language_tag(entry.language)
    return Record(
        headline=headline or build_excerpt(words, limit=_HEADLINE_SIZE),
        body=_body(content, link=link, base=entry.link_base),
        standfirst=standfirst,
        source=collapse_whitespace(entry.source),
        source_date=entry.date,
        source_address=link,
        origin_id=_lasting(entry.origin_id),
        language=language,
        byline=", ".join(_names(entry)),
        credits=_credits(entry, language),
        tags=_tags(entry.tags),
        readings={} if headline else {"headline": Reading(Sureness.GUESS, place.line)},
        remarks=() if headline else (Remark("headline_from_text", place.line),),
        original=place.original,
        media_type=place.media_type,
        charset=place.charset,
        parser=PARSER,
        position=place.position,
    )


def _texts(entry: Entry) -> tuple[Text, str]:
    """Return what is the body, and the standfirst: a summary that the body does not begin with."""
    best = max(entry.contents, key=lambda each: len(each.as_plain()), default=Text())
    if not fold(best.as_plain()):
        return entry.summary, ""
    standfirst = entry.summary.as_line()
    begun = fold(best.as_line()).startswith(fold(standfirst))
    return best, "" if begun else standfirst


def _body(content: Text, *, link: str, base: str) -> str:
    if not content.is_html:
        return body_html.from_editor_input(
            html.escape(clean_text(content.value).strip(), quote=False)
        )
    page = address(content.base, base=base) or address(base, base="")
    return resolved(clean_text(content.value).strip(), link=link, base=page)


_HREF: Final = re.compile(
    r"""(<a\s(?:[^<>]*?\s)?)href\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)""", re.IGNORECASE
)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


def resolved(body: str, *, link: str, base: str) -> str:
    """Return the HTML with whole addresses: a link that leads nowhere else would lead to our site.

    A relative one begins at the base; one to a place in the same text, at the entry's own page.
    """

    def resolve(found: re.Match[str]) -> str:
        told = html.unescape(found[2].strip("\"'")).strip()
        if _SCHEME.match(told):
            return found[0]
        whole = address(told, base=link if told.startswith("#") else base)
        return f'{found[1]}href="{html.escape(whole)}"' if whole else found[1]

    return _HREF.sub(resolve, body)


def address(told: str, *, base: str) -> str:
    """Return the web address, relative to the base or not, "" where that makes none."""
    try:
        whole = urljoin(base, clean_text(told).strip()) if told.strip() else ""
    except ValueError:
        return ""
    return whole if _ADDRESS.fullmatch(whole) else ""


def _lasting(origin_id: str) -> str:
    """Return an id that tells its entry from those of all other feeds, "" for a mere number."""
    told = collapse_whitespace(clean_text(origin_id))
    return told if _SCHEME.match(told) else ""


_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def language_tag(told: str) -> str:
    """Return the tag of ``tr``, ``TR`` and ``tr_TR``, "" for what is no tag."""
    first, *others = told.strip().replace("_", "-").split("-")
    tag = "-".join((first.lower(), *others))
    return tag if len(tag) <= 20 and _LANGUAGE.fullmatch(tag) else ""


# Authors.


def _names(entry: Entry) -> tuple[str, ...]:
    """Return what is printed as names, each once."""
    lines = (collapse_whitespace(clean_text(each)) for each in (*entry.names, *entry.credit_lines))
    return tuple({fold(line): line for line in lines if fold(line)}.values())


def _credits(entry: Entry, language: str) -> tuple[Credit, ...]:
    short = language.partition("-")[0]
    found = [_credit(collapse_whitespace(clean_text(name)), language=short) for name in entry.names]
    for line in entry.credit_lines:
        found += bylines.read(
            collapse_whitespace(clean_text(line)), source=entry.source, language=short
        )
    return tuple({fold(each.name): each for each in found if fold(each.name)}.values())


def _credit(name: str, *, language: str) -> Credit:
    """Return the credit of one author, as its feed names them."""
    read = bylines.read(name, language=language)
    is_same = len(read) == 1 and fold(read[0].name) == fold(name)
    return read[0] if is_same else Credit(name)


def _tags(told: Iterable[str]) -> tuple[str, ...]:
    """Return the tags, each once; an address is a mark for programs and tags nothing."""
    lines = (collapse_whitespace(clean_text(each)) for each in told)
    kept = {fold(line): line for line in lines if fold(line) and not _ADDRESS.match(line)}
    return tuple(kept.values())


# Dates.

_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d\d))?")
_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")


def source_date(told: str, *, parsed: date | None = None) -> SourceDate:
    """Return when the source published by its own clock, with the text as printed.

    ``parsed`` is the day in UTC, which some other way of reading found: it bears out the day that
    is printed, and stands in for one that nothing here can read.
    """
    printed = build_excerpt(clean_text(told), limit=_DATE_SIZE)
    partial = _PARTIAL.fullmatch(printed)
    if partial:
        return _partial(int(partial[1]), int(partial[2] or 0), printed)
    day = _printed_day(printed)
    if parsed and (day is None or abs((day - parsed).days) > 1):
        day = parsed
    if day and 1800 <= day.year < 2100:
        return SourceDate(day, None, Precision.DAY, printed)
    return parse_source_date(printed) or SourceDate(text=printed)


def _partial(year: int, month: int, printed: str) -> SourceDate:
    if not 1800 <= year < 2100 or month > 12:
        return SourceDate(text=printed)
    precision = Precision.MONTH if month else Precision.YEAR
    return SourceDate(date(year, month or 1, 1), None, precision, printed)


def _printed_day(printed: str) -> date | None:
    """Return the day that an ISO 8601 or RFC 822 date begins with, whatever its zone."""
    iso = _ISO.match(printed)
    try:
        parts = [int(part) for part in iso.groups()] if iso else (parsedate(printed) or ())[:3]
        return date(*parts)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
