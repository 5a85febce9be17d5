"""The tally that an import would return, computed without importing.

A dry run of ``ingest`` is one transaction, which all other writers wait for. Here each chunk of
records is a dry run of its own. The tables have forgotten the records of earlier chunks then, so
records that repeat one of them are recognised here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from articles.importing.ingest import ingest
from articles.importing.matching import ChunkMatches, resolve_identity
from articles.importing.normalise import PreparedItem, PreparedRecord, prepare_items
from articles.importing.options import Options, Tally
from articles.parsing.records import ParsedItem, Reject
from articles.text.strings import fold

_OWN_WORK: Final = "\0"  # no outlet has this name


def preview(
    items: Iterable[ParsedItem | PreparedItem],
    *,
    options: Options,
    on_reject: Callable[[str, Reject], object] = lambda _path, _reject: None,
) -> Tally:
    """Return the tally that ``ingest`` would return; pass what it would reject to ``on_reject``."""
    tally, earlier, prepared_items = Tally(), _EarlierRecords(options), prepare_items(items)
    while chunk := list(islice(prepared_items, options.chunk_size)):
        fresh = []
        for item in chunk:
            if outcome := earlier.find_outcome(item):
                tally.counts[outcome] += 1
            else:
                fresh.append(item)
        rejected = _try_chunk(fresh, options, tally, on_reject)
        for item in fresh:
            result = item.result
            if isinstance(result, PreparedRecord) and (
                (item.path, result.record.position) not in rejected
            ):
                earlier.add(result)
    return tally


def _try_chunk(
    chunk: list[PreparedItem],
    options: Options,
    tally: Tally,
    on_reject: Callable[[str, Reject], object],
) -> set[tuple[str, str]]:
    """Count what an import of the chunk would do; return path and position of each reject."""
    rejected = set()

    def note_reject(path: str, reject: Reject) -> None:
        rejected.add((path, reject.position))
        on_reject(path, reject)

    result = ingest(chunk, options=replace(options, is_dry_run=True), on_reject=note_reject)
    tally.counts += result.counts
    tally.left_out += result.left_out
    tally.seconds += result.seconds
    return rejected


def _is_in_tables(identity: str, prepared: PreparedRecord) -> bool:
    """Return whether the tables have this text of the article."""
    return ChunkMatches.fetch([identity], [prepared]).is_unchanged(identity, prepared)


@dataclass(slots=True)
class _EarlierRecords:
    """The traits of the records of earlier chunks by which others match them.

    Only hashes of the traits are stored: a file may hold a million records.
    """

    options: Options
    hashes: set[int] = field(default_factory=set)

    def find_outcome(self, item: PreparedItem) -> str:
        """Return the outcome of a record that repeats an earlier one, "" for any other item."""
        if not isinstance(item.result, PreparedRecord):
            return ""
        prepared, identity = item.result, self._resolve_identity(item.result)
        if self._has("identity", identity):
            is_known = self._has("text", identity, prepared.text_digest)
            self._add("text", identity, prepared.text_digest)
            return "unchanged" if is_known or _is_in_tables(identity, prepared) else "updated"
        can_be_duplicate = not (prepared.record.identity or prepared.record.is_canceled)
        return "duplicate" if can_be_duplicate and self._has_duplicate(prepared) else ""

    def add(self, prepared: PreparedRecord) -> None:
        identity, fingerprint = self._resolve_identity(prepared), prepared.fingerprint
        self._add("identity", identity)
        self._add("text", identity, prepared.text_digest)
        self._add("address", prepared.address_key)
        self._add("fingerprint", fingerprint)
        outlet = _OWN_WORK if prepared.record.is_own_work else self._get_outlet(prepared)
        self._add("fingerprint", fingerprint, outlet)

    def _has_duplicate(self, prepared: PreparedRecord) -> bool:
        """Return whether ``matching.find_duplicate`` would return one of the earlier records."""
        fingerprint, outlet = prepared.fingerprint, self._get_outlet(prepared)
        if prepared.address_key and self._has("address", prepared.address_key):
            return True
        if not outlet:
            return self._has("fingerprint", fingerprint)
        return any(self._has("fingerprint", fingerprint, name) for name in ("", outlet))

    def _resolve_identity(self, prepared: PreparedRecord) -> str:
        return resolve_identity(prepared, source=self.options.get_source_name(prepared.record))

    def _get_outlet(self, prepared: PreparedRecord) -> str:
        return fold(self.options.get_source_name(prepared.record))

    def _add(self, *trait: str) -> None:
        self.hashes.add(hash(trait))

    def _has(self, *trait: str) -> bool:
        return hash(trait) in self.hashes
