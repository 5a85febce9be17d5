"""Queries that are written once."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.database.compiled import (
    A_KEY,
    A_TEXT,
    AN_INSTANT,
    ANOTHER_INSTANT,
    AskedAt,
    Compiled,
)
from articles.models import Article
from articles.models.article import ArticleQuerySet
from tests.factories import NOON, make_live

pytestmark = pytest.mark.django_db


def test_each_time_it_is_asked_it_has_other_values() -> None:
    one, two = make_live(slug="one"), make_live(slug="two")
    by_slug = Compiled(lambda: Article.objects.live(AN_INSTANT).filter(slug=A_TEXT))
    now = timezone.now()
    found = [list(by_slug.asked({AN_INSTANT: now, A_TEXT: slug})) for slug in ("one", "two", "no")]
    assert found == [[one], [two], []]
    assert list(by_slug.asked({AN_INSTANT: NOON - timedelta(days=1), A_TEXT: "one"})) == []


def test_it_is_written_but_once() -> None:
    written = []

    def make() -> ArticleQuerySet:
        written.append(1)
        return Article.objects.filter(pk__gt=A_KEY)

    compiled = Compiled(make)
    for _ in range(3):
        list(compiled.asked({A_KEY: 0}))
    assert written == [1]


def test_instants_are_told_apart() -> None:
    early, late = (make_live(published_at=NOON + timedelta(hours=i)) for i in (0, 2))
    between = Compiled(
        lambda: Article.objects.filter(
            published_at__gte=AN_INSTANT, published_at__lte=ANOTHER_INSTANT
        )
    )
    told = {AN_INSTANT: NOON - timedelta(hours=1), ANOTHER_INSTANT: NOON + timedelta(hours=1)}
    assert list(between.asked(told)) == [early]
    assert list(between.asked(told | {ANOTHER_INSTANT: NOON + timedelta(hours=3)})) == [late, early]


def test_what_was_begun_before_is_asked_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Article.objects.live(AskedAt())
    article = make_live(published_at=NOON)
    expired = make_live(published_at=NOON - timedelta(days=1), expire_at=NOON)
    seen = []
    for hours in (-1, 1):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: NOON + timedelta(hours=hours))
        seen.append(list(begun.all()))
    assert seen == [[expired], [article]]


def test_what_stands_beside_the_rows_is_brought_along(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_live(authors=("Ada",), tags=("harbour",))
    whole = Compiled(lambda: Article.objects.live(AN_INSTANT).with_credits())
    with django_assert_num_queries(2):
        (article,) = whole.asked({AN_INSTANT: timezone.now()})
        assert [str(each) for each in article.beside.credited] == ["Ada"]
        assert article.source is not None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_may_be_asked_by_several_threads() -> None:
    keys = [make_live().pk for _ in range(4)]
    by_key = Compiled(lambda: Article.objects.filter(pk=A_KEY))
    found: dict[int, list[int]] = {}

    def ask(key: int) -> None:
        found[key] = [each.pk for _ in range(20) for each in by_key.asked({A_KEY: key})]
        connection.close()

    threads = [Thread(target=ask, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {key: [key] * 20 for key in keys}
