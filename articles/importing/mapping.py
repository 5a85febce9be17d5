"""What a record says of its article: columns, first status, and the columns of its original."""

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
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Record, Remark
from articles.publishing import contents
from articles.text.strings import fold
from articles.vocabulary import Kind


class RecordRefusedError(ProblemError):
    """The tables cannot hold the record."""


# Columns whose value is the record's field of the same name.
_SAME_NAME: Final = (
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
_DATE_TEXT_LIMIT: Final = 100


def build_columns(record: Record, *, options: Options, source: Source | None) -> dict[str, Any]:
    """Return the article's columns that the record sets, ``source`` as an instance.

    In an update the other columns keep their value. ``source`` is the source that the record names,
    None when it names none.
    """
    source_date = record.source_date
    columns = {name: getattr(record, name) for name in _SAME_NAME} | {
        "source_date": source_date.first,
        "source_date_end": source_date.last,
        "source_date_precision": source_date.precision.value,
        "source_date_text": source_date.text,
    }
    columns |= {name: value for name in _PLANS if (value := getattr(record, name))}
    if record.our_date and not record.publish_at:
        columns["publish_at"] = _choose_instant(record.our_date)
    if language := record.language or options.language:
        columns["language"] = language
    if source := source or options.source:
        columns["source"] = source
    if record.is_own_work:
        columns["source"] = None
    return columns


def fill_article(
    article: Article, record: Record, *, options: Options, source: Source | None
) -> None:
    """Set the instance's columns that the record sets; the others keep their value."""
    for name, value in build_columns(record, options=options, source=source).items():
        setattr(article, name, value)


def build_content(article: Article, record: Record) -> contents.Content:
    """Return the content of a revision: the article's columns, the record's credits and tags."""
    credited = [{"name": each.name, "affiliation": each.affiliation} for each in record.credits]
    return contents.build_content(article, credited=credited, tags=filter(fold, record.tags))


def _choose_instant(day: date) -> datetime:
    """Return noon of the day in the site's time zone; for today, now if that is earlier."""
    noon, now = _get_noon(day, timezone.get_default_timezone()), timezone.now()
    return now if noon > now and timezone.localdate(now) == day else noon


@lru_cache(maxsize=10_000)
def _get_noon(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock(12), tzinfo=zone)


def choose_status(record: Record, columns: Mapping[str, Any], *, options: Options) -> Status:
    """Return the status of a new article with these columns: the option's, or a safer one.

    What is withheld at its origin, and a stub, is a draft. What must not be published yet waits in
    review.
    """
    if record.is_withheld or not record.body:
        return Status.DRAFT
    if options.status is not Status.PUBLISHED:
        return options.status
    instant = columns.get("publish_at") or timezone.now()
    has_origin = bool(columns.get("source")) or record.is_own_work
    is_free = record.embargoed_until is None or record.embargoed_until <= instant
    return Status.PUBLISHED if has_origin and is_free else Status.REVIEW


def build_original_columns(
    prepared: PreparedRecord, *, path: str, run: ImportRun
) -> dict[str, Any]:
    """Return the original's columns for the record's bytes and how they were read.

    The caller adds the article, the outcome, the revision number and the time.
    """
    record = prepared.record
    return {
        "run_id": run.pk,
        "path": escape_path(path)[:1000],
        "position": record.position,
        "media_type": record.media_type,
        "charset": record.charset,
        "parser": record.parser,
        "readings": {name: vars(reading) for name, reading in record.readings.items()},
        "remarks": [serialise_remark(remark) for remark in record.remarks],
        "sha256": prepared.sha256,
        "text_digest": prepared.keys.text_digest,
        "size": prepared.size,
        "compressed": prepared.compressed,
    }


def serialise_remark(remark: Remark) -> dict[str, Any]:
    """Return the remark as its original stores it."""
    params = {"params": dict(remark.params)} if remark.params else {}
    return {"code": remark.code, "line": remark.line, **params}


def escape_path(path: str) -> str:
    """Return the path with bytes that are not UTF-8 as escapes, as the tables can hold it."""
    return path.encode("utf-8", "backslashreplace").decode()


def is_plainly_valid(prepared: PreparedRecord) -> bool:
    """Return whether ``check_article`` is sure to accept the record; False may be wrong."""
    record = prepared.record
    are_names_valid = (
        len(each.name) <= _NAME_LIMIT and _is_name(each.name) for each in record.credits
    )
    return (
        bool(record.headline and record.body and not record.is_canceled)
        and all(len(getattr(record, name)) <= limit for name, limit in _LIMITS.items())
        and len(record.source_date.text) <= _DATE_TEXT_LIMIT
        and (not record.source or (len(record.source) <= _NAME_LIMIT and _is_name(record.source)))
        and all(are_names_valid)
        and all(len(each.affiliation) <= _AFFILIATION_LIMIT for each in record.credits)
        and all(len(tag) <= _TAG_LIMIT and _is_name(tag) for tag in record.tags)
        and (not record.kind or record.kind in set(Kind))
        and _are_columns_valid(record)
    )


@lru_cache(maxsize=10_000)
def _is_name(name: str) -> bool:
    return any(character.isalnum() for character in name) and bool(fold(name))


# URLs that are valid at a glance; Django's validator, which is slow, decides on the others.
_PLAIN_URL: Final = re.compile(r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,10}(?:/[!-~]*)?")


def _are_columns_valid(record: Record) -> bool:
    is_plain = _PLAIN_URL.fullmatch(record.source_address)
    return (
        _expires_after_publication(record)
        and (is_plain is not None or _is_column_valid("source_address", record.source_address))
        and _is_column_valid("language", record.language)
        and _is_column_valid("slug", record.slug)
    )


def _expires_after_publication(record: Record) -> bool:
    publish_at = record.publish_at
    return record.expire_at is None or (publish_at is not None and record.expire_at > publish_at)


@lru_cache(maxsize=1_000)
def _is_column_valid(name: str, value: str) -> bool:
    """Return whether the column's validators accept the value; an empty one is valid."""
    try:
        if value:
            Article._meta.get_field(name).run_validators(value)  # type: ignore[union-attr] # all are columns
    except ValidationError:
        return False
    return True


def check_article(article: Article, record: Record) -> None:
    """Raise RecordRefusedError when the tables cannot hold the article or one of its names."""
    if not (record.body or record.source_address or record.origin_id):
        raise RecordRefusedError(Problem("record.empty_body"))
    if article.expire_at and article.publish_at and article.expire_at <= article.publish_at:
        raise RecordRefusedError(Problem("record.expires_too_early"))
    if record.source:
        _check_row(Source(name=record.source))
    _check_row(article)
    for name in filter(fold, record.tags):
        _check_row(Tag(name=name), exclude=("slug",))
    for credit in record.credits:
        _check_row(Author(name=credit.name))
        _check_row(Byline(affiliation=credit.affiliation), exclude=("article", "author"))


def _check_row(row: Model, *, exclude: Collection[str] = ()) -> None:
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        problems = [
            _build_problem(row, name, each)
            for name, errors in error.error_dict.items()
            for each in errors
        ]
        raise RecordRefusedError(Problem.join(problems)) from error


def _build_problem(row: Model, name: str, error: ValidationError) -> Problem:
    """Return the problem with a column; the name of a source, author or tag is called by these."""
    label = Problem(f"label.{row._meta.model_name if name == 'name' else name}")
    if error.code == "max_length" and error.params:
        params = {"limit": error.params["limit_value"], "length": error.params["show_value"]}
        return Problem("column.too_long", {"field": label, **params})
    return Problem("column.invalid", {"field": label, "message": " ".join(error.messages)})
