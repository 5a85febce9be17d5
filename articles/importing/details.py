"""Mends the details of a record that the tables cannot hold, so that none costs the record.

What is shortened or dropped gets a remark on the original, which has all of it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from functools import lru_cache
from typing import Any, Final

from articles.parsing.records import Reading, Record, Remark, Sureness
from articles.text.patterns import LANGUAGE_TAG
from articles.text.scripts import separate_scripts
from articles.text.strings import SLUG_JOINER, build_excerpt, fold
from articles.text.urls import remove_credentials
from articles.vocabulary import (
    FIRST_INSTANT,
    LAST_INSTANT,
    Credit,
    Kind,
    SourceDate,
    is_instant_in_range,
    is_source_day_in_range,
)

# The most characters that the columns hold.
LIMITS: Final = {
    "headline": 500,
    "byline": 300,
    "source_detail": 300,
    "source_date_text": 100,
    "source_address": 2000,
    "language": 20,
    "slug": 120,
}
NAME_LIMIT: Final = 200
TAG_LIMIT: Final = 100
AFFILIATION_LIMIT: Final = 300
_HEADLINE_LENGTH: Final = 120  # of one that is made of the text
_SHORTENED: Final = ("headline", "byline", "source_detail")
_KINDS: Final = frozenset({"", *Kind})
_SLUG: Final = re.compile(r"[-\w]*")
# A web address that the form of an article takes, too; one that names an IPv6 address does not fit.
_LETTER: Final = "a-z\u00a1-\uffff"
_LABEL: Final = rf"[{_LETTER}0-9](?:[{_LETTER}0-9-]{{0,61}}[{_LETTER}0-9])?"
_TOP_LEVEL: Final = rf"[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])|xn--[a-z0-9]{{1,59}}"
_BYTE: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
URL: Final = re.compile(
    r"https?://"
    rf"(?:(?:{_LABEL}\.){{1,20}}(?:{_TOP_LEVEL})\.?|localhost|{_BYTE}(?:\.{_BYTE}){{3}})"
    r"(?::[0-9]{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_HOST_LIMIT: Final = 253

# What programs export where they know no instant.
_ZERO_INSTANTS: Final = frozenset({datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)})
# From noon UTC until noon of the same day in the last time zone.
_LATEST_NOON: Final = timedelta(hours=12)

# The codes of remarks: on what was shortened, on what was dropped, on an instant for which the
# article must wait, and on what else was done.
SHORTENED: Final = {
    name: f"{name}_shortened" for name in (*_SHORTENED, "source_date_text", "affiliation", "slug")
}
DROPPED: Final = {
    name: f"{name}_dropped"
    for name in (
        *("publish_at", "embargoed_until", "expire_at", "our_date", "source_date", "author"),
        *("source", "source_address", "language", "kind", "slug", "tag", "is_own_work"),
    )
}
TOO_LATE: Final = {
    name: f"{name}_too_late" for name in ("publish_at", "embargoed_until", "our_date")
}
CREDENTIALS_REMOVED: Final = "credentials_removed"
SLUG_DIVIDED: Final = "slug_divided"
HEADLINE_FROM_TEXT: Final = "headline_from_text"
EXPIRES_TOO_EARLY: Final = "expires_too_early"

# A field, its new value, and the code of the remark, "" where nothing of weight is changed.
_Change = tuple[str, Any, str]


def mend_details(record: Record, *, text: str) -> Record:
    """Return the record with details that the tables can hold; ``text`` is that of its body."""
    mended = _apply(record, _find_changes(record, text))
    return _apply(mended, _find_contradictions(mended))


def _apply(record: Record, found: Iterable[_Change]) -> Record:
    changes = list(found)
    if not changes:
        return record
    remarks = (Remark(code, 1) for _, _, code in changes if code)
    fields = {name: value for name, value, _ in changes}
    return replace(record, remarks=(*record.remarks, *remarks), **fields)


def _find_changes(record: Record, text: str) -> Iterator[_Change]:
    if not record.headline and text:
        yield from _make_headline(record, text)
    yield from _shorten_lines(record)
    yield from _mend_source(record)
    if not all(map(_is_credit, record.credits)):
        yield from _mend_credits(record.credits)
    if not all(map(_is_tag, record.tags)):
        yield from _mend_tags(record.tags)
    yield from _mend_codes(record)
    if record.publish_at or record.embargoed_until or record.expire_at:
        yield from _mend_instants(record)
    if record.our_date and not _is_our_day(record.our_date):
        yield from _drop_instant("our_date", is_too_late=record.our_date > LAST_INSTANT.date())


def _find_contradictions(record: Record) -> Iterator[_Change]:
    """Yield what to change where two details exclude each other."""
    if record.is_own_work and record.source:
        yield "is_own_work", False, DROPPED["is_own_work"]
    if record.expire_at and _expires_too_early(record, record.expire_at):
        yield "expire_at", None, EXPIRES_TOO_EARLY
        yield "is_withheld", True, ""


# Texts.


def _make_headline(record: Record, text: str) -> Iterator[_Change]:
    yield "headline", build_excerpt(text, limit=_HEADLINE_LENGTH), HEADLINE_FROM_TEXT
    yield "readings", {**record.readings, "headline": Reading(Sureness.GUESS)}, ""


def _shorten_lines(record: Record) -> Iterator[_Change]:
    for name in _SHORTENED:
        line: str = getattr(record, name)
        if len(line) > LIMITS[name]:
            yield name, _shorten(line, LIMITS[name]), SHORTENED[name]


def _shorten(line: str, limit: int) -> str:
    """Return the line cut between words, with an ellipsis."""
    return build_excerpt(line, limit=limit - 1)


# Names.


@lru_cache(maxsize=10_000)
def _is_name(name: str) -> bool:
    return any(character.isalnum() for character in name) and bool(fold(name))


def _is_credit(credit: Credit) -> bool:
    is_short = len(credit.name) <= NAME_LIMIT and len(credit.affiliation) <= AFFILIATION_LIMIT
    return is_short and _is_name(credit.name)


def _is_tag(tag: str) -> bool:
    return len(tag) <= TAG_LIMIT and _is_name(tag)


def _mend_source(record: Record) -> Iterator[_Change]:
    """Drop a source that is no name: a part of it would be another source."""
    if record.source and not (len(record.source) <= NAME_LIMIT and _is_name(record.source)):
        yield "source", "", DROPPED["source"]
    when = record.source_date
    if when.first and not _is_source_date(when):
        yield "source_date", SourceDate(text=_shorten_date(when.text)), DROPPED["source_date"]
    elif len(when.text) > LIMITS["source_date_text"]:
        shortened = replace(when, text=_shorten_date(when.text))
        yield "source_date", shortened, SHORTENED["source_date_text"]


def _shorten_date(text: str) -> str:
    return _shorten(text, LIMITS["source_date_text"])


def _mend_credits(credited: tuple[Credit, ...]) -> Iterator[_Change]:
    kept = tuple(each for each in credited if len(each.name) <= NAME_LIMIT and _is_name(each.name))
    mended = tuple(
        replace(each, affiliation=_shorten(each.affiliation, AFFILIATION_LIMIT)) for each in kept
    )
    if len(kept) < len(credited):
        yield "credits", mended, DROPPED["author"]
    if mended != kept:
        yield "credits", mended, SHORTENED["affiliation"]


def _mend_tags(tags: tuple[str, ...]) -> Iterator[_Change]:
    is_dropped = any(len(tag) > TAG_LIMIT for tag in tags)
    yield "tags", tuple(filter(_is_tag, tags)), DROPPED["tag"] if is_dropped else ""


# Codes and URLs.


def _mend_codes(record: Record) -> Iterator[_Change]:
    if record.kind not in _KINDS:
        yield "kind", "", DROPPED["kind"]
    if record.language and not _is_language(record.language):
        yield "language", "", DROPPED["language"]
    yield from _mend_slug(record.slug)
    yield from _mend_url(record.source_address)


def _mend_slug(slug: str) -> Iterator[_Change]:
    divided = separate_scripts(slug, joiner=SLUG_JOINER)
    if not _SLUG.fullmatch(slug):
        yield "slug", "", DROPPED["slug"]
    elif divided != slug:
        yield "slug", divided[: LIMITS["slug"]], SLUG_DIVIDED
    elif len(slug) > LIMITS["slug"]:
        yield "slug", slug[: LIMITS["slug"]], SHORTENED["slug"]


def _mend_url(address: str) -> Iterator[_Change]:
    url = remove_credentials(address)
    if url and not (len(url) <= LIMITS["source_address"] and _is_url(url)):
        yield "source_address", "", DROPPED["source_address"]
    elif url != address:
        yield "source_address", url, CREDENTIALS_REMOVED


def _is_language(tag: str) -> bool:
    return len(tag) <= LIMITS["language"] and bool(LANGUAGE_TAG.fullmatch(tag))


def _is_url(url: str) -> bool:
    host, _, _ = url.partition("://")[2].partition("/")
    return len(host) <= _HOST_LIMIT and bool(URL.fullmatch(url))


# Instants and days.


def _mend_instants(record: Record) -> Iterator[_Change]:
    for name in ("publish_at", "embargoed_until", "expire_at"):
        instant: datetime | None = getattr(record, name)
        if instant in _ZERO_INSTANTS:
            yield name, None, ""
        elif instant and not is_instant_in_range(instant):
            yield from _drop_instant(name, is_too_late=instant > LAST_INSTANT)


def _drop_instant(name: str, *, is_too_late: bool) -> Iterator[_Change]:
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


def _expires_too_early(record: Record, expire_at: datetime) -> bool:
    """Return whether it expires before it is published, which on our date is at noon."""
    if record.publish_at or not record.our_date:
        return record.publish_at is not None and expire_at <= record.publish_at
    noon = datetime.combine(record.our_date, clock(12), tzinfo=UTC)
    return expire_at <= noon + _LATEST_NOON
