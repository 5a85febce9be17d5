"""Slugs that no other row has, for one row and for many at once."""

import pytest
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.models.slugs import NUMBERED, find_free_slug, find_free_slugs
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def taken(*slugs: str) -> None:
    for slug in slugs:
        make_article(slug=slug)


def free(*bases: str) -> list[str]:
    return find_free_slugs(bases, queryset=Article.objects.all())


def numbered(base: str) -> list[str]:
    return [base, *(f"{base}-{number}" for number in range(2, NUMBERED + 1))]


def test_a_base_that_no_row_has_is_free() -> None:
    taken("port", "ferry-2")
    assert free("ferry", "pier") == ["ferry", "pier"]


def test_the_first_number_that_no_row_has_is_free() -> None:
    taken("ferry", "ferry-2", "ferry-4")
    assert find_free_slug("ferry", queryset=Article.objects.all()) == "ferry-3"


def test_the_same_base_several_times_gets_as_many_slugs() -> None:
    assert free("ferry", "pier", "ferry", "ferry") == ["ferry", "pier", "ferry-2", "ferry-3"]


def test_the_same_base_several_times_passes_over_those_that_rows_have() -> None:
    taken("ferry-2", "pier")
    assert free("ferry", "pier", "ferry") == ["ferry", "pier-2", "ferry-3"]


def test_a_base_that_is_the_numbered_form_of_another_is_not_given_twice() -> None:
    assert free("ferry", "ferry", "ferry-2") == ["ferry", "ferry-2", "ferry-2-2"]


def test_a_base_whose_numbers_are_all_taken_gets_letters() -> None:
    taken(*numbered("ferry"))
    first, second = free("ferry", "ferry")
    assert first != second
    assert {len(each.removeprefix("ferry-")) for each in (first, second)} == {8}


def test_a_base_that_comes_more_often_than_there_are_numbers_gets_letters() -> None:
    told = free(*["ferry"] * (NUMBERED + 2))
    assert told[:NUMBERED] == numbered("ferry")
    assert len(set(told)) == NUMBERED + 2


def test_nothing_is_asked_for_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert free() == []


@pytest.mark.parametrize(("bases", "queries"), [(["a", "b"], 1), (["ferry", "port", "c", "c"], 2)])
def test_two_queries_are_enough_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, bases: list[str], queries: int
) -> None:
    taken("ferry", "port", "port-2")
    with django_assert_num_queries(queries):
        free(*bases)
