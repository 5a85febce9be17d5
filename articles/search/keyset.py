"""How far one request goes where a search has to read article after article."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.db.models.sql.constants import INNER
from django.db.models.sql.datastructures import Join

from articles.database.keys import build_id_condition, encode_ids
from articles.models.article import ArticleQuerySet

READ: Final = 5_000
# Of those that another table narrows, for each of which many others may have to be passed over.
READ_JOINED: Final = 750

# An article's place in all lists: its instant and its key.
Cursor = tuple[datetime, int]


def seek(articles: ArticleQuerySet, place: Cursor | None, *, upwards: bool) -> ArticleQuerySet:
    """Return the articles newer or older than the place, from the newest or oldest for None.

    Those nearest to the place come first.
    """
    if place:
        articles = articles.filter(_side(place, "gt" if upwards else "lt"))
    return articles.order_by(*(("published_at", "pk") if upwards else ("-published_at", "-pk")))


def limit_scan(
    articles: ArticleQuerySet, place: Cursor | None = None, *, upwards: bool = False
) -> tuple[ArticleQuerySet, Cursor | None]:
    """Return those beyond the place that one request reads, and where it stops, None for nowhere.

    It stops only among articles that are walked through.
    """
    found, walked = seek(articles, place, upwards=upwards), articles.scan_candidates
    if walked is None:
        return found, None
    told: Any = seek(walked, place, upwards=upwards).values_list("published_at", "pk")
    if _is_joined(walked):
        return _among_first(found, list(told[: READ_JOINED + 1]))
    last: list[Cursor] = list(told[READ - 1 : READ + 1])
    if len(last) < 2:
        return found, None
    return found.filter(_side(last[0], "lte" if upwards else "gte")), last[0]


def _is_joined(articles: ArticleQuerySet) -> bool:
    """Tell whether another table narrows the articles."""
    query = articles.query
    joins = ((name, each) for name, each in query.alias_map.items() if isinstance(each, Join))
    return any(join.join_type == INNER and query.alias_refcount[name] for name, join in joins)


def _among_first(
    articles: ArticleQuerySet, places: Sequence[Cursor]
) -> tuple[ArticleQuerySet, Cursor | None]:
    """Return those at the first of these places, by their keys, and the last of these places.

    A planner that met the other table between them would read the words of all articles between.
    """
    keys = [key for _, key in places[:READ_JOINED]]
    of_these = build_id_condition("articles_article.id", encode_ids(keys), len(keys))
    is_end = len(places) > READ_JOINED
    return articles.filter(of_these), places[READ_JOINED - 1] if is_end else None


# By their keys, which of those at the instant of a place are on the other side of it.
_OTHER: Final = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}


def _side(place: Cursor, side: str) -> Q:
    """Tell what is on this side of the place; with ``gte`` and ``lte`` what is at it, too."""
    instant, key = place
    # The first condition lets the index jump to the instant. That the second leaves hardly any out
    # is plain to a planner, as it would not be of "later, or at the instant with a higher key".
    left_out = Q(published_at=instant, **{f"pk__{_OTHER[side]}": key})
    return Q(**{f"published_at__{side[:2]}e": instant}) & ~left_out
