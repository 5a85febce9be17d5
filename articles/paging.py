"""Pages that cost the same wherever they are: told by the row beside them, not by a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.search.walking import Place, within_reach

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

    ``is_short``: more could follow, but a search had to read too many articles to find them.
    """

    articles: list[Article]
    newer: str
    older: str
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """Articles of a list that is in memory, with the numbers of the pages beside it, 0 for none."""

    articles: list[Article]
    previous: int
    next: int
    is_short: bool = False  # all that is in memory is read


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


def names_place(asked: Mapping[str, str]) -> bool:
    """Tell whether an address names another page than that of the newest."""
    return bool(asked.get(NEWER) or asked.get(OLDER))


def newest(keys: Sequence[int], articles: ArticleQuerySet, *, size: int = PAGE_SIZE) -> Page:
    """Return the page of the newest of those of the articles that ``keys`` orders."""
    rows = articles.in_bulk(keys[:size])
    shown = [rows[key] for key in keys[:size] if key in rows]
    is_more = shown and len(keys) > size
    return Page(shown, newer="", older=_cursor(_place_of(shown[-1])) if is_more else "")


def page(articles: ArticleQuerySet, place: Mapping[str, str], *, size: int = PAGE_SIZE) -> Page:
    """Return the page that ``place`` names by ``older`` or ``newer``, the newest by neither.

    A page begins right beside the row that its cursor names, so that rows which arrive meanwhile
    are neither skipped nor shown twice.
    """
    upwards, cursor = bool(place.get(NEWER)), place.get(NEWER) or place.get(OLDER)
    from_place = _place(cursor) if cursor else None
    within, end = within_reach(articles, from_place, upwards=upwards)
    rows = list(within[: size + 1])
    shown, is_more = rows[:size], len(rows) > size
    further = _cursor(_place_of(shown[-1])) if is_more else _cursor(end)
    back = _cursor(_place_of(shown[0])) if shown and from_place else ""
    if upwards:
        return Page(shown[::-1], newer=further, older=back, is_short=not is_more and bool(end))
    return Page(shown, newer=back, older=further, is_short=not is_more and bool(end))


def _place_of(article: Article) -> Place:
    if article.published_at is None:
        raise BadCursorError(f"Article {article.pk} stands in no list.")
    return article.published_at, article.pk


def _cursor(place: Place | None) -> str:
    return f"{(place[0] - _EPOCH) // _TICK}.{place[1]}" if place else ""


def _place(cursor: str) -> Place:
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
