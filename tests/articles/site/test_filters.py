"""The filters of the public lists, alone and combined."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings

from articles.models import Article
from articles.site.filters import ArticleFilter
from tests.factories import make_live, make_source

pytestmark = pytest.mark.django_db


def list_headlines(**params: str) -> list[str]:
    filters = ArticleFilter(params, Article.objects.live().order_by("headline"))
    return [article.headline for article in filters.qs]


@pytest.fixture
def _make_articles() -> None:
    """Make articles that differ from ``A`` in one thing each."""
    agos = make_source("Agos")
    common: dict[str, Any] = {
        "source": agos,
        "kind": "news",
        "language": "tr",
        "published_at": datetime(2020, 5, 1, 12, tzinfo=UTC),
        "authors": ("Ayşe Kaya",),
        "tags": ("Ulaşım",),
    }
    others: dict[str, dict[str, Any]] = {
        "B": {"source": make_source("Bianet")},
        "C": {"kind": "report"},
        "D": {"language": "en"},
        "E": {"published_at": datetime(2020, 5, 2, 12, tzinfo=UTC)},
        "F": {"authors": ("Mert Deniz",)},
        "G": {"tags": ("harbour",)},
    }
    for headline, other in {"A": {}, **others}.items():
        make_live(**{"headline": headline, **common, **other})


@pytest.mark.unmeasured
@pytest.mark.usefixtures("_make_articles")
@pytest.mark.parametrize(
    ("params", "headlines"),
    [
        ({}, "ABCDEFG"),
        ({"source": "agos"}, "ACDEFG"),
        ({"kind": "report"}, "C"),
        ({"language": "en"}, "D"),
        ({"author": "ayse-kaya"}, "ABCDEG"),
        ({"tag": "ulasim"}, "ABCDEF"),
        ({"from": "2020-05-02"}, "E"),
        ({"until": "2020-05-01"}, "ABCDFG"),
        ({"from": "2020-05-01", "until": "2020-05-02"}, "ABCDEFG"),
        ({"source": "agos", "kind": "news", "language": "tr", "tag": "ulasim"}, "AEF"),
        ({"source": "bianet", "kind": "report"}, ""),
    ],
)
def test_filters_can_be_combined(params: dict[str, str], headlines: str) -> None:
    assert "".join(list_headlines(**params)) == headlines


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", "nobody"),
        ("source", "no\0body"),
        ("language", "\0"),
        ("author", "nobody"),
        ("tag", "nothing"),
        ("kind", "poem"),
        ("language", "xx"),
        ("from", "yesterday"),
        ("until", "31.02.2020"),
        ("from", "0001-01-01"),
        ("until", "9999-12-31"),
    ],
)
def test_an_invalid_value_is_an_error_of_its_field(name: str, value: str) -> None:
    filters = ArticleFilter({name: value}, Article.objects.live())
    assert list(filters.form.errors) == [name]
    assert not filters.is_filtered


def test_a_filter_can_be_left_out() -> None:
    filters = ArticleFilter({}, Article.objects.live(), without="source")
    assert "source" not in filters.form.fields


def test_the_languages_are_those_of_the_settings() -> None:
    choices = ArticleFilter({}, Article.objects.live()).filters["language"].field.choices
    assert [tag for tag, _ in choices][1:] == settings.NEWSROOM_ARTICLE_LANGUAGES


def test_a_list_is_filtered_when_any_filter_is_set() -> None:
    assert ArticleFilter({"kind": "news"}, Article.objects.live()).is_filtered
    assert not ArticleFilter({"older": "1.1"}, Article.objects.live()).is_filtered
