"""What an import would do, told without doing it, and without keeping the tables for long.

A dry run of ``ingest`` is one transaction, for which all other writers wait. Here each batch of
records is a dry run of its own; records that repeat one of an earlier batch, of which the tables
then know nothing any more, are told from it here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from articles.importing.ingest import ingest
from articles.importing.matching import Chunk, resolve_identity
from articles.importing.normalise import PreparedItem, PreparedRecord, prepare_items
from articles.importing.options import Options, Tally
from articles.parsing.records import (
    ParsedItem,
    Reject,
)
from articles.text.strings import fold

_OWN_WORK: Final = "\0"  # no name of an outlet


def preview(
    found: Iterable[ParsedItem | PreparedItem],
    *,
    options: Options,
    on_reject: Callable[[str, Reject], object] = lambda _path, _reject: None,
) -> Tally:
    """Return the tally that ``ingest`` would return; what it would reject goes to ``on_reject``."""
    tally, earlier, records = Tally(), _Earlier(options), prepare_items(found)
    while chunk := list(islice(records, options.chunk_size)):
        fresh = []
        for each in chunk:
            if outcome := earlier.outcome_of(each):
                tally.counts[outcome] += 1
            else:
                fresh.append(each)
        rejected = _try(fresh, options, tally, on_reject)
        for each in fresh:
            if (
                isinstance(each.told, PreparedRecord)
                and _place(each.path, each.told) not in rejected
            ):
                earlier.remember(each.told)
    return tally


def _try(
    fresh: list[PreparedItem],
    options: Options,
    tally: Tally,
    on_reject: Callable[[str, Reject], object],
) -> set[tuple[str, str]]:
    """Count what the tables would do with the records; return the places of those refused."""
    rejected = set()

    def note(path: str, reject: Reject) -> None:
        rejected.add((path, reject.position))
        on_reject(path, reject)

    told = ingest(fresh, options=replace(options, is_dry_run=True), on_reject=note)
    tally.counts += told.counts
    tally.left_out += told.left_out
    tally.seconds += told.seconds
    return rejected


def _place(path: str, prepared: PreparedRecord) -> tuple[str, str]:
    return path, prepared.record.position


def _is_kept(identity: str, prepared: PreparedRecord) -> bool:
    """Tell whether the tables have this very text of the article."""
    return Chunk.of([identity], [prepared]).is_unchanged(identity, prepared)


@dataclass(slots=True)
class _Earlier:
    """The records of earlier batches, by what makes another one the same piece.

    Of each trait only its hash is kept: a file may hold a million records.
    """

    options: Options
    seen: set[int] = field(default_factory=set)

    def outcome_of(self, each: PreparedItem) -> str:
        """Return what a record does that repeats an earlier one, "" for any other."""
        if not isinstance(each.told, PreparedRecord):
            return ""
        prepared, identity = each.told, self._identity(each.told)
        if self._has("identity", identity):
            is_known = self._has("text", identity, prepared.text_digest)
            self._add("text", identity, prepared.text_digest)
            return "unchanged" if is_known or _is_kept(identity, prepared) else "updated"
        is_apart = prepared.record.identity or prepared.record.is_canceled
        return "duplicate" if not is_apart and self._has_twin(prepared) else ""

    def remember(self, prepared: PreparedRecord) -> None:
        identity, fingerprint = self._identity(prepared), prepared.fingerprint
        self._add("identity", identity)
        self._add("text", identity, prepared.text_digest)
        self._add("address", prepared.address_key)
        self._add("fingerprint", fingerprint)
        outlet = _OWN_WORK if prepared.record.is_own_work else self._outlet(prepared)
        self._add("fingerprint", fingerprint, outlet)

    def _has_twin(self, prepared: PreparedRecord) -> bool:
        """Tell what ``matching.twin_of`` would find among the earlier ones."""
        fingerprint, outlet = prepared.fingerprint, self._outlet(prepared)
        if prepared.address_key and self._has("address", prepared.address_key):
            return True
        if not outlet:
            return self._has("fingerprint", fingerprint)
        return any(self._has("fingerprint", fingerprint, name) for name in ("", outlet))

    def _identity(self, prepared: PreparedRecord) -> str:
        return resolve_identity(prepared, source=self.options.source_name(prepared.record))

    def _outlet(self, prepared: PreparedRecord) -> str:
        return fold(self.options.source_name(prepared.record))

    def _add(self, *trait: str) -> None:
        self.seen.add(hash(trait))

    def _has(self, *trait: str) -> bool:
        return hash(trait) in self.seen
