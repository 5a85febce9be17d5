"""Records to articles, chunk by chunk; all that happens to a record is counted or reported."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Final

from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from articles.database.bulk_insert import analyse_tables, tune_for_bulk_writes
from articles.importing import bulk_create, mapping, upsert
from articles.importing.bulk_create import IdentifiedRecord
from articles.importing.claims import SourceNames, build_claim, fold_source
from articles.importing.continued import add_earlier, get_run, read_counts
from articles.importing.duplicates import Duplicate
from articles.importing.identity import Outcome
from articles.importing.lock import lock_imports
from articles.importing.matching import ChunkTraits, find_known_texts
from articles.importing.name_cache import NameCache, has_namesakes
from articles.importing.normalise import (
    PreparedItem,
    PreparedRecord,
    PreparedResult,
    UnchangedRecord,
    prepare_items,
)
from articles.importing.options import OUTCOMES, WITHIN, Options, Tally, get_count_column
from articles.models import ImportRun
from articles.parsing.records import ParsedItem, Reject, SkippedItem

# After this many new articles, and at the end of a run with as many, the database's statistics of
# its tables are refreshed: without them it reads all keys for each chunk.
ANALYSE_FROM: Final = 1_000

# What became of an item; None for what is no record.
Result = Outcome | Duplicate | Reject | None


def ingest(
    items: Iterable[ParsedItem | PreparedItem],
    *,
    options: Options,
    on_reject: Callable[[str, Reject], object] = lambda _path, _reject: None,
    on_duplicate: Callable[[str, Duplicate], object] = lambda _path, _duplicate: None,
    on_result: Callable[[PreparedItem, Result], object] = lambda _item, _result: None,
    on_chunk: Callable[[Tally], object] = lambda _tally: None,
) -> Tally:
    """Write the records, ``options.chunk_size`` in one transaction, and return the tally.

    Each reject, of a parser or of the tables, is passed to ``on_reject`` with its path, each
    duplicate to ``on_duplicate``, what became of each item to ``on_result``, and the tally to
    ``on_chunk`` after each full chunk. A run that is killed loses the transaction that it was in,
    at most: started again, it goes on there. Raise RunUndoneError when somebody undoes the run
    meanwhile.
    """

    def report(item: PreparedItem, result: Result) -> None:
        on_result(item, result)
        if isinstance(result, Reject):
            on_reject(item.path, result)
        elif isinstance(result, Duplicate):
            on_duplicate(item.path, result)

    started = time.monotonic()
    with tune_for_bulk_writes(), transaction.atomic() if options.is_dry_run else nullcontext():
        tally = _ingest_chunks(prepare_items(items), options, report, on_chunk)
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
    report: Callable[[PreparedItem, Result], object],
    on_chunk: Callable[[Tally], object],
) -> Tally:
    label = mapping.escape_path(options.label)[:500]
    run = get_run(options, label=label)
    tally, names, earlier = Tally(run=run.pk), NameCache(), read_counts(run)
    while chunk := list(islice(items, options.chunk_size)):
        with transaction.atomic():
            lock_imports(run)
            results = _write_chunk(chunk, options, run, names)
            created = tally.counts["created"]
            count_results(chunk, results, tally)
            _save_counts(run, add_earlier(tally.counts, earlier))
        if created < ANALYSE_FROM <= tally.counts["created"]:
            analyse_tables()
        for item, result in zip(chunk, results, strict=True):
            report(item, result)
        if len(chunk) == options.chunk_size:
            on_chunk(tally)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    tally.counts = add_earlier(tally.counts, earlier)
    return tally


def _write_chunk(
    chunk: Sequence[PreparedItem], options: Options, run: ImportRun, names: NameCache
) -> list[Result]:
    """Write the records of the chunk; return what became of each item."""
    results = [_get_known_result(item.result) for item in chunk]
    records = _identify_records(chunk, options)
    new, others = _divide_records(records)
    if _try_to_create(list(new.values()), options, run, names):
        for index in new:
            results[index] = Outcome.CREATED
    else:
        others |= new
    keys = [record.prepared.keys for _, record in sorted(others.items())]
    are_known = find_known_texts(keys, options=options) if keys else []
    for (index, record), is_known in zip(sorted(others.items()), are_known, strict=True):
        results[index] = (
            Outcome.UNCHANGED
            if is_known
            else upsert.upsert_record(record.prepared, path=record.path, options=options, run=run)
        )
        if has_namesakes(record.prepared.record):
            names.clear()  # some of the names may mean other authors now
    return results


def _get_known_result(result: PreparedResult) -> Result:
    """Return what became of what needs no look at the tables."""
    if isinstance(result, UnchangedRecord):
        return Outcome.UNCHANGED
    return result if isinstance(result, Reject) else None


IndexedRecords = dict[int, IdentifiedRecord]


def _identify_records(chunk: Sequence[PreparedItem], options: Options) -> IndexedRecords:
    records = {
        index: (item.path, item.result)
        for index, item in enumerate(chunk)
        if isinstance(item.result, PreparedRecord)
    }
    names = SourceNames.fetch(
        {fold_source(prepared.record, options) for _, prepared in records.values()}
    )
    return {
        index: IdentifiedRecord(path, prepared, build_claim(prepared, options=options, names=names))
        for index, (path, prepared) in records.items()
    }


def _divide_records(records: IndexedRecords) -> tuple[IndexedRecords, IndexedRecords]:
    """Divide the records into those that are simply new, and others."""
    new: IndexedRecords = {}
    others: IndexedRecords = {}
    traits = ChunkTraits.fetch(
        [record.claim for record in records.values()],
        {record.prepared.fingerprint for record in records.values()},
    )
    for index, record in records.items():
        fingerprint = record.prepared.fingerprint
        is_new = traits.claim_if_new(record.claim, fingerprint=fingerprint)
        is_simple = is_new and mapping.is_plainly_valid(record.prepared)
        (new if is_simple else others)[index] = record
    return new, others


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
_COUNTED_AS: Final = {
    Outcome.HELD: ("updated", "held"),
    Outcome.CANCELED: ("updated", "canceled"),
    Outcome.WITHDRAWN: ("updated", "canceled", "withdrawn"),
    Outcome.HELD_CANCELLATION: ("updated", "held_cancellations"),
}


def count_results(chunk: Sequence[PreparedItem], results: Sequence[Result], tally: Tally) -> None:
    """Add to the tally what became of the items."""
    for item, result in zip(chunk, results, strict=True):
        if isinstance(item.result, SkippedItem):
            tally.left_out[item.result.what] += 1
        elif isinstance(result, Outcome):
            tally.counts.update(_COUNTED_AS.get(result, (result,)))
            if result is Outcome.CREATED and _is_stub(item.result):
                tally.counts["stubs"] += 1
        else:
            tally.counts["duplicate" if isinstance(result, Duplicate) else "rejected"] += 1


def _is_stub(result: PreparedResult) -> bool:
    return isinstance(result, PreparedRecord) and not result.record.body


def _save_counts(run: ImportRun, counts: Counter[str]) -> None:
    columns = {get_count_column(name): name for name in (*OUTCOMES, *WITHIN)}
    for column, name in columns.items():
        setattr(run, column, counts[name])
    run.counted_at = timezone.now()
    run.save(update_fields=["counted_at", *columns])
