"""The public lists: articles, title and URL of each."""

from http import HTTPStatus
from typing import Any

import pytest
from django.http import Http404, QueryDict
from django.test import Client

from articles.models import Source
from articles.site.listings import LISTINGS
from tests.factories import make_article, make_live, make_source

pytestmark = pytest.mark.django_db

DAY = {"year": 2019, "month": 11, "day": 8}
# Each listing with its arguments, its title, and its URL.
CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("index", {}, "Latest articles", "/"),
    ("year", {"year": 2019}, "2019", "/2019/"),
    ("month", {"year": 2019, "month": 11}, "November 2019", "/2019/11/"),
    ("day", DAY, "8 November 2019", "/2019/11/08/"),
    ("source", {"slug": "agos"}, "Agos", "/sources/agos/"),
    ("author", {"slug": "ada-writer"}, "Ada Writer", "/authors/ada-writer/"),
    ("tag", {"slug": "ulasim"}, "Ulaşım", "/tags/ulasim/"),
]


def test_every_listing_is_tested() -> None:
    assert {name for name, *_ in CASES} == set(LISTINGS)


@pytest.mark.parametrize(("name", "kwargs", "title", "url"), CASES)
def test_a_listing_has_its_articles_title_and_url(
    name: str, kwargs: dict[str, Any], title: str, url: str
) -> None:
    article = make_live(source=make_source("Agos"), authors=("Ada Writer",), tags=("Ulaşım",))
    listing = LISTINGS[name](**kwargs)
    values = (list(listing.articles), listing.title, listing.get_absolute_url())
    assert values == ([article], title, url)


@pytest.mark.parametrize("name", ["source", "author", "tag"])
def test_an_unknown_name_has_no_listing(name: str) -> None:
    with pytest.raises(Http404):
        LISTINGS[name](slug="nobody")


@pytest.mark.unmeasured
@pytest.mark.parametrize("url", ["/sources/agos/", "/authors/ada-writer/", "/tags/ulasim/"])
@pytest.mark.parametrize("ending", ["", "feed.atom"])
@pytest.mark.parametrize(
    "query", ["", "?kind=news", "?kind=nonsense", "?q=ferry", "?older=1573207200000000.1"]
)
def test_a_name_is_hidden_until_an_article_is_live(
    client: Client, url: str, ending: str, query: str
) -> None:
    names: dict[str, Any] = {"authors": ("Ada Writer",), "tags": ("Ulaşım",)}
    make_article(source=make_source("Agos"), **names)
    assert client.get(f"{url}{ending}{query}").status_code == HTTPStatus.NOT_FOUND
    make_live(source=Source.objects.get(), **names)
    assert client.get(f"{url}{ending}{query}").status_code != HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("url", ["/sources/agos/", "/authors/ada-writer/", "/tags/ulasim/"])
def test_a_filter_that_no_article_fits_leaves_the_list_empty(client: Client, url: str) -> None:
    make_live(source=make_source("Agos"), authors=("Ada Writer",), tags=("Ulaşım",))
    assert client.get(f"{url}?kind=report").status_code == HTTPStatus.OK


def test_the_listing_of_a_source_has_no_source_filter() -> None:
    make_live(source=make_source("Agos"))
    assert "source" not in LISTINGS["source"](slug="agos").build_filterset(QueryDict()).filters
