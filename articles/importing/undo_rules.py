"""Why what a batch brought to an article stays there: what was done to it since, and by whom."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import PROTECT, Count, Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, Note, Original, Revision, StatusChange

# Moves that the program makes for an import, and for taking one back.
_OWN_MOVES: Final = ("import", "spike", "withdraw", "restore")
_NEWS: Final = (Original.Outcome.UPDATED, Original.Outcome.HELD, Original.Outcome.CANCELED)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is true of an original that cannot be taken back, and the sentence that says so."""

    condition: Q
    reason: str


def reasons(brought: Mapping[int, str]) -> dict[int, str]:
    """Return why those of these originals have to stay that have to, all by their keys.

    They are given with their outcomes; what came for an article that the same batch made goes with
    that article, and is not to be asked for.
    """
    found: dict[int, str] = {}
    for outcome, obstacles in _obstacles().items():
        asked = [original for original, told in brought.items() if told == outcome]
        for each in obstacles if asked else ():
            kept = Original.objects.filter(each.condition, pk__in=asked)
            for original in kept.values_list("pk", flat=True):
                found.setdefault(original, each.reason)
    return found


def undoable_counts(runs: Collection[int]) -> dict[int, int]:
    """Return, by batch, on how many articles there is anything to take back; one query for all."""
    brought = Original.objects.filter(run__in=runs, run__undone_at=None)
    counts = brought.filter(_takeable()).order_by().values_list("run")
    return dict(counts.annotate(count=Count("article", distinct=True)))


def _takeable() -> Q:
    made = Q(Exists(_rows(Original).filter(run=OuterRef("run"), outcome="created")))
    takeable = Q()
    for outcome, obstacles in _obstacles().items():
        free = Q(outcome=outcome) & ~reduce(or_, (each.condition for each in obstacles))
        takeable |= free if outcome == Original.Outcome.CREATED else free & ~made
    return takeable


def _rows(model: type[Model]) -> "QuerySet[Any]":
    """Return the rows of the original's article."""
    return QuerySet(model).filter(article=OuterRef("article"))


def _obstacles() -> dict[str, list[Obstacle]]:
    """Return what keeps an original of each outcome; nothing keeps a duplicate."""
    return {
        Original.Outcome.CREATED: list(_of_created()),
        Original.Outcome.UPDATED: list(_of_updated()),
        Original.Outcome.HELD: list(_of_held()),
        Original.Outcome.CANCELED: list(_of_canceled()),
    }


def _edited(condition: Q) -> Obstacle:
    return Obstacle(condition, _("Somebody has edited it since."))


def _moved(condition: Q) -> Obstacle:
    return Obstacle(condition, _("Somebody has moved it since."))


def _followed(others: "QuerySet[Any]") -> Obstacle:
    elsewhere = others.exclude(run=OuterRef("run"))
    return Obstacle(Q(Exists(elsewhere)), _("Another import has brought something for it since."))


def _of_created() -> Iterator[Obstacle]:
    people = _rows(Revision).filter(made_by__isnull=False)
    yield _edited(Q(article__edited_at__isnull=False) | Q(Exists(people)))
    own = Q(changed_by=None, transition__in=_OWN_MOVES)
    yield _moved(Q(Exists(_rows(StatusChange).exclude(own))))
    yield Obstacle(Q(Exists(_rows(Note))), _("Somebody has written a note on it."))
    yield from _of_protected()
    yield _followed(_rows(Original))


def _of_protected() -> Iterator[Obstacle]:
    """Yield the rows that the tables let no article be deleted with, such as corrections."""
    for relation in Article._meta.related_objects:
        if relation.on_delete is PROTECT:
            holding: QuerySet[Any] = QuerySet(relation.related_model).filter(
                **{relation.field.name: OuterRef("article")}
            )
            told = _("It cannot be deleted with what it has by now: %(what)s.")
            what = relation.related_model._meta.verbose_name_plural
            yield Obstacle(Q(Exists(holding)), told % {"what": what})


def _of_updated() -> Iterator[Obstacle]:
    later = _rows(Revision).filter(number__gt=OuterRef("revision_number"))
    people = later.filter(made_by__isnull=False)
    yield _edited(Q(article__edited_at__isnull=False) | Q(Exists(people)))
    moves = _rows(StatusChange).filter(changed_by__isnull=False)
    yield _moved(Q(Exists(moves.filter(revision__number__gte=OuterRef("revision_number")))))
    yield _followed(_later_news())


def _later_news() -> "QuerySet[Any]":
    return _rows(Original).filter(pk__gt=OuterRef("pk"), outcome__in=_NEWS)


def _of_held() -> Iterator[Obstacle]:
    taken = _rows(Revision).filter(restored_number=OuterRef("revision_number"))
    yield Obstacle(Q(Exists(taken)), _("Somebody has taken the new text over."))


def _of_canceled() -> Iterator[Obstacle]:
    since = _rows(Revision).filter(made_at__gte=OuterRef("received_at"))
    yield _edited(Q(Exists(since.filter(made_by__isnull=False))))
    moves = _rows(StatusChange).filter(changed_at__gte=OuterRef("received_at"))
    yield _moved(Q(Exists(moves.filter(changed_by__isnull=False))))
    yield _followed(_later_news())
    reason = _("It was withdrawn while readers could read it. Restore it, if they are to again.")
    yield Obstacle(last_move_was("withdraw"), reason)


def last_move_was(name: str) -> Q:
    """Tell of an original that took its piece back whether that was the piece's last move, so."""
    earlier = Original.objects.filter(
        article=OuterRef("article"),
        outcome=Original.Outcome.CANCELED,
        pk__lt=OuterRef(OuterRef("pk")),
        received_at__gte=OuterRef("changed_at"),
    )
    last = _rows(StatusChange).filter(
        ~Exists(earlier),
        number=OuterRef("article__audit_count"),
        transition=name,
        changed_by=None,
        changed_at__lte=OuterRef("received_at"),
    )
    return Q(Exists(last))
