"""What one record says of an article: its columns, its standing and its original."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, tzinfo
from datetime import time as clock
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from articles.importing.normalise import PreparedRecord
from articles.importing.options import Options
from articles.models import Article, Author, Byline, ImportRun, Source, Status, Tag
from articles.parsing.records import (
    Record,
)
from articles.text.strings import fold
from articles.vocabulary import (
    Kind,
)


class RecordRefusedError(Exception):
    """A record that the tables cannot take; the message says why."""


# Columns that take the record's value under the same name.
_SAME: Final = (
    *("headline", "standfirst", "body", "kind", "byline", "is_own_work"),
    *("source_detail", "source_address"),
)
_PLANS: Final = ("publish_at", "expire_at", "embargoed_until")
_LIMITS: Final = {
    name: Article._meta.get_field(name).max_length or 0  # type: ignore[union-attr] # all are columns
    for name in ("headline", "byline", "language", "source_detail", "source_address", "slug")
}
_NAME_LIMIT: Final = 200
_TAG_LIMIT: Final = 100
_AFFILIATION_LIMIT: Final = 300
_PRINTED_LIMIT: Final = 100


def columns(record: Record, *, options: Options, source: Source | None) -> dict[str, Any]:
    """Return the columns that the record tells, ``source`` as a source; others are to stay.

    ``source`` is the one that the record names, None where it names none.
    """
    when = record.source_date
    told = {name: getattr(record, name) for name in _SAME} | {
        "source_date": when.first,
        "source_date_end": when.last,
        "source_date_precision": when.precision.value,
        "source_date_text": when.text,
    }
    told |= {name: value for name in _PLANS if (value := getattr(record, name))}
    if record.our_date and not record.publish_at:
        told["publish_at"] = _instant(record.our_date)
    if language := record.language or options.language:
        told["language"] = language
    if source := source or options.source:
        told["source"] = source
    return told | {"source": None} if record.is_own_work else told


def fill(article: Article, record: Record, *, options: Options, source: Source | None) -> None:
    """Write what the record tells into the instance; what nobody tells any more stays."""
    for name, value in columns(record, options=options, source=source).items():
        setattr(article, name, value)


def _instant(day: date) -> datetime:
    """Return noon of the day in the site's zone, for today at the latest this very instant."""
    noon, now = _noon(day, timezone.get_default_timezone()), timezone.now()
    return now if noon > now and timezone.localdate(now) == day else noon


@lru_cache(maxsize=10_000)
def _noon(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock(12), tzinfo=zone)


def standing(record: Record, told: Mapping[str, Any], *, options: Options) -> Status:
    """Return where a new article's work stands, as far as the options and the record allow.

    ``told`` are its columns.
    """
    if record.is_withheld:
        return Status.DRAFT
    if options.status is not Status.PUBLISHED:
        return options.status
    instant = told.get("publish_at") or timezone.now()
    is_known = bool(told.get("source")) or record.is_own_work
    is_free = record.embargoed_until is None or record.embargoed_until <= instant
    # What may not be published yet waits in review.
    return Status.PUBLISHED if is_known and is_free else Status.REVIEW


def original(prepared: PreparedRecord, *, path: str, run: ImportRun) -> dict[str, Any]:
    """Return the columns of the record's bytes and of how they were read.

    Which article they are of, what they did there, and when, whoever keeps them has to add.
    """
    record = prepared.record
    return {
        "run_id": run.pk,
        "path": storable(path)[:1000],
        "position": record.position,
        "media_type": record.media_type,
        "charset": record.charset,
        "parser": record.parser,
        "readings": {name: vars(reading) for name, reading in record.readings.items()},
        "remarks": [vars(remark) for remark in record.remarks],
        "sha256": prepared.sha256,
        "text_digest": prepared.text_digest,
        "size": prepared.size,
        "compressed": prepared.compressed,
    }


def storable(name: str) -> str:
    """Return a file's name as tables can hold it: bytes of it that are not UTF-8 as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def fits(prepared: PreparedRecord) -> bool:
    """Tell at a glance whether ``check`` would find nothing; where in doubt, it has to be asked."""
    record = prepared.record
    people = (len(each.name) <= _NAME_LIMIT and _is_name(each.name) for each in record.credits)
    return (
        bool(record.headline and record.body and not record.is_canceled)
        and all(len(getattr(record, name)) <= limit for name, limit in _LIMITS.items())
        and len(record.source_date.text) <= _PRINTED_LIMIT
        and (not record.source or (len(record.source) <= _NAME_LIMIT and _is_name(record.source)))
        and all(people)
        and all(len(each.affiliation) <= _AFFILIATION_LIMIT for each in record.credits)
        and all(len(tag) <= _TAG_LIMIT and _is_name(tag) for tag in record.tags)
        and (not record.kind or record.kind in set(Kind))
        and _is_valid(record)
    )


@lru_cache(maxsize=10_000)
def _is_name(name: str) -> bool:
    return any(letter.isalnum() for letter in name) and bool(fold(name))


# Addresses that need no closer look.
_PLAIN_ADDRESS: Final = re.compile(
    r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,10}(?:/[!-~]*)?"
)


def _is_valid(record: Record) -> bool:
    is_plain = _PLAIN_ADDRESS.fullmatch(record.source_address)
    return (
        _lasts(record)
        and (is_plain is not None or _is_accepted("source_address", record.source_address))
        and _is_accepted("language", record.language)
        and _is_accepted("slug", record.slug)
    )


def _lasts(record: Record) -> bool:
    """Tell whether the piece would not expire before it could be read."""
    begins = record.publish_at
    return record.expire_at is None or (begins is not None and record.expire_at > begins)


@lru_cache(maxsize=1_000)
def _is_accepted(column: str, value: str) -> bool:
    """Tell whether the column's validators take the value; none is asked of an empty one."""
    try:
        if value:
            Article._meta.get_field(column).run_validators(value)  # type: ignore[union-attr] # all are columns
    except ValidationError:
        return False
    return True


def check(article: Article, record: Record) -> None:
    """Raise RefusedError where the tables could not take the article, or any of its names."""
    if not record.body:
        raise RecordRefusedError("Its body holds no text.")
    if article.expire_at and article.publish_at and article.expire_at <= article.publish_at:
        raise RecordRefusedError("It would expire before it is published; change one of the times.")
    if record.source:
        _check(Source(name=record.source), "source ")
    _check(article)
    for name in filter(fold, record.tags):
        _check(Tag(name=name), "tag ", but=("slug",))
    for credit in record.credits:
        _check(Author(name=credit.name), "author ")
        _check(Byline(affiliation=credit.affiliation), but=("article", "author"))


def _check(row: Model, prefix: str = "", *, but: Collection[str] = ()) -> None:
    try:
        row.clean_fields(exclude=but)
    except ValidationError as error:
        told = error.message_dict.items()
        reasons = (f"{prefix}{name}: {' '.join(messages)}" for name, messages in told)
        raise RecordRefusedError(" ".join(reasons)) from error
