"""The public lists: articles, title and URL of each."""

from typing import Any

import pytest
from django.http import Http404, QueryDict

from articles.site.listings import LISTINGS
from tests.factories import make_live, make_source

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
def test_a_name_without_live_articles_has_no_listing(name: str) -> None:
    with pytest.raises(Http404):
        LISTINGS[name](slug="nobody")


def test_the_listing_of_a_source_has_no_source_filter() -> None:
    make_live(source=make_source("Agos"))
    assert "source" not in LISTINGS["source"](slug="agos").build_filterset(QueryDict()).filters
