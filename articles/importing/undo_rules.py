"""The reasons for which what a run brought to an article cannot be undone."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import PROTECT, Count, Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import (
    Article,
    ImportRun,
    Note,
    Original,
    ProgramReason,
    Revision,
    StatusChange,
)
from articles.publishing.transitions import IMPORT

# The reason on the audit log of what a cancellation by the source did.
_CANCELED: Final = ProgramReason.CANCELED.to_json()
# How the reason begins of what a person withdrew by undoing an import.
_WITHDRAWN_BY_UNDO: Final = ProgramReason.WITHDRAWN_BY_UNDO.to_json()[:-1]
WAS_LIVE: Final = gettext_lazy(
    "It was withdrawn while it was live. To publish it again, restore it."
)
_NEW_TEXT: Final = (Original.Outcome.UPDATED, Original.Outcome.HELD, Original.Outcome.CANCELED)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A condition under which an original cannot be undone, and the sentence that says so."""

    condition: Q
    reason: str


def find_reasons(outcomes: Mapping[int, str]) -> dict[int, str]:
    """Return, by primary key of the original, why it cannot be undone; others are left out.

    ``outcomes`` has the outcome of each original. What came for an article that the same run
    created is deleted with that article, and must not be passed.
    """
    reasons: dict[int, str] = {}
    for outcome, obstacles in _get_obstacles().items():
        pks = [pk for pk, outcome_of_pk in outcomes.items() if outcome_of_pk == outcome]
        for obstacle in obstacles if pks else ():
            blocked = Original.objects.filter(obstacle.condition, pk__in=pks)
            for pk in blocked.values_list("pk", flat=True):
                reasons.setdefault(pk, obstacle.reason)
    return reasons


def count_undoable(runs: Collection[int]) -> dict[int, int]:
    """Return, by run, on how many articles something can be undone; one query for all runs."""
    originals = Original.objects.filter(run__in=runs, run__undone_at=None)
    counts = originals.filter(_is_undoable()).order_by().values_list("run")
    return dict(counts.annotate(count=Count("article", distinct=True)))


def _is_undoable() -> Q:
    is_of_created = Q(
        Exists(_get_related_rows(Original).filter(run=OuterRef("run"), outcome="created"))
    )
    is_undoable = Q()
    for outcome, obstacles in _get_obstacles().items():
        is_free = Q(outcome=outcome) & ~reduce(or_, (each.condition for each in obstacles))
        is_undoable |= is_free if outcome == Original.Outcome.CREATED else is_free & ~is_of_created
    return is_undoable


def _get_related_rows(model: type[Model]) -> "QuerySet[Any]":
    """Return the rows that belong to the original's article, as a subquery."""
    return QuerySet(model).filter(article=OuterRef("article"))


def _get_obstacles() -> dict[str, list[Obstacle]]:
    """Return the obstacles to undoing an original, by its outcome.

    One that brought no text has none.
    """
    return {
        Original.Outcome.CREATED: list(_list_created_obstacles()),
        Original.Outcome.UPDATED: list(_list_updated_obstacles()),
        Original.Outcome.HELD: list(_list_held_obstacles()),
        Original.Outcome.HELD_CANCELLATION: list(_list_held_obstacles()),
        Original.Outcome.CANCELED: list(_list_canceled_obstacles()),
    }


def _build_edit_obstacle(condition: Q) -> Obstacle:
    return Obstacle(condition, _("Edited since the import."))


def _build_transition_obstacle(condition: Q) -> Obstacle:
    return Obstacle(condition, _("Its status has changed since the import."))


def _build_import_obstacle(others: "QuerySet[Any]") -> Obstacle:
    elsewhere = others.exclude(run=OuterRef("run"))
    return Obstacle(Q(Exists(elsewhere)), _("Changed by a later import."))


def _list_created_obstacles() -> Iterator[Obstacle]:
    later = _get_edited_revisions().exclude(number=OuterRef("revision_number"))
    yield _build_edit_obstacle(Q(article__edited_at__isnull=False) | Q(Exists(later)))
    yield _build_transition_obstacle(Q(Exists(_get_changes_by_people())))
    yield Obstacle(Q(Exists(_get_related_rows(Note))), _("Has an editor’s note."))
    yield from _list_protected_obstacles()
    texts = _get_related_rows(Original).exclude(outcome=Original.Outcome.UNCHANGED)
    yield _build_import_obstacle(texts)


def _get_edited_revisions() -> "QuerySet[Any]":
    """Return the revisions that people have made; those of updates are made by the imports."""
    return _get_related_rows(Revision).filter(made_by__isnull=False, is_imported=False)


def _get_changes_by_people() -> "QuerySet[Any]":
    """Return the changes of status that people have made otherwise than by running an import."""
    changes = _get_related_rows(StatusChange).filter(changed_by__isnull=False)
    changes = changes.exclude(transition=IMPORT.name).exclude(reason=_CANCELED)
    # An undo that was killed goes on where it was.
    return changes.exclude(reason__startswith=_WITHDRAWN_BY_UNDO)


def _list_protected_obstacles() -> Iterator[Obstacle]:
    """Yield an obstacle for each model whose rows protect their article from deletion."""
    for relation in Article._meta.related_objects:
        if relation.on_delete is PROTECT:
            protecting: QuerySet[Any] = QuerySet(relation.related_model).filter(
                **{relation.field.name: OuterRef("article")}
            )
            message = _("Other records depend on it: %(what)s.")
            what = relation.related_model._meta.verbose_name_plural
            yield Obstacle(Q(Exists(protecting)), message % {"what": what})


def _list_updated_obstacles() -> Iterator[Obstacle]:
    later = _get_edited_revisions().filter(number__gt=OuterRef("revision_number"))
    yield _build_edit_obstacle(Q(article__edited_at__isnull=False) | Q(Exists(later)))
    changes = _get_changes_by_people()
    later_changes = changes.filter(revision__number__gte=OuterRef("revision_number"))
    yield _build_transition_obstacle(Q(Exists(later_changes)))
    yield _build_import_obstacle(_get_later_texts())


def _get_later_texts() -> "QuerySet[Any]":
    return _get_related_rows(Original).filter(pk__gt=OuterRef("pk"), outcome__in=_NEW_TEXT)


def _list_held_obstacles() -> Iterator[Obstacle]:
    accepted = _get_related_rows(Revision).filter(restored_number=OuterRef("revision_number"))
    yield Obstacle(Q(Exists(accepted)), _("An editor has accepted the new text."))


def _list_canceled_obstacles() -> Iterator[Obstacle]:
    since = _get_edited_revisions().filter(made_at__gte=OuterRef("received_at"))
    yield _build_edit_obstacle(Q(Exists(since)))
    changes = _get_changes_by_people().filter(changed_at__gte=OuterRef("received_at"))
    yield _build_transition_obstacle(Q(Exists(changes)))
    yield _build_import_obstacle(_get_later_texts())
    yield Obstacle(last_transition_was("withdraw"), str(WAS_LIVE))


def was_withdrawn_by_undo(article: Article, run: ImportRun) -> bool:
    """Return whether an undo of the run, which was killed then, has withdrawn the article."""
    codes = (ProgramReason.WITHDRAWN_BY_UNDO, ProgramReason.WITHDRAWN_BY_COMMAND)
    return article.withdrawn_reason in {code.to_json(number=run.pk) for code in codes}


def last_transition_was(name: str) -> Q:
    """Return the condition that the original caused the article's last transition, of this name.

    The first cancellation that was received after the transition counts as its cause.
    """
    earlier = Original.objects.filter(
        article=OuterRef("article"),
        outcome=Original.Outcome.CANCELED,
        pk__lt=OuterRef(OuterRef("pk")),
        received_at__gte=OuterRef("changed_at"),
    )
    last = _get_related_rows(StatusChange).filter(
        ~Exists(earlier),
        number=OuterRef("article__audit_count"),
        transition=name,
        reason=_CANCELED,
        changed_at__lte=OuterRef("received_at"),
    )
    return Q(Exists(last))
