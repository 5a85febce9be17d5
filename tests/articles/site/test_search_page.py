"""Searches in the public lists: hits, facets, orders, and the number of queries."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Source
from articles.search import engine
from articles.site import hits
from tests.factories import NOON, make_article, make_live, make_source, settle_content_version

pytestmark = pytest.mark.django_db


def get_page(client: Client, url: str, status: int = HTTPStatus.OK) -> str:
    response = client.get(url)
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


def test_hits_are_marked_and_counted(client: Client) -> None:
    make_live(headline="The Ferry", body="<p>A ferry sails.</p>")
    make_live(headline="Tram", body="<p>It stops.</p>")
    html = get_page(client, "/?q=ferry")
    assert "The <mark>Ferry</mark></a>" in html
    assert "A <mark>ferry</mark> sails." in html
    assert "1 article ·" in html
    assert "Tram" not in html


def test_a_search_is_limited_to_its_list(client: Client) -> None:
    make_live(headline="Ferry A", source=make_source("Agos"))
    make_live(headline="Ferry B", source=make_source("Bianet"))
    html = get_page(client, "/sources/agos/?q=ferry")
    assert ("Ferry</mark> A" in html, "Ferry</mark> B" in html) == (True, False)


def test_a_search_can_be_filtered(client: Client) -> None:
    make_live(headline="Ferry A", kind="report")
    make_live(headline="Ferry B", kind="news")
    html = get_page(client, "/?q=ferry&kind=report")
    assert ("Ferry</mark> A" in html, "Ferry</mark> B" in html) == (True, False)


@pytest.mark.parametrize("query", ["%22", "-ferry", "OR", "a" * 201, "a+" * 21, "%00"])
def test_an_invalid_query_is_an_error(client: Client, query: str) -> None:
    html = get_page(client, f"/?q={query}", HTTPStatus.BAD_REQUEST)
    assert "These filters cannot be used:" in html


def test_drafts_are_not_found(client: Client) -> None:
    make_article(headline="Ferry")
    assert "0 articles" in get_page(client, "/?q=ferry")


def test_a_likelier_word_is_suggested_without_hits(client: Client) -> None:
    make_live(headline="Ferry", kind="news")
    html = get_page(client, "/?q=fery&kind=news")
    assert 'Did you mean: <a href="?q=ferry&amp;kind=news" >ferry</a>' in html


def test_hits_are_ordered_by_date_or_by_rank(client: Client) -> None:
    make_live(headline="Harbour", body="<p>A ferry.</p>", published_at=NOON)
    make_live(headline="Ferry", published_at=NOON - timedelta(days=1))
    newest, best = get_page(client, "/?q=ferry"), get_page(client, "/?q=ferry&order=best")
    assert newest.index("Harbour</a>") < newest.index("<mark>Ferry</mark></a>")
    assert best.index("<mark>Ferry</mark></a>") < best.index("Harbour</a>")
    assert 'href="?q=ferry&amp;order=best" >Show best matches first' in newest
    assert 'href="?q=ferry">Show the newest first' in best


def test_ranked_hits_have_numbered_pages(client: Client) -> None:
    make_ferries(23)
    first = get_page(client, "/?q=ferry&order=best")
    second = get_page(client, "/?q=ferry&order=best&page=2")
    assert ('rel="next"' in first, 'rel="prev"' in first) == (True, False)
    assert ('rel="next"' in second, 'rel="prev"' in second) == (False, True)
    assert second.count("<mark>Ferry</mark>") == 3 * 2


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "9" * 30])
def test_a_page_beyond_the_last_is_not_found(client: Client, number: str) -> None:
    make_ferries(1)
    get_page(client, f"/?q=ferry&order=best&page={number}", HTTPStatus.NOT_FOUND)


def test_hits_by_date_have_cursors(client: Client) -> None:
    make_ferries(21)
    assert "&amp;older=" in get_page(client, "/?q=ferry").replace("?older=", "&amp;older=")


def test_facets_count_the_hits_of_each_value(client: Client) -> None:
    make_ferries(3)
    make_live(headline="Tram", kind="report")
    html = get_page(client, "/?q=ferry")
    for href, label, count in (
        ("?q=ferry&amp;source=outlet-0", "Outlet 0", 2),
        ("?q=ferry&amp;author=writer-1", "Writer 1", 1),
        ("?q=ferry&amp;tag=harbour", "harbour", 3),
        ("?q=ferry&amp;kind=news", "news", 3),
        ("?q=ferry&amp;language=en", "English", 3),
        ("?q=ferry&amp;from=2018-01-01&amp;until=2018-12-31", "2018", 1),
    ):
        link = f'<a href="{href}" rel="nofollow">{label}</a>'
        assert f'{link} <span class="facet-count">{count}</span>' in html


def test_the_label_of_a_facet_is_escaped(client: Client) -> None:
    make_live(headline="Ferry", source=make_source(name="<b>A & B</b>", slug="a-b"))
    for url in ("/?q=ferry", "/?q=ferry&source=a-b"):
        html = get_page(client, url)
        assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html
        assert "<b>A" not in html


def test_the_link_of_an_active_value_removes_it(client: Client) -> None:
    make_ferries(3)
    html = get_page(client, "/?q=ferry&source=outlet-0&from=2019-01-01&until=2019-12-31")
    assert (
        '<a href="?q=ferry&amp;from=2019-01-01&amp;until=2019-12-31" rel="nofollow" aria-current'
        in html
    )
    assert '<a href="?q=ferry&amp;source=outlet-0" rel="nofollow" aria-current' in html


def test_values_with_equal_counts_are_in_alphabetical_order(client: Client) -> None:
    make_live(headline="Ferry", tags=("Zonguldak", "Çevre", "dağ", "air"))
    make_live(headline="Ferry", tags=("Zonguldak",))
    html = get_page(client, "/?q=ferry")
    facet = html[html.index("<h3>Tag</h3>") :]
    names = sorted(("Zonguldak", "Çevre", "dağ", "air"), key=lambda name: facet.index(f">{name}<"))
    assert names == ["Zonguldak", "air", "Çevre", "dağ"]


@pytest.mark.parametrize("limit", [engine.LISTED_LIMIT, 0])
def test_more_hits_than_the_limits_are_reported(
    client: Client, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(engine, "LISTED_LIMIT", limit)
    monkeypatch.setattr(hits, "NEWEST_LIMIT", 1)
    make_ferries(2)
    count = "2 articles" if limit else "More than 1 article"
    assert f"{count} ·" in get_page(client, "/?q=ferry")
    assert "(of the newest 1)" in get_page(client, "/?q=ferry&order=best")
    assert "Counted among the newest 1:" in get_page(client, "/?q=ferry")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/?q=ferry", 7),
        ("/?q=ferry&order=best", 8),
        ("/?q=fery", 18),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_hits(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    url: str,
    queries: int,
    number: int,
) -> None:
    make_ferries(number)
    settle_content_version()
    with django_assert_num_queries(queries):
        client.get(url)


def test_the_link_of_a_year_stays_within_the_days_that_are_set(client: Client) -> None:
    make_live(headline="Ferry", published_at=datetime(2022, 2, 1, tzinfo=UTC))
    make_live(headline="Ferry too", published_at=datetime(2022, 11, 1, tzinfo=UTC))
    html = get_page(client, "/?q=ferry&from=2021-05-01&until=2022-06-30")
    assert "from=2022-01-01&amp;until=2022-06-30" in html
    assert "until=2022-12-31" not in html
