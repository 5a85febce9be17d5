"""Records to rows, in batches: nothing twice, nothing overwritten, nothing silent."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Final

from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from articles.database.bulk_insert import analyse_tables, tune_for_bulk_writes
from articles.importing import bulk_create, mapping, upsert
from articles.importing.bulk_create import Arrival, Names
from articles.importing.lock import lock_imports
from articles.importing.matching import Chunk, resolve_identity
from articles.importing.normalise import (
    PreparedItem,
    PreparedRecord,
    UnchangedRecord,
    prepare_items,
)
from articles.importing.options import OUTCOMES, Options, Tally
from articles.models import ImportRun, Original
from articles.parsing.records import (
    ParsedItem,
    Reject,
    SkippedItem,
)

# So many new articles may turn what the database knew of its tables.
MUCH: Final = 1_000


def ingest(
    found: Iterable[ParsedItem | PreparedItem],
    *,
    options: Options,
    on_reject: Callable[[str, Reject], object] = lambda _path, _reject: None,
    on_chunk: Callable[[Tally], object] = lambda _tally: None,
) -> Tally:
    """Write the records, ``options.batch_size`` in one transaction, and return the tally.

    Rejects, those of the parsers and those of the tables, go to ``on_reject`` with their path, and
    ``on_batch`` is told the tally after each full batch. A run that is killed loses at most the
    transaction that it was in: run again, it goes on there. Raise TakenBackError where somebody
    takes the batch back meanwhile.
    """
    started = time.monotonic()
    with tune_for_bulk_writes(), transaction.atomic() if options.is_dry_run else nullcontext():
        tally = _run(prepare_items(found), options, on_reject, on_chunk)
        if options.is_dry_run:
            transaction.set_rollback(True)
            tally.run = None
        elif tally.counts["created"] >= MUCH:
            analyse_tables()
    tally.seconds = time.monotonic() - started
    return tally


def _run(
    found: Iterator[PreparedItem],
    options: Options,
    on_reject: Callable[[str, Reject], object],
    on_chunk: Callable[[Tally], object],
) -> Tally:
    label = mapping.storable(options.label)[:500]
    run = ImportRun.objects.create(
        label=label, started_by=options.started_by, upload=options.upload
    )
    tally, names = Tally(run=run.pk), Names()
    while chunk := list(islice(found, options.chunk_size)):
        with transaction.atomic():
            lock_imports(run)
            done = _taken(chunk, options, run, names)
            _count(chunk, done, tally)
            _keep_counts(run, tally)
        for each, outcome in zip(chunk, done, strict=True):
            if isinstance(outcome, Reject):
                on_reject(each.path, outcome)
        if len(chunk) == options.chunk_size:
            on_chunk(tally)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    return tally


Done = str | Reject | None


def _taken(
    chunk: Sequence[PreparedItem], options: Options, run: ImportRun, names: Names
) -> list[Done]:
    """Write the chunk; return the outcome of each record, None for what is no record."""
    done = [_plainly(each.told) for each in chunk]
    arrivals = {
        place: Arrival(each.path, told, _identity(told, options))
        for place, each in enumerate(chunk)
        if isinstance(told := each.told, PreparedRecord)
    }
    new, others = _parted(arrivals)
    if _created(list(new.values()), options, run, names):
        for place in new:
            done[place] = Original.Outcome.CREATED.value
    else:
        others |= new
    for place, each in sorted(others.items()):
        done[place] = each if isinstance(each, str) else _singly(each, options, run)
    return done


def _plainly(told: PreparedRecord | UnchangedRecord | Reject | SkippedItem) -> Done:
    """Return the outcome where it is plain without a look at the tables."""
    if isinstance(told, UnchangedRecord):
        return "unchanged"
    return told if isinstance(told, Reject) else None


def _identity(prepared: PreparedRecord, options: Options) -> str:
    return resolve_identity(prepared, source=options.source_name(prepared.record))


def _parted(
    arrivals: dict[int, Arrival],
) -> tuple[dict[int, Arrival], dict[int, Arrival | str]]:
    """Divide what is simply new from the others, of which an outcome may be plain already."""
    new: dict[int, Arrival] = {}
    others: dict[int, Arrival | str] = {}
    prepared = [each.prepared for each in arrivals.values()]
    known = Chunk.of([each.identity for each in arrivals.values()], prepared)
    for place, each in arrivals.items():
        if known.is_unchanged(each.identity, each.prepared):
            others[place] = "unchanged"
        elif known.take(each.identity, each.prepared) and mapping.fits(each.prepared):
            new[place] = each
        else:
            others[place] = each
    return new, others


def _created(arrivals: Sequence[Arrival], options: Options, run: ImportRun, names: Names) -> bool:
    """Write all of them or none; tell whether the tables took them."""
    try:
        with transaction.atomic():
            bulk_create.create(arrivals, options=options, run=run, names=names)
    except OperationalError:
        raise  # the database is gone: one by one would go no better
    except DatabaseError:
        names.forget()
        return False
    return True


def _singly(arrival: Arrival, options: Options, run: ImportRun) -> str | Reject:
    return upsert.write(arrival.prepared, path=arrival.path, options=options, run=run)


# An update that waits for an editor is an update all the same, and so is one that takes it back.
_COUNTED_AS: Final = {"held": "updated", "canceled": "updated"}


def _count(chunk: Sequence[PreparedItem], done: Sequence[Done], tally: Tally) -> None:
    for each, outcome in zip(chunk, done, strict=True):
        if isinstance(each.told, SkippedItem):
            tally.left_out[each.told.what] += 1
        elif isinstance(outcome, Reject):
            tally.counts["rejected"] += 1
        else:
            tally.counts[_COUNTED_AS.get(str(outcome), str(outcome))] += 1


def _keep_counts(run: ImportRun, tally: Tally) -> None:
    for outcome in OUTCOMES:
        setattr(run, f"{outcome}_count", tally.counts[outcome])
    run.counted_at = timezone.now()
    run.save(update_fields=["counted_at", *(f"{outcome}_count" for outcome in OUTCOMES)])
