"""A search that scans articles scans some for each page, and its pages miss none."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Tag, keyset
from articles.models.article import ArticleQuerySet
from articles.models.keyset import limit_scan
from articles.search import engine
from articles.search.engine import build_expression
from articles.search.query import parse_query
from articles.site import hits, paging
from articles.site.hits import Hits
from tests.factories import NOON, make_live

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "SCAN_LIMIT", 3)
    monkeypatch.setattr(keyset, "JOINED_SCAN_LIMIT", 3)


def make_articles(number: int) -> None:
    """Make articles ``0`` (the newest) to ``number - 1``, always two of them at one instant."""
    for i in reversed(range(number)):
        make_live(headline=str(i), published_at=NOON - timedelta(hours=i // 2), tags=("row",))


def build_scan(*headlines: int, tag: str = "") -> ArticleQuerySet:
    """Return articles as a search finds them that has to scan all, or those of a tag."""
    articles = Article.objects.live()
    articles = articles.filter(tags=Tag.objects.get(name=tag)) if tag else articles
    matches = articles.filter(headline__in=map(str, headlines))
    matches.scan_candidates = articles
    return matches


def list_headlines(page: paging.Page) -> list[int]:
    return [int(article.headline) for article in page.articles]


def test_matches_of_an_index_need_no_scan() -> None:
    make_articles(5)
    matches, end = limit_scan(Article.objects.live())
    assert (matches.count(), end) == (5, None)


@pytest.mark.parametrize(("number", "stops"), [(2, False), (3, False), (4, True)])
@pytest.mark.parametrize("tag", ["", "row"])
def test_a_scan_stops_at_its_limit(number: int, stops: bool, tag: str) -> None:  # noqa: FBT001 - a column
    make_articles(number)
    matches, end = limit_scan(build_scan(0, 1, 2, 3, tag=tag))
    assert ([int(each.headline) for each in matches], end is not None) == (
        [0, 1, 2][:number],
        stops,
    )


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "headlines", [[], [0], [2], [3], [9], [0, 1, 2, 3, 4], [2, 3, 8, 9], range(10)]
)
@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("tag", ["", "row"])
def test_pages_show_every_hit_once_in_both_directions(
    headlines: list[int], size: int, tag: str
) -> None:
    make_articles(10)
    make_live(headline="0")  # without the tag
    headlines = headlines if tag else [0, *headlines] if 0 in headlines else list(headlines)
    page = paging.get_page(build_scan(*headlines, tag=tag), {}, size=size)
    seen, cursors = list_headlines(page), []
    while page.older:
        cursors.append(page.older)
        page = paging.get_page(
            build_scan(*headlines, tag=tag), {paging.OLDER: page.older}, size=size
        )
        seen += list_headlines(page)
    assert seen == list(headlines)
    assert len(cursors) >= 2  # one for each three articles
    page = paging.get_page(build_scan(*headlines, tag=tag), {paging.NEWER: "0.1"}, size=size)
    back = list_headlines(page)
    while page.newer:
        page = paging.get_page(
            build_scan(*headlines, tag=tag), {paging.NEWER: page.newer}, size=size
        )
        back = list_headlines(page) + back
    assert back == list(headlines)


@pytest.mark.parametrize("frequent", [1, 99])
@pytest.mark.parametrize("newer", [0, 1, 9])
def test_a_tag_has_the_same_pages_however_they_are_found(
    monkeypatch: pytest.MonkeyPatch, frequent: int, newer: int
) -> None:
    monkeypatch.setattr(keyset, "FREQUENT", frequent)
    monkeypatch.setattr(keyset, "WINDOW", 4)
    make_articles(9)
    for _ in range(newer):
        make_live(headline="99")  # without the tag
    articles = Article.objects.live().filter(tags__name="row")
    seen, page = [], paging.get_page(articles, {}, size=2)
    while page.older:
        seen += list_headlines(page)
        page = paging.get_page(articles, {paging.OLDER: page.older}, size=2)
    assert seen + list_headlines(page) == [*range(9)]
    page = paging.get_page(articles, {paging.NEWER: "0.1"}, size=2)
    back = list_headlines(page)
    while page.newer:
        page = paging.get_page(articles, {paging.NEWER: page.newer}, size=2)
        back = list_headlines(page) + back
    assert back == [*range(9)]
    oldest = keyset.fetch_first(articles, None, upwards=True, limit=2)
    assert [article.headline for article in oldest] == ["8", "7"]


@pytest.mark.parametrize(("frequent", "is_near"), [(9, True), (10, False)])
def test_sqlite_looks_for_a_frequent_tag_among_the_next_articles(
    monkeypatch: pytest.MonkeyPatch,
    frequent: int,
    is_near: bool,  # noqa: FBT001 - a column
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL's planner decides by its statistics")
    monkeypatch.setattr(keyset, "FREQUENT", frequent)
    make_articles(9)
    articles = Article.objects.live().filter(tags__name="row")
    with CaptureQueriesContext(connection) as captured:
        paging.get_page(articles, {}, size=2)
    *near, _page = (each["sql"] for each in captured if "LIMIT 3" in each["sql"])
    assert ["EXISTS" in sql for sql in near] == [True] * is_near


@pytest.mark.unmeasured
@pytest.mark.parametrize("upwards", [False, True])
@pytest.mark.parametrize("bound", ["", "published_at__gte", "published_at__lte"])
def test_on_sqlite_a_page_from_the_middle_costs_what_the_first_one_costs(
    upwards: bool,  # noqa: FBT001 - a column
    bound: str,
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL starts at the nearest of several bounds")
    make_articles(60)
    articles = Article.objects.live()
    if bound:
        days = 99 if bound.endswith("lte") else -99
        articles = articles.filter(**{bound: NOON + timedelta(days=days)})
    middle = (NOON - timedelta(hours=15), 0)
    first, middle_steps = (
        count_steps(keyset.seek(articles, cursor, upwards=upwards)[:2]) for cursor in (None, middle)
    )
    assert middle_steps < 2 * first


def count_steps(articles: ArticleQuerySet) -> int:
    """Return the number of steps in which SQLite finds the articles."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    connection.connection.set_progress_handler(count, 1)
    try:
        assert len(articles) == 2
    finally:
        connection.connection.set_progress_handler(None, 1)
    return steps


def test_a_page_that_its_scan_did_not_fill_is_partial() -> None:
    make_articles(4)
    assert paging.get_page(build_scan(0, 1), {}, size=2).is_partial
    assert not paging.get_page(build_scan(0, 1), {}, size=1).is_partial  # it is full
    assert not paging.get_page(Article.objects.live(), {}, size=9).is_partial


def test_a_limited_scan_counts_at_least_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    make_articles(4)
    assert count_hits() == (2, True, True)
    monkeypatch.setattr(keyset, "SCAN_LIMIT", 9)
    assert count_hits() == (3, False, False)
    monkeypatch.setattr(hits, "NEWEST_LIMIT", 2)
    assert count_hits() == (2, True, True)


def count_hits() -> tuple[int, bool, bool]:
    """Return the number of hits of a scan, and whether there are more than counted and ranked."""
    found = Hits(build_scan(0, 2, 3), build_expression(parse_query("x")))
    return found.count, found.is_more_than_counted, found.has_more_than_newest


def test_large_counts_have_separators(monkeypatch: pytest.MonkeyPatch) -> None:
    search_hits = Hits(build_scan(), build_expression(parse_query("x")))
    monkeypatch.setattr(Hits, "count", 10_000)
    assert search_hits.count_text == "10,000"


@pytest.mark.parametrize("query", ["ferry", '"ferry left"', '-tram "ferry left"', "ferr*"])
@pytest.mark.parametrize("path", ["/?", "/tags/row/?", "/authors/ada/?", "/?order=best&"])
def test_a_reader_continues_the_search_in_older_articles(
    client: Client, monkeypatch: pytest.MonkeyPatch, query: str, path: str
) -> None:
    monkeypatch.setattr(engine, "LISTED_LIMIT", 0)
    monkeypatch.setattr(engine, "PHRASE_LIMIT", 0)
    common: dict[str, Any] = {"tags": ("row",), "authors": ("Ada",)}
    old = make_live(
        headline="Old", body="<p>Ferry left.</p>", published_at=NOON - timedelta(days=9), **common
    )
    for _ in range(4):
        body = "<p>Left, said the ferry.</p>" if query[0] == '"' else ""
        make_live(headline="Tram", body=body, **common)
    seen, url = [], f"{path}q={query.replace(' ', '+').replace(chr(34), '%22')}"
    response = client.get(url)
    seen += response.context["page"].articles
    while older := getattr(response.context["page"], "older", ""):  # ranked pages have none
        assert response.context["search"].nothing_found is None
        assert "Continue below" in response.text
        response = client.get(f"{url}&older={older}")
        seen += response.context["page"].articles
    assert [each.pk for each in seen] == [old.pk]


def test_a_reader_continues_the_search_in_newer_articles(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LISTED_LIMIT", 0)
    monkeypatch.setattr(engine, "PHRASE_LIMIT", 0)
    for days in (1, 2, 3, 4, 5, 6, 7):
        published_at = NOON - timedelta(days=days)
        make_live(headline="Tram", body="<p>It left.</p>", published_at=published_at)
    new = make_live(headline="Ferry")
    response = client.get("/?q=ferry&newer=0.1")
    while not response.context["page"].articles:
        response = client.get(f"/?q=ferry&newer={response.context['page'].newer}")
    assert [each.pk for each in response.context["page"].articles] == [new.pk]
