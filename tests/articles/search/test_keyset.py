"""A search that reads article after article reads some of them for each page, and loses none."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Tag
from articles.models.article import ArticleQuerySet
from articles.search import hits, keyset, postgresql
from articles.search.hits import Hits
from articles.search.keyset import limit_scan
from articles.search.query import parse_query
from articles.site import paging
from tests.factories import NOON, make_live

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "SCAN_LIMIT", 3)
    monkeypatch.setattr(keyset, "JOINED_SCAN_LIMIT", 3)


def make_row_of(number: int) -> None:
    """Make articles ``0`` (the newest) to ``number - 1``, always two of them at one instant."""
    for i in reversed(range(number)):
        make_live(headline=str(i), published_at=NOON - timedelta(hours=i // 2), tags=("row",))


def walked(*headlines: int, tag: str = "") -> ArticleQuerySet:
    """Return these as what a search, of all articles or of a tag's, finds by reading all."""
    articles = Article.objects.live()
    articles = articles.filter(tags=Tag.objects.get(name=tag)) if tag else articles
    found = articles.filter(headline__in=map(str, headlines))
    found.scan_candidates = articles
    return found


def told(page: paging.Page) -> list[int]:
    return [int(article.headline) for article in page.articles]


def test_what_an_index_finds_has_no_end() -> None:
    make_row_of(5)
    found, end = limit_scan(Article.objects.live())
    assert (found.count(), end) == (5, None)


@pytest.mark.parametrize(("number", "stops"), [(2, False), (3, False), (4, True)])
@pytest.mark.parametrize("tag", ["", "row"])
def test_it_stops_where_more_would_be_read(number: int, stops: bool, tag: str) -> None:  # noqa: FBT001 - a column
    make_row_of(number)
    found, end = limit_scan(walked(0, 1, 2, 3, tag=tag))
    assert ([int(each.headline) for each in found], end is not None) == ([0, 1, 2][:number], stops)


@pytest.mark.parametrize(
    "sought", [[], [0], [2], [3], [9], [0, 1, 2, 3, 4], [2, 3, 8, 9], range(10)]
)
@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("tag", ["", "row"])
def test_its_pages_show_every_hit_once_there_and_back(
    sought: list[int], size: int, tag: str
) -> None:
    make_row_of(10)
    make_live(headline="0")  # without the tag
    sought = sought if tag else [0, *sought] if 0 in sought else list(sought)
    page = paging.get_page(walked(*sought, tag=tag), {}, size=size)
    seen, places = told(page), []
    while page.older:
        places.append(page.older)
        page = paging.get_page(walked(*sought, tag=tag), {paging.OLDER: page.older}, size=size)
        seen += told(page)
    assert seen == list(sought)
    assert len(places) >= 2  # as many as there are threes
    page = paging.get_page(walked(*sought, tag=tag), {paging.NEWER: "0.1"}, size=size)
    back = told(page)
    while page.newer:
        page = paging.get_page(walked(*sought, tag=tag), {paging.NEWER: page.newer}, size=size)
        back = told(page) + back
    assert back == list(sought)


def test_a_page_says_where_it_is_short() -> None:
    make_row_of(4)
    assert paging.get_page(walked(0, 1), {}, size=2).is_partial
    assert not paging.get_page(walked(0, 1), {}, size=1).is_partial  # it is full
    assert not paging.get_page(Article.objects.live(), {}, size=9).is_partial


def test_what_is_counted_is_the_least_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    make_row_of(4)
    found = Hits(walked(0, 2, 3), parse_query("x"))
    assert (found.count, found.is_more_than_counted, found.has_more_than_newest) == (2, True, True)
    monkeypatch.setattr(keyset, "SCAN_LIMIT", 9)
    found = Hits(walked(0, 2, 3), parse_query("x"))
    assert (found.count, found.is_more_than_counted, found.has_more_than_newest) == (
        3,
        False,
        False,
    )
    monkeypatch.setattr(hits, "NEWEST_LIMIT", 2)
    found = Hits(walked(0, 2, 3), parse_query("x"))
    assert (found.count, found.is_more_than_counted, found.has_more_than_newest) == (2, True, True)


def test_large_counts_are_read_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Hits(walked(), parse_query("x"))
    monkeypatch.setattr(Hits, "count", 10_000)
    assert found.count_text == "10,000"


@pytest.mark.parametrize("query", ["ferry", '"ferry left"', '-tram "ferry left"', "ferr*"])
@pytest.mark.parametrize("place", ["/?", "/tags/row/?", "/authors/ada/?", "/?order=best&"])
def test_a_reader_searches_on_among_older_articles(
    client: Client, monkeypatch: pytest.MonkeyPatch, query: str, place: str
) -> None:
    monkeypatch.setattr(postgresql, "MAX_MATCHED_IDS", 0)
    of_all: dict[str, Any] = {"tags": ("row",), "authors": ("Ada",)}
    old = make_live(
        headline="Old", body="<p>Ferry left.</p>", published_at=NOON - timedelta(days=9), **of_all
    )
    for _ in range(4):
        body = "<p>Left, said the ferry.</p>" if query[0] == '"' else ""
        make_live(headline="Tram", body=body, **of_all)
    seen, address = [], f"{place}q={query.replace(' ', '+').replace(chr(34), '%22')}"
    response = client.get(address)
    seen += response.context["page"].articles
    while older := getattr(response.context["page"], "older", ""):  # none of the best first
        assert response.context["found"].suggestion == ""
        assert "Search on among the others here below" in response.text
        response = client.get(f"{address}&older={older}")
        seen += response.context["page"].articles
    assert [each.pk for each in seen] == [old.pk]


def test_a_reader_searches_on_among_newer_articles(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "MAX_MATCHED_IDS", 0)
    for days in (1, 2, 3, 4, 5, 6, 7):
        published_at = NOON - timedelta(days=days)
        make_live(headline="Tram", body="<p>It left.</p>", published_at=published_at)
    new = make_live(headline="Ferry")
    response = client.get("/?q=ferry&newer=0.1")
    while not response.context["page"].articles:
        response = client.get(f"/?q=ferry&newer={response.context['page'].newer}")
    assert [each.pk for each in response.context["page"].articles] == [new.pk]
