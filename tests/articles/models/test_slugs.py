"""Free slugs, for one row and for many at once."""

import pytest
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.models.slugs import MAX_NUMBER, find_free_slug, find_free_slugs
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def make_slugs(*slugs: str) -> None:
    for slug in slugs:
        make_article(slug=slug)


def find_free(*bases: str) -> list[str]:
    return find_free_slugs(bases, queryset=Article.objects.all())


def list_numbered(base: str) -> list[str]:
    return [base, *(f"{base}-{number}" for number in range(2, MAX_NUMBER + 1))]


def test_a_base_that_no_row_has_is_free() -> None:
    make_slugs("port", "ferry-2")
    assert find_free("ferry", "pier") == ["ferry", "pier"]


def test_the_first_free_number_is_appended() -> None:
    make_slugs("ferry", "ferry-2", "ferry-4")
    assert find_free_slug("ferry", queryset=Article.objects.all()) == "ferry-3"


def test_a_repeated_base_gets_different_slugs() -> None:
    assert find_free("ferry", "pier", "ferry", "ferry") == ["ferry", "pier", "ferry-2", "ferry-3"]


def test_a_repeated_base_skips_used_numbers() -> None:
    make_slugs("ferry-2", "pier")
    assert find_free("ferry", "pier", "ferry") == ["ferry", "pier-2", "ferry-3"]


def test_a_base_that_equals_a_numbered_one_is_not_repeated() -> None:
    assert find_free("ferry", "ferry", "ferry-2") == ["ferry", "ferry-2", "ferry-2-2"]


def test_a_base_whose_numbers_are_all_used_gets_a_random_ending() -> None:
    make_slugs(*list_numbered("ferry"))
    first, second = find_free("ferry", "ferry")
    assert first != second
    assert {len(each.removeprefix("ferry-")) for each in (first, second)} == {8}


def test_a_base_repeated_more_often_than_numbers_go_gets_random_endings() -> None:
    slugs = find_free(*["ferry"] * (MAX_NUMBER + 2))
    assert slugs[:MAX_NUMBER] == list_numbered("ferry")
    assert len(set(slugs)) == MAX_NUMBER + 2


def test_no_bases_take_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert find_free() == []


@pytest.mark.parametrize(("bases", "queries"), [(["a", "b"], 1), (["ferry", "port", "c", "c"], 2)])
def test_any_number_takes_two_queries_at_most(
    django_assert_num_queries: DjangoAssertNumQueries, bases: list[str], queries: int
) -> None:
    make_slugs("ferry", "port", "port-2")
    with django_assert_num_queries(queries):
        find_free(*bases)
