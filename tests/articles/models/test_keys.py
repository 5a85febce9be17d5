"""Rows by their keys, however many they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Source
from articles.models.keys import FEW, has_one_of, told
from tests.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 1, 2, FEW, FEW + 1])
def test_those_with_one_of_the_keys_are_found(number: int) -> None:
    wanted, _other = make_source(), make_source()
    absent = range(10**12, 10**12 + number - 1)
    keys = [wanted.pk, *absent] if number else []
    found = Source.objects.filter(has_one_of("articles_source.id", told(keys), number))
    assert list(found) == ([wanted] if number else [])


def test_statements_of_few_keys_are_alike_and_of_many_never_on_postgresql() -> None:
    alike = {}
    for number in (FEW, FEW + 1):
        with CaptureQueriesContext(connection) as queries:
            for _ in "12":
                list(Source.objects.filter(has_one_of("id", told(range(number)), number)))
        one, two = (query["sql"] for query in queries)
        alike[number] = one == two
    assert alike == {FEW: True, FEW + 1: connection.vendor == "sqlite"}
