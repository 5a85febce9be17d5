"""Rows by their keys, however many they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Source
from articles.models.keys import FEW, HasOneOf, told
from tests.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 1, 2, FEW, FEW + 1])
def test_those_with_one_of_the_keys_are_found(number: int) -> None:
    wanted, _other = make_source(), make_source()
    absent = range(10**12, 10**12 + number - 1)
    keys = [wanted.pk, *absent] if number else []
    found = Source.objects.filter(HasOneOf("articles_source.id", told(keys), number))
    assert list(found) == ([wanted] if number else [])


@pytest.mark.parametrize("number", [FEW, FEW + 1])
@pytest.mark.parametrize("first", [1, None])
def test_on_postgresql_the_first_of_many_are_planned_for_each_list_of_keys(
    number: int, first: int | None
) -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in "12":
            of_these = HasOneOf("id", told(range(-number, 0)), number)
            assert list(Source.objects.filter(of_these)[:first]) == []
    one, two = (query["sql"] for query in queries)
    is_planned_anew = connection.vendor == "postgresql" and number > FEW and first == 1
    assert (one != two) == is_planned_anew
