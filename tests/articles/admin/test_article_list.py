"""The list of articles: search, filters, dates, counts, and its cost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from articles.admin.base import CappedPaginator
from tests.articles.admin.pages import LIST, sign_in
from tests.factories import (
    NOON,
    make_article,
    make_live,
    make_page_of_articles,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors")


# Search and filters.


@pytest.mark.parametrize(
    ("term", "headlines"),
    [
        ("ISIK", ["IŞIK"]),
        ("ışık", ["IŞIK"]),
        ("https://agos.example/1/", ["IŞIK"]),
        ("https://agos.example/2", []),
        ("nothing", []),
    ],
)
def test_search_finds_headlines_and_addresses(
    editor: User, term: str, headlines: list[str]
) -> None:
    make_article(headline="IŞIK", source_address="http://www.agos.example/1?utm_source=x")
    make_article(headline="Other")
    response = sign_in(editor).get(LIST, {"q": term})
    assert [article.headline for article in response.context["cl"].result_list] == headlines


def test_the_list_is_filtered_by_language(editor: User) -> None:
    make_article(headline="Türkçe", language="tr")
    make_article(headline="English", language="en")
    response = sign_in(editor).get(LIST, {"language": "tr"})
    assert [article.headline for article in response.context["cl"].result_list] == ["Türkçe"]


def test_the_date_hierarchy_has_all_years(editor: User) -> None:
    make_live()
    make_live(published_at=NOON - timedelta(days=800))
    client = sign_in(editor)
    years = client.get(LIST).content.decode()
    assert [f"?published_at__year={year}" in years for year in (2017, 2018, 2019)] == [True] * 3
    months = client.get(LIST, {"published_at__year": 2019}).content.decode()
    assert "published_at__month=11" in months


def test_without_dates_there_are_no_years(editor: User) -> None:
    make_article()
    assert "published_at__year" not in sign_in(editor).get(LIST).content.decode()


def test_a_list_longer_than_the_limit_says_more_than(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CappedPaginator, "limit", 2)
    for _ in range(3):
        make_article()
    assert "More than 2" in sign_in(editor).get(LIST).content.decode()


@pytest.mark.parametrize(("number", "count"), [(1, "1 in all"), (2, "2 in all")])
def test_a_short_list_is_counted(editor: User, number: int, count: str) -> None:
    for _ in range(number):
        make_article()
    page = " ".join(sign_in(editor).get(LIST).content.decode().split())
    assert f'<p class="paginator"> {count} </p>' in page


# Cost: the same with one article and with thirty.


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_article_and_for_thirty(
    editor: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    make_page_of_articles(number)
    client = sign_in(editor)
    with django_assert_num_queries(11):
        client.get(LIST)


def test_the_list_counts_no_more_than_its_limit(
    editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_article()
    client = sign_in(editor)
    with django_assert_num_queries(11) as captured:
        client.get(LIST)
    counts = [each["sql"] for each in captured.captured_queries if "COUNT(" in each["sql"]]
    counts = [sql for sql in counts if "articles_notification" not in sql]  # in the header
    assert [f"LIMIT {CappedPaginator.limit}" in sql for sql in counts] == [True]
