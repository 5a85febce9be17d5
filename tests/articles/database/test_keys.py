"""Conditions on any number of ids."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.database.keys import build_id_condition, encode_ids
from articles.models import Source
from tests.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 1, 2, 101])
def test_rows_with_one_of_the_ids_match(number: int) -> None:
    wanted, _other = make_source(), make_source()
    absent = range(10**12, 10**12 + number - 1)
    ids = [wanted.pk, *absent] if number else []
    rows = Source.objects.filter(build_id_condition("articles_source.id", encode_ids(ids), number))
    assert list(rows) == ([wanted] if number else [])


@pytest.mark.parametrize("first", [1, None])
def test_postgresql_plans_sliced_queries_anew(
    first: int | None,
) -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in "12":
            is_listed = build_id_condition("id", encode_ids([-1, -2]), 2)
            assert list(Source.objects.filter(is_listed)[:first]) == []
    one, two = (query["sql"] for query in queries)
    assert (one != two) == (connection.vendor == "postgresql" and first == 1)
