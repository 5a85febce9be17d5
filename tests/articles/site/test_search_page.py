"""Searching in the public lists: the pages, what they lead on to, and what they cost."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Source
from articles.search import hits, postgresql, sqlite
from articles.search.engine import filter_matches
from articles.search.hits import Hits
from articles.search.query import parse_query
from tests.factories import NOON, make_article, make_live, make_source, settle_content_version

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def make_ferries(number: int) -> None:
    for i in range(number):
        make_live(
            headline=f"Ferry {i}",
            source=Source.objects.get_or_create_by_name(f"Outlet {i % 2}"),
            authors=(f"Writer {i % 2}",),
            tags=("harbour", f"tag {i % 2}"),
            kind="news",
            language="en",
            published_at=NOON - timedelta(days=300 * i),
        )


def test_what_is_searched_for_is_found_marked_and_counted(client: Client) -> None:
    make_live(headline="The Ferry", body="<p>A ferry sails.</p>")
    make_live(headline="Tram", body="<p>It stops.</p>")
    shown = page(client, "/?q=ferry")
    assert "The <mark>Ferry</mark></a>" in shown
    assert "A <mark>ferry</mark> sails." in shown
    assert "1 article ·" in shown
    assert "Tram" not in shown


def test_a_search_is_of_the_list_in_which_it_is_made(client: Client) -> None:
    make_live(headline="Ferry A", source=make_source("Agos"))
    make_live(headline="Ferry B", source=make_source("Bianet"))
    shown = page(client, "/sources/agos/?q=ferry")
    assert ("Ferry</mark> A" in shown, "Ferry</mark> B" in shown) == (True, False)


def test_a_search_and_filters_combine(client: Client) -> None:
    make_live(headline="Ferry A", kind="report")
    make_live(headline="Ferry B", kind="news")
    shown = page(client, "/?q=ferry&kind=report")
    assert ("Ferry</mark> A" in shown, "Ferry</mark> B" in shown) == (True, False)


@pytest.mark.parametrize("asked", ["%22", "-ferry", "OR", "a" * 201, "a+" * 21, "%00"])
def test_what_cannot_be_searched_for_is_told(client: Client, asked: str) -> None:
    shown = page(client, f"/?q={asked}", HTTPStatus.BAD_REQUEST)
    assert "The list cannot be narrowed like this:" in shown


def test_nothing_of_a_draft_is_found(client: Client) -> None:
    make_article(headline="Ferry")
    assert "0 articles" in page(client, "/?q=ferry")


def test_another_word_is_suggested_where_nothing_is_found(client: Client) -> None:
    make_live(headline="Ferry", kind="news")
    shown = page(client, "/?q=fery&kind=news")
    assert 'Did you mean <a href="?q=ferry&amp;kind=news">ferry</a>?' in shown


def test_hits_are_shown_newest_first_or_best_first(client: Client) -> None:
    make_live(headline="Harbour", body="<p>A ferry.</p>", published_at=NOON)
    make_live(headline="Ferry", published_at=NOON - timedelta(days=1))
    newest, best = page(client, "/?q=ferry"), page(client, "/?q=ferry&order=best")
    assert newest.index("Harbour</a>") < newest.index("<mark>Ferry</mark></a>")
    assert best.index("<mark>Ferry</mark></a>") < best.index("Harbour</a>")
    assert 'href="?q=ferry&amp;order=best">Show the best first' in newest
    assert 'href="?q=ferry">Show the newest first' in best


def test_the_best_are_paged_by_number(client: Client) -> None:
    make_ferries(23)
    first = page(client, "/?q=ferry&order=best")
    second = page(client, "/?q=ferry&order=best&page=2")
    assert ('rel="next"' in first, 'rel="prev"' in first) == (True, False)
    assert ('rel="next"' in second, 'rel="prev"' in second) == (False, True)
    assert second.count("<mark>Ferry</mark>") == 3 * 2


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "9" * 30])
def test_a_page_beyond_the_best_is_not_found(client: Client, number: str) -> None:
    make_ferries(1)
    page(client, f"/?q=ferry&order=best&page={number}", HTTPStatus.NOT_FOUND)


def test_the_newest_are_paged_by_their_place(client: Client) -> None:
    make_ferries(21)
    assert "&amp;older=" in page(client, "/?q=ferry").replace("?older=", "&amp;older=")


def test_facets_count_what_the_hits_have_in_common(client: Client) -> None:
    make_ferries(3)
    make_live(headline="Tram", kind="report")
    shown = page(client, "/?q=ferry")
    for href, label, count in (
        ("?q=ferry&amp;source=outlet-0", "Outlet 0", 2),
        ("?q=ferry&amp;author=writer-1", "Writer 1", 1),
        ("?q=ferry&amp;tag=harbour", "harbour", 3),
        ("?q=ferry&amp;kind=news", "news", 3),
        ("?q=ferry&amp;language=en", "English", 3),
        ("?q=ferry&amp;from=2018-01-01&amp;until=2018-12-31", "2018", 1),
    ):
        link = f'<a href="{href}" rel="nofollow">{label}</a>'
        assert f'{link} <span class="facet-count">{count}</span>' in shown


@pytest.mark.parametrize("number", [0, 1, 5])
def test_a_search_of_all_is_told_as_one_that_is_narrowed(number: int) -> None:
    make_ferries(number)
    make_article(headline="Ferry draft")
    make_live(headline="Ferry gone", expire_at=NOON)
    query = parse_query("ferry")
    found = [
        Hits(filter_matches(Article.objects.live(), query), query, is_of_all=is_of_all)
        for is_of_all in (True, False)
    ]
    assert found[0].articles.matched_ids is not None
    assert [(each.count, len(each.newest_ids)) for each in found] == [(number, number)] * 2
    assert found[0].newest_ids == found[1].newest_ids
    assert found[0].count_facets() == found[1].count_facets()


def test_the_name_of_a_facet_is_a_text(client: Client) -> None:
    make_live(headline="Ferry", source=make_source(name="<b>A & B</b>", slug="a-b"))
    for address in ("/?q=ferry", "/?q=ferry&source=a-b"):
        shown = page(client, address)
        assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in shown
        assert "<b>A" not in shown


def test_a_chosen_value_is_taken_back_by_its_link(client: Client) -> None:
    make_ferries(3)
    shown = page(client, "/?q=ferry&source=outlet-0&from=2019-01-01&until=2019-12-31")
    assert (
        '<a href="?q=ferry&amp;from=2019-01-01&amp;until=2019-12-31" rel="nofollow" aria-current'
        in shown
    )
    assert '<a href="?q=ferry&amp;source=outlet-0" rel="nofollow" aria-current' in shown


def test_of_as_many_hits_names_stand_in_the_order_of_the_alphabet(client: Client) -> None:
    make_live(headline="Ferry", tags=("Zonguldak", "Çevre", "dağ", "air"))
    make_live(headline="Ferry", tags=("Zonguldak",))
    shown = page(client, "/?q=ferry")
    facet = shown[shown.index("<h3>Tag</h3>") :]
    names = sorted(("Zonguldak", "Çevre", "dağ", "air"), key=lambda name: facet.index(f">{name}<"))
    assert names == ["Zonguldak", "air", "Çevre", "dağ"]


@pytest.mark.parametrize("known", [sqlite.MAX_MATCHED_IDS, 0])
def test_more_hits_than_are_looked_at_are_told(
    client: Client, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    monkeypatch.setattr(sqlite, "MAX_MATCHED_IDS", known)
    monkeypatch.setattr(hits, "NEWEST_LIMIT", 1)
    monkeypatch.setattr(hits, "COUNT_LIMIT", 2)
    make_ferries(2)
    assert "2 articles" in page(client, "/?q=ferry")
    assert "(of the newest 1)" in page(client, "/?q=ferry&order=best")
    assert "Counted in the newest 1:" in page(client, "/?q=ferry")
    make_ferries(1)
    assert "More than 2 articles" in page(client, "/?q=ferry")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries", "more_on_postgresql"),
    [
        ("/?q=ferry", 4, 1),
        ("/?q=ferry&order=best", 5, 1),
        ("/?q=fery", 6, 2),
    ],
)
def test_a_search_asks_the_database_as_often_for_few_hits_as_for_many(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
    more_on_postgresql: int,
    number: int,
) -> None:
    make_ferries(number)
    postgresql._find_stems.cache_clear()  # noqa: SLF001 - that the first one asks is counted too
    if connection.vendor == "postgresql":
        queries += more_on_postgresql
    settle_content_version()
    with django_assert_num_queries(queries):
        client.get(address)


def test_a_year_is_no_wider_than_the_days_that_are_asked(client: Client) -> None:
    make_live(headline="Ferry", published_at=datetime(2022, 2, 1, tzinfo=UTC))
    make_live(headline="Ferry too", published_at=datetime(2022, 11, 1, tzinfo=UTC))
    told = page(client, "/?q=ferry&from=2021-05-01&until=2022-06-30")
    assert "from=2022-01-01&amp;until=2022-06-30" in told
    assert "until=2022-12-31" not in told
