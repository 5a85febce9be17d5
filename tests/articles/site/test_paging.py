"""Keyset pagination."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.site import paging
from tests.factories import NOON, make_article, make_live

pytestmark = pytest.mark.django_db


def list_headlines(page: paging.Page) -> list[str]:
    return [article.headline for article in page.articles]


def make_articles(number: int) -> None:
    """Make articles ``0`` (the newest) to ``number - 1``, two at each instant."""
    for i in reversed(range(number)):
        make_live(headline=str(i), published_at=NOON - timedelta(hours=i // 2))


def get_next_page(direction: str, page: paging.Page) -> paging.Page:
    cursor = page.older if direction == paging.OLDER else page.newer
    return paging.get_page(Article.objects.live(), {direction: cursor}, size=3)


def test_the_first_page_is_the_newest() -> None:
    make_articles(7)
    page = paging.get_page(Article.objects.live(), {}, size=3)
    assert (list_headlines(page), page.newer) == (["0", "1", "2"], "")


def test_older_pages_show_every_row_once() -> None:
    make_articles(7)
    page = paging.get_page(Article.objects.live(), {}, size=3)
    all_headlines = list_headlines(page)
    while page.older:
        page = get_next_page(paging.OLDER, page)
        all_headlines += list_headlines(page)
    assert all_headlines == ["0", "1", "2", "3", "4", "5", "6"]


def test_newer_leads_back_to_the_same_pages() -> None:
    make_articles(7)
    first = paging.get_page(Article.objects.live(), {}, size=3)
    second = get_next_page(paging.OLDER, first)
    third = get_next_page(paging.OLDER, second)
    assert list_headlines(get_next_page(paging.NEWER, third)) == list_headlines(second)
    assert list_headlines(get_next_page(paging.NEWER, second)) == list_headlines(first)


def test_no_row_is_skipped_or_repeated_while_articles_arrive() -> None:
    make_articles(6)
    first = paging.get_page(Article.objects.live(), {}, size=3)
    make_live(headline="new", published_at=NOON + timedelta(hours=1))
    second = get_next_page(paging.OLDER, first)
    assert list_headlines(second) == ["3", "4", "5"]
    assert list_headlines(get_next_page(paging.NEWER, second)) == ["0", "1", "2"]


def test_the_newest_page_has_no_cursor_for_newer_rows() -> None:
    make_articles(3)
    first = paging.get_page(Article.objects.live(), {}, size=3)
    make_live(headline="new", published_at=NOON + timedelta(hours=1))
    newest = paging.get_page(Article.objects.live(), {paging.NEWER: build_cursor(first)}, size=3)
    assert (list_headlines(newest), newest.newer, bool(newest.older)) == (["new"], "", True)


def build_cursor(page: paging.Page) -> str:
    """Return the cursor of the first row of a page."""
    instant = page.articles[0].published_at
    assert instant is not None
    return f"{int(instant.timestamp()) * 1_000_000}.{page.articles[0].pk}"


def test_the_last_page_has_no_cursor_for_older_rows() -> None:
    make_articles(3)
    assert paging.get_page(Article.objects.live(), {}, size=3).older == ""


def test_a_page_beyond_the_end_is_empty() -> None:
    make_articles(1)
    page = paging.get_page(Article.objects.live(), {paging.OLDER: "0.1"}, size=3)
    assert (page.articles, page.newer, page.older) == ([], "", "")


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1.", ".1", "1.x", "1.0", "1.-3", f"1.{2**63}", f"{10**30}.1", "1.1.1"]
)
def test_a_malformed_cursor_is_an_error(cursor: str) -> None:
    with pytest.raises(paging.BadCursorError):
        paging.get_page(Article.objects.live(), {paging.OLDER: cursor})


def test_an_article_without_an_instant_has_no_cursor() -> None:
    for _ in range(2):
        make_article()
    with pytest.raises(paging.BadCursorError):
        paging.get_page(Article.objects.all(), {}, size=1)


def test_every_page_needs_one_query_without_offset() -> None:
    make_articles(9)
    first = paging.get_page(Article.objects.live(), {}, size=3)
    with CaptureQueriesContext(connection) as queries:
        get_next_page(paging.OLDER, first)
    assert len(queries) == 1
    assert "OFFSET" not in queries[0]["sql"]


def test_articles_that_are_no_longer_live_are_left_out() -> None:
    make_articles(paging.PAGE_SIZE + 2)
    ids = list(Article.objects.order_by("-published_at", "-pk").values_list("pk", flat=True))
    Article.objects.filter(pk=ids[0]).update(is_released=False, status="draft")
    page = paging.get_newest_page(ids, None)
    assert list_headlines(page) == [str(i) for i in range(1, paging.PAGE_SIZE)]
    following = paging.get_page(Article.objects.live(), {paging.OLDER: page.older})
    assert list_headlines(following) == [str(paging.PAGE_SIZE), str(paging.PAGE_SIZE + 1)]
    assert paging.get_newest_page([], None) == paging.Page([], "", "")
