"""What a record says of its article: columns, first status, and the columns of its original."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from datetime import time as clock
from functools import lru_cache
from typing import Any, Final

from django.core.files.base import ContentFile
from django.utils import timezone

from articles.importing.normalise import PreparedRecord
from articles.importing.options import Options
from articles.models import Article, Blob, ImportRun, Source, Status
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Reading, Record, Remark
from articles.publishing import contents
from articles.text.strings import fold


class RecordRefusedError(ProblemError):
    """The tables cannot hold the record."""


# Columns whose value is the record's field of the same name.
_SAME_NAME: Final = (
    *("headline", "standfirst", "body", "kind", "byline", "is_own_work"),
    *("source_detail", "source_address"),
)
_PLANS: Final = ("publish_at", "expire_at", "embargoed_until")


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


Plan = tuple[datetime | None, datetime | None]


def get_plan(article: Article) -> Plan:
    """Return when readers may first read the article, and until when."""
    return article.publish_at, article.expire_at


def keep_plan_if_impossible(article: Article, *, before: Plan) -> bool:
    """Give the article its former plan back if it would expire before it is published.

    Return whether it would.
    """
    publish_at, expire_at = get_plan(article)
    if not (publish_at and expire_at and expire_at <= publish_at):
        return False
    article.publish_at, article.expire_at = before
    return True


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


def store_files(records: Iterable[PreparedRecord], *, options: Options) -> dict[str, int]:
    """Store the originals that are too large for the table; return their rows by SHA-256.

    A dry run, whose rows are forgotten, writes no file. Raise FileNotStoredError.
    """
    large = {each.sha256: each.content for each in records if each.is_large}
    if options.is_dry_run:
        return Blob.objects.claim({sha256: len(content) for sha256, content in large.items()})
    return Blob.objects.store_files({key: ContentFile(large[key]) for key in large})


def build_original_columns(
    prepared: PreparedRecord, *, path: str, run: ImportRun, files: Mapping[str, int]
) -> dict[str, Any]:
    """Return the original's columns for the record's bytes and how they were read.

    ``files`` are those of ``store_files``. The caller adds the article, the outcome, the revision
    number and the time.
    """
    record = prepared.record
    return {
        "run_id": run.pk,
        "path": escape_path(path)[:1000],
        "position": record.position,
        "media_type": record.media_type,
        "charset": record.charset,
        "parser": record.parser,
        "readings": {name: _serialise_reading(each) for name, each in record.readings.items()},
        "remarks": [serialise_remark(remark) for remark in record.remarks],
        "sha256": prepared.sha256,
        "text_digest": prepared.keys.text_digest,
        "size": prepared.size,
        "compressed": None if prepared.is_large else prepared.compressed,
        "blob_id": files[prepared.sha256] if prepared.is_large else None,
    }


def _serialise_reading(reading: Reading) -> dict[str, Any]:
    order = {"order": reading.order} if reading.order else {}
    return {"sureness": reading.sureness, "line": reading.line, **order}


def serialise_remark(remark: Remark) -> dict[str, Any]:
    """Return the remark as its original stores it."""
    params = {"params": dict(remark.params)} if remark.params else {}
    return {"code": remark.code, "line": remark.line, **params}


def escape_path(path: str) -> str:
    """Return the path with bytes that are not UTF-8 as escapes, as the tables can hold it."""
    return path.encode("utf-8", "backslashreplace").decode()


def is_plainly_valid(prepared: PreparedRecord) -> bool:
    """Return whether ``check_record`` is sure to accept the record as a new article."""
    record = prepared.record
    return bool(record.headline and record.body and not record.is_canceled)


def check_record(record: Record) -> None:
    """Raise RecordRefusedError when the record lacks what each article needs."""
    if not record.headline:
        raise RecordRefusedError(Problem("record.no_headline"))
    if not (record.body or record.source_address or record.origin_id):
        raise RecordRefusedError(Problem("record.empty_body"))
