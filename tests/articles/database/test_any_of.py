"""Conditions on any number of ids."""

import pytest

from articles.database.any_of import AnyOf, encode_ids
from articles.models import Source
from tests.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 1, 2, 101])
def test_rows_with_one_of_the_ids_match(number: int) -> None:
    wanted, _other = make_source(), make_source()
    absent = range(10**12, 10**12 + number - 1)
    ids = [wanted.pk, *absent] if number else []
    rows = Source.objects.filter(AnyOf("pk", encode_ids(ids)))
    assert list(rows) == ([wanted] if number else [])
