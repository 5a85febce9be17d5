"""The runs of imports as an operator is told of them."""

from dataclasses import dataclass
from typing import Any

from articles.importing.options import OUTCOMES
from articles.importing.undo_rules import undoable_counts
from articles.models import Batch
from articles.models.import_run import UPLOAD_UNSEEN


@dataclass(frozen=True, slots=True)
class Import:
    """One run; ``undoable`` is on how many articles there is anything to take back."""

    batch: Batch
    undoable: int

    @property
    def seconds(self) -> float | None:
        """Return how long it took, None where nobody knows its end."""
        ended = self.batch.finished_at
        return (ended - self.batch.started_at).total_seconds() if ended else None

    @property
    def counts(self) -> dict[str, int]:
        return {outcome: getattr(self.batch, f"{outcome}_count") for outcome in OUTCOMES}

    def as_json(self) -> dict[str, Any]:
        batch = self.batch
        return {
            "batch": batch.pk,
            "label": batch.label,
            "state": batch.state.value,
            "started_at": batch.started_at.isoformat(),
            "started_by": batch.started_by.get_username() if batch.started_by else None,
            "seconds": self.seconds,
            **self.counts,
            "undoable": self.undoable,
            "undone_at": batch.undone_at.isoformat() if batch.undone_at else None,
            "undone_by": batch.undone_by.get_username() if batch.undone_by else None,
        }


def imports(*, limit: int) -> list[Import]:
    """Return the newest runs, newest first, in two queries."""
    known = Batch.objects.select_related("started_by", "undone_by", "upload")
    batches = list(known.defer(*UPLOAD_UNSEEN)[:limit])
    undoable = undoable_counts([batch.pk for batch in batches])
    return [Import(batch, undoable.get(batch.pk, 0)) for batch in batches]
