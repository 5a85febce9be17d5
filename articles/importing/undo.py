"""STUB, to be replaced whole by the real module: its interface, and a batch marked as undone."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Batch


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that stays, and why."""

    article_pk: int
    headline: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, counted by what it is, and what was kept."""

    taken: Counter[str] = field(default_factory=Counter)
    kept: list[Kept] = field(default_factory=list)


def undo(batch: Batch, *, by: User | None = None, is_dry_run: bool = False) -> Undone:
    found = Undone(Counter({"created": batch.created_count}))
    if not is_dry_run:
        batch.undone_at, batch.undone_by = timezone.now(), by
        batch.save(update_fields=["undone_at", "undone_by"])
    return found
