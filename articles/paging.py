"""Pages that cost the same wherever they are: told by the row beside them, not by a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q

from articles.models import Article
from articles.models.article import ArticleQuerySet

PAGE_SIZE: Final = 20
NEWER: Final = "newer"
OLDER: Final = "older"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class BadCursorError(ValueError):
    """The address names no place in a list."""


@dataclass(frozen=True, slots=True)
class Page:
    """Articles from newest to oldest, with the cursors of the pages beside it, "" for none."""

    articles: list[Article]
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """Articles of a list that is in memory, with the numbers of the pages beside it, 0 for none."""

    articles: list[Article]
    previous: int
    next: int


def numbered(
    keys: Sequence[int], articles: ArticleQuerySet, number: str, *, size: int = PAGE_SIZE
) -> NumberedPage:
    """Return the page of this number, from 1 on, of those of the articles that ``keys`` orders."""
    place = _number(number) if number else 1
    first = (place - 1) * size
    rows = articles.in_bulk(keys[first : first + size])
    shown = [rows[key] for key in keys[first : first + size] if key in rows]
    if number and not shown:
        raise BadCursorError(number)
    return NumberedPage(shown, place - 1, place + 1 if len(keys) > first + size else 0)


def page(articles: ArticleQuerySet, place: Mapping[str, str], *, size: int = PAGE_SIZE) -> Page:
    """Return the page that ``place`` names by ``older`` or ``newer``, the newest by neither.

    A page begins right beside the row that its cursor names, so that rows which arrive meanwhile
    are neither skipped nor shown twice.
    """
    if NEWER in place:
        rows = _rows(articles, place[NEWER], upwards=True, size=size)
        is_more, shown = len(rows) > size, rows[:size][::-1]
        return _page(shown, has_newer=is_more, has_older=bool(shown))
    rows = _rows(articles, place.get(OLDER, ""), upwards=False, size=size)
    return _page(rows[:size], has_newer=OLDER in place, has_older=len(rows) > size)


def _page(shown: list[Article], *, has_newer: bool, has_older: bool) -> Page:
    return Page(
        shown,
        newer=_cursor(shown[0]) if shown and has_newer else "",
        older=_cursor(shown[-1]) if shown and has_older else "",
    )


def _rows(articles: ArticleQuerySet, cursor: str, *, upwards: bool, size: int) -> list[Article]:
    """Return up to ``size`` rows beyond the cursor and one more, the nearest to it first."""
    if cursor:
        instant, key = _place(cursor)
        side = "gt" if upwards else "lt"
        # The first condition alone lets the index jump to the place; the second is exact.
        articles = articles.filter(
            Q(**{f"published_at__{side}e": instant}),
            Q(**{f"published_at__{side}": instant}) | Q(**{f"pk__{side}": key}),
        )
    order = ("published_at", "pk") if upwards else ("-published_at", "-pk")
    return list(articles.order_by(*order)[: size + 1])


def _cursor(article: Article) -> str:
    if article.published_at is None:
        raise BadCursorError(f"Article {article.pk} stands in no list.")
    return f"{(article.published_at - _EPOCH) // _TICK}.{article.pk}"


def _place(cursor: str) -> tuple[datetime, int]:
    instant, _, key = cursor.partition(".")
    try:
        return _EPOCH + int(instant) * _TICK, _key(key)
    except (ValueError, OverflowError) as error:
        raise BadCursorError(cursor) from error


def _key(text: str) -> int:
    key = int(text)
    if not 0 < key < 2**63:
        raise ValueError(text)
    return key


def _number(text: str) -> int:
    try:
        return _key(text)
    except ValueError as error:
        raise BadCursorError(text) from error
