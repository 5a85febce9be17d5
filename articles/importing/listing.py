"""The runs of imports as an operator is told of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Max
from django.utils import timezone

from articles.importing.keeping import undoable_counts
from articles.importing.run import OUTCOMES
from articles.models import Batch, Original

# One that keeps nothing for so long, and has not ended, was ended by something else.
SIGN_OF_LIFE: Final = timedelta(minutes=15)


class State(StrEnum):
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Import:
    """One run; ``undoable`` is on how many articles there is anything to take back."""

    batch: Batch
    state: State
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
            "state": self.state.value,
            "started_at": batch.started_at.isoformat(),
            "started_by": batch.started_by.get_username() if batch.started_by else None,
            "seconds": self.seconds,
            **self.counts,
            "undoable": self.undoable,
            "undone_at": batch.undone_at.isoformat() if batch.undone_at else None,
            "undone_by": batch.undone_by.get_username() if batch.undone_by else None,
        }


def imports(*, limit: int) -> list[Import]:
    """Return the newest runs, newest first, in three queries at most."""
    batches = list(Batch.objects.select_related("started_by", "undone_by")[:limit])
    undoable = undoable_counts([batch.pk for batch in batches])
    seen = _last_seen([batch.pk for batch in batches if not batch.finished_at])
    return [
        Import(batch, _state(batch, seen.get(batch.pk)), undoable.get(batch.pk, 0))
        for batch in batches
    ]


def _last_seen(unfinished: Collection[int]) -> dict[int, datetime]:
    """Return when the batches kept something last."""
    rows = Original.objects.filter(batch__in=unfinished).order_by().values_list("batch")
    return dict(rows.annotate(last=Max("received_at"))) if unfinished else {}


def _state(batch: Batch, seen: datetime | None) -> State:
    if batch.undone_at:
        return State.UNDONE
    if batch.finished_at:
        return State.FINISHED
    is_alive = timezone.now() - (seen or batch.started_at) < SIGN_OF_LIFE
    return State.RUNNING if is_alive else State.INTERRUPTED
