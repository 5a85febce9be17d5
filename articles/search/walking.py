"""How far one request goes where a search has to read article after article."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from articles.models.article import ArticleQuerySet

READ: Final = 10_000

# An article's place in all lists: its instant and its key.
Place = tuple[datetime, int]


def beyond(articles: ArticleQuerySet, place: Place | None, *, upwards: bool) -> ArticleQuerySet:
    """Return the articles newer or older than the place, from the newest or oldest for None.

    Those nearest to the place come first.
    """
    if place:
        articles = articles.filter(_side(place, "gt" if upwards else "lt"))
    return articles.order_by(*(("published_at", "pk") if upwards else ("-published_at", "-pk")))


def within_reach(
    articles: ArticleQuerySet, place: Place | None = None, *, upwards: bool = False
) -> tuple[ArticleQuerySet, Place | None]:
    """Return those beyond the place that one request reads, and where it stops, None for nowhere.

    It stops only among articles that are walked through.
    """
    found, end = beyond(articles, place, upwards=upwards), None
    if articles.walked is not None:
        told = beyond(articles.walked, place, upwards=upwards).values_list("published_at", "pk")
        last: list[Any] = list(told[READ - 1 : READ + 1])
        end = last[0] if len(last) > 1 else None
    if end is not None:
        found = found.filter(_side(end, "lte" if upwards else "gte"))
    return found, end


# By their keys, which of those at the instant of a place are on the other side of it.
_OTHER: Final = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}


def _side(place: Place, side: str) -> Q:
    """Tell what is on this side of the place; with ``gte`` and ``lte`` what is at it, too."""
    instant, key = place
    # The first condition lets the index jump to the instant. That the second leaves hardly any out
    # is plain to a planner, as it would not be of "later, or at the instant with a higher key".
    left_out = Q(published_at=instant, **{f"pk__{_OTHER[side]}": key})
    return Q(**{f"published_at__{side[:2]}e": instant}) & ~left_out
