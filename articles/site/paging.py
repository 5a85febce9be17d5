"""Pages that cost the same wherever they are: told by the row beside them, not by a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from typing import Any, Final

from django.utils import timezone

from articles.database.compiled import (
    ID_PLACEHOLDER,
    IDS_PLACEHOLDER,
    INSTANT_PLACEHOLDER,
    OTHER_INSTANT_PLACEHOLDER,
    CompiledQuery,
)
from articles.database.keys import build_id_condition, encode_ids
from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.models.list_items import ArticleListItem
from articles.search.keyset import Cursor, limit_scan, seek

PAGE_SIZE: Final = 20
NEWER: Final = "newer"
OLDER: Final = "older"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class BadCursorError(ValueError):
    """The address names no place in a list."""


@dataclass(frozen=True, slots=True)
class Page:
    """Articles from newest to oldest, with the cursors of the pages beside it, "" for none.

    They are what the list yields: of ``in_lists`` each is ``Listed``.
    ``is_short``: more could follow, but a search had to read too many articles to find them.
    """

    articles: list[Any]
    newer: str
    older: str
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """Articles of a list that is in memory, with the numbers of the pages beside it, 0 for none."""

    articles: list[ArticleListItem]
    previous: int
    next: int
    is_short: bool = False  # all that is in memory is read


def numbered(keys: Sequence[int], number: str) -> NumberedPage:
    """Return the page of this number, from 1 on, of the live articles that ``keys`` orders."""
    place = _number(number) if number else 1
    first = (place - 1) * PAGE_SIZE
    shown = _in_order(keys[first : first + PAGE_SIZE])
    if number and not shown:
        raise BadCursorError(number)
    return NumberedPage(shown, place - 1, place + 1 if len(keys) > first + PAGE_SIZE else 0)


def names_place(asked: Mapping[str, str]) -> bool:
    """Tell whether an address names another page than that of the newest."""
    return bool(asked.get(NEWER) or asked.get(OLDER))


def newest(keys: Sequence[int], end: Cursor | None) -> Page:
    """Return the page of the newest of the live articles that ``keys`` orders, as far as ``end``.

    From there on more may follow; after None there is nothing.
    """
    shown = _in_order(keys[:PAGE_SIZE])
    is_more = bool(shown) and len(keys) > PAGE_SIZE
    older = _cursor(_place_of(shown[-1])) if is_more else _cursor(end)
    return Page(shown, newer="", older=older, is_short=not is_more and bool(end))


def _in_order(keys: Sequence[int]) -> list[Any]:
    """Return the live ones of the articles, with their texts, as the keys order them."""
    told = {INSTANT_PLACEHOLDER: timezone.now(), encode_ids(IDS_PLACEHOLDER): encode_ids(keys)}
    rows = {article.pk: article for article in _BY_KEYS.bind(told)} if keys else {}
    return [rows[key] for key in keys if key in rows]


def latest(asked: Mapping[str, str]) -> Page:
    """Return that page of all live articles."""
    upwards, from_place = _asked(asked)
    instant, key = from_place or (None, None)
    told = {
        INSTANT_PLACEHOLDER: timezone.now(),
        OTHER_INSTANT_PLACEHOLDER: instant,
        ID_PLACEHOLDER: key,
    }
    rows = list(_LATEST[upwards, bool(from_place)].bind(told))
    return _page(rows, None, upwards=upwards, from_place=from_place)


def page(articles: ArticleQuerySet, asked: Mapping[str, str], *, size: int = PAGE_SIZE) -> Page:
    """Return the page that ``asked`` names by ``older`` or ``newer``, the newest by neither.

    A page begins right beside the row that its cursor names, so that rows which arrive meanwhile
    are neither skipped nor shown twice.
    """
    upwards, from_place = _asked(asked)
    within, end = limit_scan(articles, from_place, upwards=upwards)
    rows = list(within[: size + 1])
    return _page(rows, end, upwards=upwards, from_place=from_place, size=size)


def _page(
    rows: list[Any],
    end: Cursor | None,
    *,
    upwards: bool,
    from_place: Cursor | None,
    size: int = PAGE_SIZE,
) -> Page:
    shown, is_more = rows[:size], len(rows) > size
    further = _cursor(_place_of(shown[-1])) if is_more else _cursor(end)
    back = _cursor(_place_of(shown[0])) if shown and from_place else ""
    if upwards:
        return Page(shown[::-1], newer=further, older=back, is_short=not is_more and bool(end))
    return Page(shown, newer=back, older=further, is_short=not is_more and bool(end))


def _of_latest(upwards: bool, is_placed: bool) -> ArticleQuerySet:  # noqa: FBT001 - keys of a table
    place = (OTHER_INSTANT_PLACEHOLDER, ID_PLACEHOLDER) if is_placed else None
    live = Article.objects.live(INSTANT_PLACEHOLDER).as_list_items()
    return seek(live, place, upwards=upwards)[: PAGE_SIZE + 1]


# The lists that most readers ask for, by whether they go upwards, and from a place.
_LATEST: Final = {
    key: CompiledQuery(partial(_of_latest, *key)) for key in product((True, False), repeat=2)
}
_BY_KEYS: Final = CompiledQuery(
    lambda: (
        Article.objects.live(INSTANT_PLACEHOLDER)
        .filter(
            build_id_condition(
                "articles_article.id", encode_ids(IDS_PLACEHOLDER), len(IDS_PLACEHOLDER)
            )
        )
        .as_list_items(with_text=True)
        .order_by()
    )
)


def _asked(asked: Mapping[str, str]) -> tuple[bool, Cursor | None]:
    """Return whether a page goes upwards, and from where."""
    cursor = asked.get(NEWER) or asked.get(OLDER)
    return bool(asked.get(NEWER)), _place(cursor) if cursor else None


def _place_of(article: Article | ArticleListItem) -> Cursor:
    if article.published_at is None:
        raise BadCursorError(f"Article {article.pk} stands in no list.")
    return article.published_at, article.pk


def _cursor(place: Cursor | None) -> str:
    return f"{(place[0] - _EPOCH) // _TICK}.{place[1]}" if place else ""


def _place(cursor: str) -> Cursor:
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
