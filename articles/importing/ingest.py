"""Records to rows, in batches: nothing twice, nothing overwritten, nothing silent."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from datetime import time as clock
from itertools import islice
from typing import Final

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model, Q
from django.utils import timezone

from articles import markup, revisions, workflow
from articles.importing.charsets import printable
from articles.importing.records import Credit, Found, LeftOut, Record, Reject
from articles.models import Article, Author, Batch, Byline, Original, Source, Status, Tag
from articles.text import address_key, fold, squeeze

OUTCOMES: Final = ("created", "updated", "unchanged", "duplicate", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run treats its records: ``source`` and ``language`` stand in where none is named."""

    label: str
    status: Status = Status.DRAFT
    source: Source | None = None
    language: str = ""
    is_dry_run: bool = False
    batch_size: int = 500
    started_by: User | None = None


@dataclass(slots=True)
class Tally:
    """What a run did; ``batch`` is its number, or None for a dry run."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    batch: int | None = None

    @property
    def read(self) -> int:
        return sum(self.counts[outcome] for outcome in OUTCOMES)

    def as_json(self) -> dict[str, int | float | None]:
        counts = {outcome: self.counts[outcome] for outcome in OUTCOMES}
        return {"read": self.read, **counts, "seconds": round(self.seconds, 3), "batch": self.batch}


class _RefusedError(Exception):
    """A record that the tables cannot take; the message says why."""


def ingest(
    found: Iterable[Found],
    *,
    options: Options,
    on_reject: Callable[[str, Reject], object] = lambda _path, _reject: None,
    on_batch: Callable[[Tally], object] = lambda _tally: None,
) -> Tally:
    """Write the records, ``options.batch_size`` in one transaction, and return the tally.

    Rejects, those of the parsers and those of the tables, go to ``on_reject`` with their path, and
    ``on_batch`` is told the tally after each full batch. A run that is killed loses at most the
    transaction that it was in: run again, it goes on there.
    """
    started = time.monotonic()
    with transaction.atomic() if options.is_dry_run else nullcontext():
        tally = _run(iter(found), options, on_reject, on_batch)
        if options.is_dry_run:
            transaction.set_rollback(True)
            tally.batch = None
    tally.seconds = time.monotonic() - started
    return tally


def _run(
    found: Iterator[Found],
    options: Options,
    on_reject: Callable[[str, Reject], object],
    on_batch: Callable[[Tally], object],
) -> Tally:
    label = _storable(options.label)[:500]
    batch = Batch.objects.create(label=label, started_by=options.started_by)
    tally = Tally(batch=batch.pk)
    while chunk := list(islice(found, options.batch_size)):
        with transaction.atomic():
            _wait_for_turn()
            taken = [_take(each, options, batch, tally) for each in chunk]
            _keep_counts(batch, tally)
        for path, reject in filter(None, taken):
            on_reject(path, reject)
        if len(chunk) == options.batch_size:
            on_batch(tally)
    batch.finished_at = timezone.now()
    batch.save(update_fields=["finished_at"])
    return tally


def _wait_for_turn() -> None:
    """Let no other import write until this transaction ends, or the two could lock each other out.

    Any row that always stands and that editors never lock would do. SQLite lets nobody else write.
    """
    turn = ContentType.objects.filter(app_label="articles", model="batch")
    turn.select_for_update(no_key=True).first()


def _keep_counts(batch: Batch, tally: Tally) -> None:
    for outcome in OUTCOMES:
        setattr(batch, f"{outcome}_count", tally.counts[outcome])
    batch.save(update_fields=[f"{outcome}_count" for outcome in OUTCOMES])


def _take(found: Found, options: Options, batch: Batch, tally: Tally) -> tuple[str, Reject] | None:
    """Write one record and count it; return it as a reject where it cannot be written."""
    told = found.told
    if isinstance(told, LeftOut):
        tally.left_out[told.what] += 1
        return None
    done = _written(told, found.path, options, batch) if isinstance(told, Record) else told
    if isinstance(done, Reject):
        tally.counts["rejected"] += 1
        return found.path, done
    tally.counts[_COUNTED_AS.get(done, done)] += 1
    return None


def _written(record: Record, path: str, options: Options, batch: Batch) -> str | Reject:
    """Write one record, all of it or nothing; return its outcome, or why it was refused."""
    reason = ""
    for _attempt in range(2):  # the second sees what an editor took away or made meanwhile
        try:
            with transaction.atomic():
                return _write(record, path, options, batch)
        except (_RefusedError, DatabaseError, ObjectDoesNotExist) as error:
            reason = squeeze(str(error))
    return Reject(record.position, reason, printable(record.original))


# An update that waits for an editor is an update all the same.
_COUNTED_AS: Final = {Original.Outcome.HELD.value: "updated"}


def _write(record: Record, path: str, options: Options, batch: Batch) -> str:
    """Write the record; return its outcome."""
    article, outcome = _met(record, options)
    if outcome is None:
        return "unchanged"
    if outcome is Original.Outcome.CREATED:
        _fill(article, record, options)
        _create(article, record, options, batch)
    elif outcome is Original.Outcome.UPDATED:
        outcome = _update(article, record, options)
    is_kept = Original.objects.filter(article=article, sha256=record.sha256).exists
    if outcome is not Original.Outcome.DUPLICATE or not is_kept():
        _keep_original(article, record, path=path, batch=batch, outcome=outcome)
    return outcome.value


def _met(record: Record, options: Options) -> tuple[Article, Original.Outcome | None]:
    """Return the article that the record is of, and what it does to it, None for nothing."""
    identity = _identity(record, options)
    # Locked, so that no editor saves it between this look and our own writing.
    article = Article.objects.select_for_update(no_key=True).filter(identity=identity).first()
    if article:
        return article, _news(article, record)
    if twin := _twin(record, options):
        return twin, Original.Outcome.DUPLICATE
    return Article(identity=identity), Original.Outcome.CREATED


def _news(article: Article, record: Record) -> Original.Outcome | None:
    """Tell a new text from one that the article, and not a twin of it, has had before."""
    told = Original.objects.filter(article=article, text_digest=record.text_digest())
    if told.exclude(outcome=Original.Outcome.DUPLICATE).exists():
        return None
    return Original.Outcome.UPDATED


def _identity(record: Record, options: Options) -> str:
    """Return the SHA-256 of the record's id at its origin, else its address, else its text."""
    if record.origin_id:
        told = f"id:{record.origin_id}"
    elif key := address_key(record.source_address):
        told = f"address:{key}"
    else:
        told = f"text:{fold(_source_name(record, options))}:{_fingerprint(record)}"
    return hashlib.sha256(told.encode()).hexdigest()


def _source_name(record: Record, options: Options) -> str:
    return record.source or (options.source.name if options.source else "")


def _fingerprint(record: Record) -> str:
    return Article(headline=record.headline, body=markup.sanitise(record.body)).text_fingerprint()


def _twin(record: Record, options: Options) -> Article | None:
    """Return the article that is the same piece under another identity, if there is one.

    It has the same address, or the same text from the same source; two outlets that ran the same
    text are two pieces.
    """
    key = address_key(record.source_address)
    if key and (found := Article.objects.filter(address_key=key).first()):
        return found
    name = _source_name(record, options)
    same = Q(source=None, is_own_work=False) | Q(source__aliases__folded=fold(name))
    texts = Article.objects.filter(fingerprint=_fingerprint(record))
    return texts.filter(same if name else Q()).first()


def _fill(article: Article, record: Record, options: Options) -> None:
    """Write what the record tells into the article; what nobody tells any more stays."""
    article.headline = record.headline
    article.standfirst = record.standfirst
    article.body = record.body
    article.kind = record.kind
    article.language = record.language or options.language or article.language
    article.byline = record.byline
    article.is_own_work = record.is_own_work
    article.source = (
        None if record.is_own_work else _source(record) or options.source or article.source
    )
    article.take_source_date(record.source_date)
    article.source_detail = record.source_detail
    article.source_address = record.source_address
    if record.our_date:
        article.publish_at = _instant(record.our_date)


def _source(record: Record) -> Source | None:
    if not record.source:
        return None
    _check(Source(name=record.source), "source ")
    return Source.objects.get_or_make(record.source)


def _create(article: Article, record: Record, options: Options, batch: Batch) -> None:
    """Write the article with its first revision, and record where its work stands."""
    _check_all(article, record)
    article.save()
    _credit(article, record)
    article.tags.set(Tag.objects.called(record.tags))
    revisions.working(article)
    is_known = article.source is not None or article.is_own_work
    # What was to be published without a source waits in review.
    status = (
        Status.REVIEW if options.status == Status.PUBLISHED and not is_known else options.status
    )
    workflow.enter(article, status=status, reason=str(batch))


def _update(article: Article, record: Record, options: Options) -> Original.Outcome:
    """Take the text as a revision; where the article is an editor's, or live, it waits."""
    work = revisions.working_copy(article)
    _fill(work, record, options)
    _check_all(work, record)
    work.derive()
    credited = [{"name": each.name, "affiliation": each.affiliation} for each in record.credits]
    content = revisions.content_of(work, credited=credited, tags=filter(fold, record.tags))
    for credit in record.credits:
        _author(credit)
    is_held = revisions.take_import(article, content)
    return Original.Outcome.HELD if is_held else Original.Outcome.UPDATED


def _check_all(article: Article, record: Record) -> None:
    if not article.text:
        raise _RefusedError("Its body holds no text.")
    _check(article)
    for name in filter(fold, record.tags):
        _check(Tag(name=name), "tag ", but=("slug",))
    for credit in record.credits:
        _check(Author(name=credit.name), "author ")
        _check(Byline(affiliation=credit.affiliation), but=("article", "author"))


def _instant(day: date) -> datetime:
    """Return noon of the day in the site's zone, for today at the latest this very instant."""
    noon = datetime.combine(day, clock(12), tzinfo=timezone.get_default_timezone())
    now = timezone.now()
    return min(noon, now) if timezone.localdate(now) == day else noon


def _check(row: Model, prefix: str = "", *, but: Collection[str] = ()) -> None:
    try:
        row.clean_fields(exclude=but)
    except ValidationError as error:
        told = error.message_dict.items()
        reasons = (f"{prefix}{name}: {' '.join(messages)}" for name, messages in told)
        raise _RefusedError(" ".join(reasons)) from error


def _credit(article: Article, record: Record) -> None:
    for position, credit in enumerate(record.credits, 1):
        Byline.objects.get_or_create(
            article=article,
            author=_author(credit),
            defaults={"position": position, "affiliation": credit.affiliation},
        )


def _author(credit: Credit) -> Author:
    return Author.objects.get_or_make(credit.name, is_organisation=credit.is_organisation)


def _keep_original(
    article: Article, record: Record, *, path: str, batch: Batch, outcome: Original.Outcome
) -> None:
    original = Original(
        article=article,
        batch=batch,
        outcome=outcome,
        path=_storable(path)[:1000],
        position=record.position,
        media_type=record.media_type,
        charset=record.charset,
        parser=record.parser,
        readings={name: asdict(reading) for name, reading in record.readings.items()},
        remarks=[asdict(remark) for remark in record.remarks],
        text_digest=record.text_digest(),
    )
    original.content = record.original
    original.save()


def _storable(name: str) -> str:
    """Return a file's name as tables can hold it: bytes of it that are not UTF-8 as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()
