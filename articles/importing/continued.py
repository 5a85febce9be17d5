"""An interrupted import of an upload goes on as the same run, with the counts of the whole."""

from collections import Counter
from typing import Final

from articles.importing.options import OUTCOMES, WITHIN, Options, get_count_column
from articles.models import ImportRun

# What a record became once, and not again when it is read again: then it is unchanged.
_ONCE: Final = ("created", "updated", *WITHIN)


def get_run(options: Options, *, label: str) -> ImportRun:
    """Return the unfinished run of the upload, if there is one, else a new run.

    One process at a time works on an upload, so nobody is at work on such a run.
    """
    run = None
    if options.upload and not options.is_dry_run:
        rows = ImportRun.objects.filter(upload=options.upload, finished_at=None, undone_at=None)
        run = rows.order_by("-pk").first()
    return run or ImportRun.objects.create(
        label=label, started_by=options.started_by, upload=options.upload
    )


def read_counts(run: ImportRun) -> Counter[str]:
    """Return what the run has counted so far."""
    return Counter({name: getattr(run, get_count_column(name)) for name in (*OUTCOMES, *WITHIN)})


def add_earlier(counts: Counter[str], earlier: Counter[str]) -> Counter[str]:
    """Return the counts of the whole from those of the present reading and of an earlier part.

    The present reading began at the start again, so what the earlier part wrote is unchanged now.
    """
    total = counts + Counter({name: earlier[name] for name in _ONCE})
    total["unchanged"] -= earlier["created"] + earlier["updated"]
    for name in ("unchanged", "duplicate", "rejected"):
        total[name] = max(total[name], earlier[name])
    return +total
