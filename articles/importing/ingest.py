"""Records to articles, chunk by chunk; all that happens to a record is counted or reported."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Final

from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from articles.database.bulk_insert import analyse_tables, tune_for_bulk_writes
from articles.importing import bulk_create, mapping, upsert
from articles.importing.bulk_create import IdentifiedRecord
from articles.importing.lock import lock_imports
from articles.importing.matching import ChunkMatches, resolve_identity
from articles.importing.name_cache import NameCache
from articles.importing.normalise import (
    PreparedItem,
    PreparedRecord,
    PreparedResult,
    UnchangedRecord,
    prepare_items,
)
from articles.importing.options import OUTCOMES, Options, Tally
from articles.models import ImportRun, Original
from articles.parsing.records import ParsedItem, Reject, SkippedItem

# After this many new articles the database's statistics of its tables are refreshed.
ANALYSE_FROM: Final = 1_000

# The outcome of a record; None for what is no record.
Outcome = str | Reject | None


def ingest(
    items: Iterable[ParsedItem | PreparedItem],
    *,
    options: Options,
    on_reject: Callable[[str, Reject], object] = lambda _path, _reject: None,
    on_chunk: Callable[[Tally], object] = lambda _tally: None,
) -> Tally:
    """Write the records, ``options.chunk_size`` in one transaction, and return the tally.

    Each reject, of a parser or of the tables, is passed to ``on_reject`` with its path, and the
    tally to ``on_chunk`` after each full chunk. A run that is killed loses the transaction that it
    was in, at most: started again, it goes on there. Raise RunUndoneError when somebody undoes the
    run meanwhile.
    """
    started = time.monotonic()
    with tune_for_bulk_writes(), transaction.atomic() if options.is_dry_run else nullcontext():
        tally = _ingest_chunks(prepare_items(items), options, on_reject, on_chunk)
        if options.is_dry_run:
            transaction.set_rollback(True)
            tally.run = None
        elif tally.counts["created"] >= ANALYSE_FROM:
            analyse_tables()
    tally.seconds = time.monotonic() - started
    return tally


def _ingest_chunks(
    items: Iterator[PreparedItem],
    options: Options,
    on_reject: Callable[[str, Reject], object],
    on_chunk: Callable[[Tally], object],
) -> Tally:
    label = mapping.escape_path(options.label)[:500]
    run = ImportRun.objects.create(
        label=label, started_by=options.started_by, upload=options.upload
    )
    tally, names = Tally(run=run.pk), NameCache()
    while chunk := list(islice(items, options.chunk_size)):
        with transaction.atomic():
            lock_imports(run)
            outcomes = _write_chunk(chunk, options, run, names)
            _count_outcomes(chunk, outcomes, tally)
            _save_counts(run, tally)
        for item, outcome in zip(chunk, outcomes, strict=True):
            if isinstance(outcome, Reject):
                on_reject(item.path, outcome)
        if len(chunk) == options.chunk_size:
            on_chunk(tally)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    return tally


def _write_chunk(
    chunk: Sequence[PreparedItem], options: Options, run: ImportRun, names: NameCache
) -> list[Outcome]:
    """Write the records of the chunk; return the outcome of each item."""
    outcomes = [_get_known_outcome(item.result) for item in chunk]
    records = {
        index: IdentifiedRecord(item.path, item.result, _resolve_identity(item.result, options))
        for index, item in enumerate(chunk)
        if isinstance(item.result, PreparedRecord)
    }
    new, others, unchanged = _divide_records(records)
    for index in unchanged:
        outcomes[index] = "unchanged"
    if _try_to_create(list(new.values()), options, run, names):
        for index in new:
            outcomes[index] = Original.Outcome.CREATED.value
    else:
        others |= new
    for index, record in sorted(others.items()):
        outcomes[index] = upsert.upsert_record(
            record.prepared, path=record.path, options=options, run=run
        )
    return outcomes


def _get_known_outcome(result: PreparedResult) -> Outcome:
    """Return the outcome of what needs no look at the tables."""
    if isinstance(result, UnchangedRecord):
        return "unchanged"
    return result if isinstance(result, Reject) else None


def _resolve_identity(prepared: PreparedRecord, options: Options) -> str:
    return resolve_identity(prepared, source=options.get_source_name(prepared.record))


IndexedRecords = dict[int, IdentifiedRecord]


def _divide_records(
    records: IndexedRecords,
) -> tuple[IndexedRecords, IndexedRecords, list[int]]:
    """Divide the records into those that are simply new, others, and the keys of unchanged ones."""
    new: IndexedRecords = {}
    others: IndexedRecords = {}
    unchanged: list[int] = []
    prepared = [record.prepared for record in records.values()]
    matches = ChunkMatches.fetch([record.identity for record in records.values()], prepared)
    for index, record in records.items():
        if matches.is_unchanged(record.identity, record.prepared):
            unchanged.append(index)
        elif matches.claim_if_new(record.identity, record.prepared) and mapping.is_plainly_valid(
            record.prepared
        ):
            new[index] = record
        else:
            others[index] = record
    return new, others, unchanged


def _try_to_create(
    records: Sequence[IdentifiedRecord], options: Options, run: ImportRun, names: NameCache
) -> bool:
    """Write all of the records or none; return whether the database accepted them."""
    try:
        with transaction.atomic():
            bulk_create.create_articles(records, options=options, run=run, names=names)
    except OperationalError:
        raise  # the database is gone, and would be for single records too
    except DatabaseError:
        names.clear()
        return False
    return True


# An update that waits for an editor counts as one, and so does one that takes the article back.
_COUNTED_AS: Final = {"held": "updated", "canceled": "updated"}


def _count_outcomes(
    chunk: Sequence[PreparedItem], outcomes: Sequence[Outcome], tally: Tally
) -> None:
    for item, outcome in zip(chunk, outcomes, strict=True):
        if isinstance(item.result, SkippedItem):
            tally.left_out[item.result.what] += 1
        elif isinstance(outcome, Reject):
            tally.counts["rejected"] += 1
        else:
            tally.counts[_COUNTED_AS.get(str(outcome), str(outcome))] += 1


def _save_counts(run: ImportRun, tally: Tally) -> None:
    for outcome in OUTCOMES:
        setattr(run, f"{outcome}_count", tally.counts[outcome])
    run.counted_at = timezone.now()
    run.save(update_fields=["counted_at", *(f"{outcome}_count" for outcome in OUTCOMES)])
