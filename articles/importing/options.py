"""The options that a run of an import gets, and the tally that it returns."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.contrib.auth.models import User

from articles.models import Source, Status, Upload
from articles.parsing.records import Record

OUTCOMES: Final = ("created", "updated", "unchanged", "duplicate", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run treats its records.

    ``source`` and ``language`` are for records that name none. ``chunk_size`` is the number of
    records in one transaction.
    """

    label: str
    status: Status = Status.DRAFT
    source: Source | None = None
    language: str = ""
    is_dry_run: bool = False
    chunk_size: int = 500
    started_by: User | None = None
    upload: Upload | None = None

    def get_source_name(self, record: Record) -> str:
        """Return the name of the outlet that the record is from, "" if there is none."""
        return record.source or (self.source.name if self.source else "")


@dataclass(slots=True)
class Tally:
    """What a run did: ``counts`` by outcome; ``run`` is its number, None for a dry run.

    ``left_out`` counts what the input held that is no article, such as attachments.
    """

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    run: int | None = None

    @property
    def read(self) -> int:
        """Return how many records were read."""
        return sum(self.counts[outcome] for outcome in OUTCOMES)

    def as_json(self) -> dict[str, int | float | None]:
        counts = {outcome: self.counts[outcome] for outcome in OUTCOMES}
        return {"read": self.read, **counts, "seconds": round(self.seconds, 3), "run": self.run}
