"""The public lists: what stands in each, what it is called, and where."""

from typing import Any

import pytest
from django.http import Http404, QueryDict

from articles.site.listings import LISTINGS
from tests.factories import make_live, make_source

pytestmark = pytest.mark.django_db

DAY = {"year": 2019, "month": 11, "day": 8}
# Each list with what its address is made with, its title, and the address.
LISTED: list[tuple[str, dict[str, Any], str, str]] = [
    ("index", {}, "Latest articles", "/"),
    ("year", {"year": 2019}, "2019", "/2019/"),
    ("month", {"year": 2019, "month": 11}, "November 2019", "/2019/11/"),
    ("day", DAY, "8 November 2019", "/2019/11/08/"),
    ("source", {"slug": "agos"}, "Agos", "/sources/agos/"),
    ("author", {"slug": "ada-writer"}, "Ada Writer", "/authors/ada-writer/"),
    ("tag", {"slug": "ulasim"}, "Ulaşım", "/tags/ulasim/"),
]


def test_every_list_is_tried() -> None:
    assert {name for name, *_ in LISTED} == set(LISTINGS)


@pytest.mark.parametrize(("name", "place", "title", "address"), LISTED)
def test_a_list_knows_its_articles_its_title_and_its_address(
    name: str, place: dict[str, Any], title: str, address: str
) -> None:
    article = make_live(source=make_source("Agos"), authors=("Ada Writer",), tags=("Ulaşım",))
    listed = LISTINGS[name](**place)
    told = (list(listed.articles), listed.title, listed.get_absolute_url())
    assert told == ([article], title, address)


@pytest.mark.parametrize("name", ["source", "author", "tag"])
def test_whom_no_reader_knows_has_no_list(name: str) -> None:
    with pytest.raises(Http404):
        LISTINGS[name](slug="nobody")


def test_a_source_of_its_own_list_is_not_to_be_chosen_again() -> None:
    make_live(source=make_source("Agos"))
    assert "source" not in LISTINGS["source"](slug="agos").build_filterset(QueryDict()).filters
