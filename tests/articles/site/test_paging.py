"""Paging by the row beside the page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.site import paging
from tests.factories import NOON, make_article, make_live

pytestmark = pytest.mark.django_db


def headlines(page: paging.Page) -> list[str]:
    return [article.headline for article in page.articles]


def make_row_of(number: int) -> None:
    """Make articles ``0`` (the newest) to ``number - 1``, always two of them at one instant."""
    for i in reversed(range(number)):
        make_live(headline=str(i), published_at=NOON - timedelta(hours=i // 2))


def follow(side: str, page: paging.Page) -> paging.Page:
    cursor = page.older if side == paging.OLDER else page.newer
    return paging.get_page(Article.objects.live(), {side: cursor}, size=3)


def test_the_first_page_is_the_newest() -> None:
    make_row_of(7)
    page = paging.get_page(Article.objects.live(), {}, size=3)
    assert (headlines(page), page.newer) == (["0", "1", "2"], "")


def test_older_pages_show_every_row_once() -> None:
    make_row_of(7)
    page = paging.get_page(Article.objects.live(), {}, size=3)
    seen = headlines(page)
    while page.older:
        page = follow(paging.OLDER, page)
        seen += headlines(page)
    assert seen == ["0", "1", "2", "3", "4", "5", "6"]


def test_newer_leads_back_the_same_way() -> None:
    make_row_of(7)
    first = paging.get_page(Article.objects.live(), {}, size=3)
    second = follow(paging.OLDER, first)
    third = follow(paging.OLDER, second)
    assert headlines(follow(paging.NEWER, third)) == headlines(second)
    assert headlines(follow(paging.NEWER, second)) == headlines(first)


def test_nothing_is_skipped_or_repeated_while_articles_arrive() -> None:
    make_row_of(6)
    first = paging.get_page(Article.objects.live(), {}, size=3)
    make_live(headline="new", published_at=NOON + timedelta(hours=1))
    second = follow(paging.OLDER, first)
    assert headlines(second) == ["3", "4", "5"]
    assert headlines(follow(paging.NEWER, second)) == ["0", "1", "2"]


def test_a_page_of_newer_rows_tells_whether_there_are_newer_ones_still() -> None:
    make_row_of(3)
    first = paging.get_page(Article.objects.live(), {}, size=3)
    make_live(headline="new", published_at=NOON + timedelta(hours=1))
    newest = paging.get_page(Article.objects.live(), {paging.NEWER: _beside(first)}, size=3)
    assert (headlines(newest), newest.newer, bool(newest.older)) == (["new"], "", True)


def _beside(page: paging.Page) -> str:
    """Return the cursor of a page's first row."""
    instant = page.articles[0].published_at
    assert instant is not None
    return f"{int(instant.timestamp()) * 1_000_000}.{page.articles[0].pk}"


def test_the_last_page_has_nothing_older() -> None:
    make_row_of(3)
    assert paging.get_page(Article.objects.live(), {}, size=3).older == ""


def test_beyond_the_end_there_is_an_empty_page() -> None:
    make_row_of(1)
    page = paging.get_page(Article.objects.live(), {paging.OLDER: "0.1"}, size=3)
    assert (page.articles, page.newer, page.older) == ([], "", "")


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1.", ".1", "1.x", "1.0", "1.-3", f"1.{2**63}", f"{10**30}.1", "1.1.1"]
)
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(paging.BadCursorError):
        paging.get_page(Article.objects.live(), {paging.OLDER: cursor})


def test_an_article_without_an_instant_stands_in_no_list() -> None:
    for _ in range(2):
        make_article()
    with pytest.raises(paging.BadCursorError):
        paging.get_page(Article.objects.all(), {}, size=1)


def test_the_ten_thousandth_page_costs_the_query_of_the_first() -> None:
    make_row_of(9)
    first = paging.get_page(Article.objects.live(), {}, size=3)
    with CaptureQueriesContext(connection) as queries:
        follow(paging.OLDER, first)
    assert len(queries) == 1
    assert "OFFSET" not in queries[0]["sql"]


def test_the_pages_of_the_latest_are_those_of_all_that_is_live() -> None:
    make_row_of(2 * paging.PAGE_SIZE + 3)
    make_article(headline="a draft")
    asked: dict[str, str] = {}
    seen = []
    while True:
        page = paging.get_latest_page(asked)
        assert page == paging.get_page(Article.objects.live().as_list_items(), asked)
        seen += headlines(page)
        if page.newer:
            newer = {paging.NEWER: page.newer}
            assert paging.get_latest_page(newer) == paging.get_page(
                Article.objects.live().as_list_items(), newer
            )
        if not page.older:
            break
        asked = {paging.OLDER: page.older}
    assert seen == [str(i) for i in range(2 * paging.PAGE_SIZE + 3)]


def test_of_keys_that_are_live_no_more_those_are_shown_that_are() -> None:
    make_row_of(paging.PAGE_SIZE + 2)
    keys = list(Article.objects.order_by("-published_at", "-pk").values_list("pk", flat=True))
    Article.objects.filter(pk=keys[0]).update(is_released=False, status="draft")
    page = paging.get_newest_page(keys, None)
    assert headlines(page) == [str(i) for i in range(1, paging.PAGE_SIZE)]
    following = paging.get_page(Article.objects.live(), {paging.OLDER: page.older})
    assert headlines(following) == [str(paging.PAGE_SIZE), str(paging.PAGE_SIZE + 1)]
    assert paging.get_newest_page([], None) == paging.Page([], "", "")
