"""What a run of an import is told, and what it tells: its options and its tally."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.contrib.auth.models import User

from articles.models import Source, Status, Upload
from articles.parsing.records import (
    Record,
)

OUTCOMES: Final = ("created", "updated", "unchanged", "duplicate", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run treats its records: ``source`` and ``language`` stand in where none is named."""

    label: str
    status: Status = Status.DRAFT
    source: Source | None = None
    language: str = ""
    is_dry_run: bool = False
    chunk_size: int = 500
    started_by: User | None = None
    upload: Upload | None = None

    def source_name(self, record: Record) -> str:
        """Return the name of the outlet that the record is from, "" for none."""
        return record.source or (self.source.name if self.source else "")


@dataclass(slots=True)
class Tally:
    """What a run did; ``batch`` is its number, or None for a dry run.

    ``left_out`` counts what its input held beside articles, such as attachments.
    """

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    run: int | None = None

    @property
    def read(self) -> int:
        return sum(self.counts[outcome] for outcome in OUTCOMES)

    def as_json(self) -> dict[str, int | float | None]:
        counts = {outcome: self.counts[outcome] for outcome in OUTCOMES}
        return {"read": self.read, **counts, "seconds": round(self.seconds, 3), "run": self.run}
