"""Keyset pagination, and how far one request scans where no index finds the matches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.sql.constants import INNER
from django.db.models.sql.datastructures import Join
from django.utils import timezone

from articles.database.any_of import AnyOf, encode_ids
from articles.database.planning import plan_for_values
from articles.models.article import Article, ArticleQuerySet
from articles.vocabulary import FIRST_INSTANT, LAST_INSTANT

# The number of articles that one request scans. It is lower where another table narrows them, since
# many others may have to be skipped for each of them.
SCAN_LIMIT: Final = 5_000
JOINED_SCAN_LIMIT: Final = 750
# SQLite looks for the next articles of a source, author or tag that has so many among so many
# articles of all before it sorts them.
FREQUENT: Final = 2_000
WINDOW: Final = 10_000

# The position of an article in lists: when it was published, and its id.
Cursor = tuple[datetime, int]


def seek(articles: ArticleQuerySet, cursor: Cursor | None, *, upwards: bool) -> ArticleQuerySet:
    """Return the articles after the cursor, going to older or, ``upwards``, to newer ones.

    They are in the order in which they are reached; None starts from the newest or the oldest.
    """
    if cursor:
        if not _is_joined(articles):
            articles = articles.filter(_start_at(cursor[0], upwards=upwards))
        articles = articles.filter(_compare_to(cursor, "gt" if upwards else "lt"))
    return articles.order_by(*(("published_at", "pk") if upwards else ("-published_at", "-pk")))


def fetch_first(
    articles: ArticleQuerySet, cursor: Cursor | None, *, upwards: bool, limit: int
) -> list[Any]:
    """Return the first rows after the cursor, of live articles.

    SQLite would find and sort all articles of a tag, of which there may be very many. So it first
    looks for them in the list of all, as PostgreSQL decides itself. (The page of a
    frequent tag then costs twice the list, else 50 times: ``python -m tests.benchmarks.search
    1000000 sqlite``.)
    """
    rows = seek(articles, cursor, upwards=upwards)
    if connection.vendor == "sqlite" and _is_joined(articles) and _has_many(articles):
        ids = _find_near(articles, cursor, upwards=upwards)[:limit]
        if len(ids) == limit:
            rows = rows.filter(AnyOf("pk", encode_ids(ids)))
    return list(rows[:limit])


def _has_many(articles: ArticleQuerySet) -> bool:
    return articles.order_by()[FREQUENT - 1 : FREQUENT].exists()


def _find_near(articles: ArticleQuerySet, cursor: Cursor | None, *, upwards: bool) -> Any:
    """Return the ids of those that are among the next WINDOW articles, live or not."""
    published = Article.objects.filter(published_at__lte=timezone.now())
    following = seek(published, cursor, upwards=upwards)
    end: Any = following.values_list("published_at", "pk")[WINDOW : WINDOW + 1].first()
    near = following.filter(_compare_to(end, "lte" if upwards else "gte")) if end else following
    is_one = articles.order_by().filter(pk=OuterRef("pk"))
    return near.filter(Exists(is_one)).values_list("pk", flat=True)


def limit_scan(
    articles: ArticleQuerySet, cursor: Cursor | None = None, *, upwards: bool = False
) -> tuple[ArticleQuerySet, Cursor | None]:
    """Return the articles after the cursor that one request scans, and where its scan ends.

    The end is None if an index finds the articles, or if the scan reaches the last candidate.
    """
    matches, candidates = seek(articles, cursor, upwards=upwards), articles.scan_candidates
    if candidates is None:
        return matches, None
    keys: Any = candidates.values_list("published_at", "pk")
    with plan_for_values():
        if _is_joined(candidates):
            first = fetch_first(keys, cursor, upwards=upwards, limit=JOINED_SCAN_LIMIT + 1)
            return _select_scanned(matches, first)
        rows: Any = seek(keys, cursor, upwards=upwards)
        last: list[Cursor] = list(rows[SCAN_LIMIT - 1 : SCAN_LIMIT + 1])
    if len(last) < 2:
        return matches, None
    return matches.filter(_compare_to(last[0], "lte" if upwards else "gte")), last[0]


def _is_joined(articles: ArticleQuerySet) -> bool:
    """Return whether an inner join with another table narrows the articles."""
    query = articles.query
    joins = ((name, each) for name, each in query.alias_map.items() if isinstance(each, Join))
    return any(join.join_type == INNER and query.alias_refcount[name] for name, join in joins)


def _select_scanned(
    matches: ArticleQuerySet, candidates: Sequence[Cursor]
) -> tuple[ArticleQuerySet, Cursor | None]:
    """Return the matches among the first candidates, by id, and the last of these candidates.

    With the join in the query, a planner would read the words of all articles in between.
    """
    ids = [pk for _, pk in candidates[:JOINED_SCAN_LIMIT]]
    has_more = len(candidates) > JOINED_SCAN_LIMIT
    return matches.filter(AnyOf("pk", encode_ids(ids))), candidates[
        JOINED_SCAN_LIMIT - 1
    ] if has_more else None


_OPPOSITES: Final = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}


def _compare_to(cursor: Cursor, operator: str) -> Q:
    """Return the condition that articles compare to the cursor by "gt", "gte", "lt" or "lte"."""
    instant, pk = cursor
    # The first condition lets the database start at the instant in its index. The second excludes
    # hardly any rows, as planners expect; "later, or at that instant with a higher id" misleads
    # them.
    is_across = Q(published_at=instant, **{f"pk__{_OPPOSITES[operator]}": pk})
    return Q(**{f"published_at__{operator[:2]}e": instant}) & ~is_across


def _start_at(instant: datetime, *, upwards: bool) -> Q:
    """Return the condition that has SQLite start at the instant in its index of instants.

    Of several bounds, such as now, it takes the first, but before them that of a range. (Without
    this, a page from the middle costs 8 times the first one: ``python -m tests.benchmarks.search
    1000000 sqlite``.)
    """
    bounds = (instant, LAST_INSTANT) if upwards else (FIRST_INSTANT, instant)
    return Q(published_at__range=bounds)
