"""The list of import runs that list_imports prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles.importing.options import OUTCOMES, WITHIN, get_count_column
from articles.importing.undo_rules import count_undoable
from articles.models import ImportRun
from articles.models.import_run import DEFERRED_UPLOAD_FIELDS


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run, and on how many articles undo_import could take something back."""

    run: ImportRun
    undoable: int

    @property
    def seconds(self) -> float | None:
        """Return how long the run took, None when its end is not known."""
        finished_at = self.run.finished_at
        return (finished_at - self.run.started_at).total_seconds() if finished_at else None

    @property
    def counts(self) -> dict[str, int]:
        return self._read_counts(OUTCOMES)

    @property
    def within(self) -> dict[str, int]:
        """Return what is counted within the outcomes, as updates that wait for an editor."""
        return self._read_counts(WITHIN)

    def _read_counts(self, names: Iterable[str]) -> dict[str, int]:
        return {name: getattr(self.run, get_count_column(name)) for name in names}

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
            **self.within,
            "undoable": self.undoable,
            "undone_at": run.undone_at.isoformat() if run.undone_at else None,
            "undone_by": run.undone_by.get_username() if run.undone_by else None,
        }


def list_runs(*, limit: int) -> list[RunSummary]:
    """Return the newest runs, newest first, in two queries."""
    rows = ImportRun.objects.select_related("started_by", "undone_by", "upload")
    runs = list(rows.defer(*DEFERRED_UPLOAD_FIELDS)[:limit])
    undoable = count_undoable([run.pk for run in runs])
    return [RunSummary(run, undoable.get(run.pk, 0)) for run in runs]
