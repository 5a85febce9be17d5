"""Articles as lists show them."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article
from articles.models.list_items import ArticleListItem, SourceRef
from tests.factories import make_live

pytestmark = pytest.mark.django_db

# Fields that an article has under another name, or that are loaded on request only.
OTHER_FIELDS = {"source_name", "source_slug", "body"}


def get_list_item(article: Article, *, with_text: bool = False) -> ArticleListItem:
    item: ArticleListItem = Article.objects.as_list_items(with_text=with_text).get(pk=article.pk)
    return item


@pytest.mark.parametrize(
    "values",
    [
        {"standfirst": "A standfirst", "kind": "report", "language": "tr", "tags": ("harbour",)},
        {"source": None, "is_own_work": True, "authors": ("Ada", "Can")},
        {"source_date": date(2020, 2, 29), "source_date_precision": "day", "source_detail": "p. 7"},
        {"source_date_text": "about noon"},
    ],
)
def test_an_item_has_the_values_of_its_article(values: dict[str, object]) -> None:
    article = make_live(**values)
    article.refresh_from_db()
    item = get_list_item(article)
    names = [each.name for each in fields(ArticleListItem) if each.name not in OTHER_FIELDS]
    for name in (*names, "published_on", "summary"):
        assert getattr(item, name) == getattr(article, name), name
    assert str(item.source) == str(article.source)


def test_its_source_has_the_url_of_the_source() -> None:
    article = make_live()
    assert article.source is not None
    source = get_list_item(article).source
    assert source == SourceRef(article.source.name, article.source.slug)
    assert source.get_absolute_url() == article.source.get_absolute_url()


def test_the_text_is_loaded_only_on_request() -> None:
    article = make_live(body="<p>One.</p><p>Two &amp; three.</p>")
    assert get_list_item(article).text == ""
    assert get_list_item(article, with_text=True).text == article.text == "One.\nTwo & three."


def test_its_day_is_in_the_time_zone_of_the_site(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    article = make_live(published_at=datetime(2026, 3, 1, 22, tzinfo=UTC))
    assert get_list_item(article).published_on == article.published_on == date(2026, 3, 2)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        make_live(authors=("Ada",), tags=("harbour",))
    with django_assert_num_queries(2):
        rows = list(Article.objects.as_list_items(with_text=True))
        assert [(str(row.source) != "", len(row.related_data.tags)) for row in rows] == [
            (True, 1)
        ] * number
        assert all(row.text for row in rows)
