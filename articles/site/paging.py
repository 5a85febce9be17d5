"""Pages of article lists, by keyset pagination: a cursor names the row that a page begins after.

Every page costs the same, however far down the list it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from articles.database.planning import plan_for_values
from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.models.keyset import Cursor, fetch_first, limit_scan

PAGE_SIZE: Final = 20
NEWER: Final = "newer"
OLDER: Final = "older"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class BadCursorError(ValueError):
    """The query string has a malformed cursor or page number."""


@dataclass(frozen=True, slots=True)
class Page:
    """Articles from newest to oldest, and the cursors of the pages before and after, "" for none.

    ``is_partial``: the search stopped at its scan limit, so that older articles may match too.
    """

    articles: list[Article]
    newer: str
    older: str
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """Articles of a ranked list, and the numbers of the pages before and after, 0 for none."""

    articles: list[Article]
    previous: int
    next: int
    is_partial: bool = False  # never: the ids of the whole list are in memory


def get_numbered_page(ids: Sequence[int], number: str) -> NumberedPage:
    """Return the page with this number, from 1 on, of live articles in the order of ``ids``.

    Raise BadCursorError where there is no such page.
    """
    page_number = _parse_number(number) if number else 1
    first = (page_number - 1) * PAGE_SIZE
    articles = _fetch_in_order(ids[first : first + PAGE_SIZE])
    if number and not articles:
        raise BadCursorError(number)
    following = page_number + 1 if len(ids) > first + PAGE_SIZE else 0
    return NumberedPage(articles, page_number - 1, following)


def has_cursor(params: Mapping[str, str]) -> bool:
    """Tell whether the query string names another page than the first."""
    return bool(params.get(NEWER) or params.get(OLDER))


def get_newest_page(ids: Sequence[int], end: Cursor | None) -> Page:
    """Return the first page of live articles whose ``ids`` are ordered from newest to oldest.

    ``end`` is where the search for them stopped, None where it went through all articles.
    """
    articles = _fetch_in_order(ids[:PAGE_SIZE])
    has_more = bool(articles) and len(ids) > PAGE_SIZE
    older = _format_cursor(_get_cursor(articles[-1])) if has_more else _format_cursor(end)
    return Page(articles, newer="", older=older, is_partial=not has_more and bool(end))


def _fetch_in_order(ids: Sequence[int]) -> list[Article]:
    """Return the articles that are live, with their texts, in the order of ``ids``."""
    live = Article.objects.live().filter(pk__in=ids).list_fields(with_text=True)
    rows = live.in_bulk() if ids else {}
    return [rows[pk] for pk in ids if pk in rows]


def get_page(
    articles: ArticleQuerySet, params: Mapping[str, str], *, size: int = PAGE_SIZE
) -> Page:
    """Return the page after the cursor ``older`` or before ``newer``, without either the first.

    Since cursors name rows, articles that are published meanwhile make no row appear twice or get
    lost. Raise BadCursorError for a malformed cursor.
    """
    upwards, start = _parse_params(params)
    if articles.matched_ids is None and articles.scan_candidates is None:  # no search
        page = fetch_first(articles, start, upwards=upwards, limit=size + 1)
        return _build_page(page, None, upwards=upwards, start=start, size=size)
    rows, end = limit_scan(articles, start, upwards=upwards)
    with plan_for_values():
        page = list(rows[: size + 1])
    return _build_page(page, end, upwards=upwards, start=start, size=size)


def _build_page(
    rows: list[Article],
    end: Cursor | None,
    *,
    upwards: bool,
    start: Cursor | None,
    size: int = PAGE_SIZE,
) -> Page:
    """Return the page of the first ``size`` rows; one row more shows that another page follows.

    The rows begin at ``start``; with ``upwards`` they go from older to newer. ``end`` is where a
    search stopped before it had enough rows.
    """
    articles, has_more = rows[:size], len(rows) > size
    further = _format_cursor(_get_cursor(articles[-1])) if has_more else _format_cursor(end)
    back = _format_cursor(_get_cursor(articles[0])) if articles and start else ""
    is_partial = not has_more and bool(end)
    if upwards:
        return Page(articles[::-1], newer=further, older=back, is_partial=is_partial)
    return Page(articles, newer=back, older=further, is_partial=is_partial)


def _parse_params(params: Mapping[str, str]) -> tuple[bool, Cursor | None]:
    """Return whether the page goes upwards, to newer articles, and the cursor that it starts at."""
    text = params.get(NEWER) or params.get(OLDER)
    return bool(params.get(NEWER)), _parse_cursor(text) if text else None


def _get_cursor(article: Article) -> Cursor:
    if article.published_at is None:
        raise BadCursorError(f"Article {article.pk} stands in no list.")
    return article.published_at, article.pk


def _format_cursor(cursor: Cursor | None) -> str:
    """Return "MICROSECONDS.ID", the instant counted from 1970, "" for None."""
    return f"{(cursor[0] - _EPOCH) // _TICK}.{cursor[1]}" if cursor else ""


def _parse_cursor(text: str) -> Cursor:
    instant, _, pk = text.partition(".")
    try:
        return _EPOCH + int(instant) * _TICK, _parse_id(pk)
    except (ValueError, OverflowError) as error:
        raise BadCursorError(text) from error


def _parse_id(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError(text)
    return number


def _parse_number(text: str) -> int:
    try:
        return _parse_id(text)
    except ValueError as error:
        raise BadCursorError(text) from error
