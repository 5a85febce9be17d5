"""Facets of a search: which values they have, and in which order."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from articles.models import Author
from articles.site import hits
from tests.factories import make_live, make_source

pytestmark = pytest.mark.django_db


def list_facet(client: Client, label: str, url: str = "/?q=ferry") -> list[tuple[str, int]]:
    """Return the labels and numbers of a facet in their order."""
    html = " ".join(client.get(url).content.decode().split())
    _, _, facet = html.partition(f"<h3>{label}</h3>")
    rows = facet.partition("</section>")[0]
    pattern = '<a [^>]*>([^<]*)</a> <span class="facet-count">([0-9]+)</span>'
    return [(name, int(number)) for name, number in re.findall(pattern, rows)]


def make_ferry(year: int = 2019, **fields: object) -> None:
    make_live(headline="Ferry", published_at=datetime(year, 5, 1, tzinfo=UTC), **fields)


def test_years_are_in_order_whatever_their_numbers(client: Client) -> None:
    for year in (2018, 2020, 2018, 2019):
        make_ferry(year)
    assert list_facet(client, "Year") == [("2020", 1), ("2019", 1), ("2018", 2)]


def test_of_many_years_those_with_most_hits_are_shown_then_the_newest(client: Client) -> None:
    for year in (2001, *range(2000, 2012)):
        make_ferry(year)
    years = [int(label) for label, _ in list_facet(client, "Year")]
    assert years == [2011, 2010, 2009, 2008, 2007, 2006, 2005, 2001]
    assert len(years) == hits.FACET_LIMIT


def test_authors_with_the_same_number_are_in_the_order_of_their_family_names(
    client: Client,
) -> None:
    Author.objects.create(name="Union of Rowers", is_organisation=True)
    make_ferry(authors=("Zoe Ash", "Ada Wrenholt", "Cem Çelik", "Union of Rowers", "Ada Ash"))
    make_ferry(authors=("Ada Wrenholt",))
    assert list_facet(client, "Author") == [
        ("Ada Wrenholt", 2),
        ("Ada Ash", 1),
        ("Zoe Ash", 1),
        ("Cem Çelik", 1),
        ("Union of Rowers", 1),
    ]


def test_hits_without_a_source_count_as_no_value_of_it(client: Client) -> None:
    for number in range(hits.FACET_LIMIT):
        make_ferry(source=make_source(f"Outlet {number}"))
        make_ferry(is_own_work=True)
    assert len(list_facet(client, "Source")) == hits.FACET_LIMIT


def test_a_name_of_nothing_but_signs_has_a_place(client: Client) -> None:
    make_ferry(authors=("?", "Ada Ash"))
    assert list_facet(client, "Author") == [("?", 1), ("Ada Ash", 1)]
