"""Statements that PostgreSQL plans for their values."""

import pytest
from django.db import connection

from articles.database.planning import plan_for_values
from articles.models import Article
from tests.factories import make_live

pytestmark = pytest.mark.django_db


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite caches no plans")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_mode_holds_for_the_block_alone() -> None:
    modes = [read_mode()]
    with plan_for_values():
        modes.append(read_mode())
    modes.append(read_mode())
    assert modes == ["auto", "force_custom_plan", "auto"]


def read_mode() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        (mode,) = cursor.fetchone()
        return str(mode)


def test_queries_of_the_block_have_their_results() -> None:
    article = make_live()
    with plan_for_values():
        assert list(Article.objects.live()) == [article]
