"""The runs of imports as an operator is told of them."""

from dataclasses import dataclass
from typing import Any

from articles.importing.options import OUTCOMES
from articles.importing.undo_rules import undoable_counts
from articles.models import ImportRun
from articles.models.import_run import DEFERRED_UPLOAD_FIELDS


@dataclass(frozen=True, slots=True)
class Import:
    """One run; ``undoable`` is on how many articles there is anything to take back."""

    run: ImportRun
    undoable: int

    @property
    def seconds(self) -> float | None:
        """Return how long it took, None where nobody knows its end."""
        ended = self.run.finished_at
        return (ended - self.run.started_at).total_seconds() if ended else None

    @property
    def counts(self) -> dict[str, int]:
        return {outcome: getattr(self.run, f"{outcome}_count") for outcome in OUTCOMES}

    def as_json(self) -> dict[str, Any]:
        run = self.run
        return {
            "run": run.pk,
            "label": run.label,
            "state": run.state.value,
            "started_at": run.started_at.isoformat(),
            "started_by": run.started_by.get_username() if run.started_by else None,
            "seconds": self.seconds,
            **self.counts,
            "undoable": self.undoable,
            "undone_at": run.undone_at.isoformat() if run.undone_at else None,
            "undone_by": run.undone_by.get_username() if run.undone_by else None,
        }


def imports(*, limit: int) -> list[Import]:
    """Return the newest runs, newest first, in two queries."""
    known = ImportRun.objects.select_related("started_by", "undone_by", "upload")
    runs = list(known.defer(*DEFERRED_UPLOAD_FIELDS)[:limit])
    undoable = undoable_counts([run.pk for run in runs])
    return [Import(run, undoable.get(run.pk, 0)) for run in runs]
