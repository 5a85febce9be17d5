"""Queries that are compiled once."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.database.compiled import (
    ID_PLACEHOLDER,
    INSTANT_PLACEHOLDER,
    OTHER_INSTANT_PLACEHOLDER,
    TEXT_PLACEHOLDER,
    CompiledQuery,
    ExecutionTime,
)
from articles.models import Article
from articles.models.article import ArticleQuerySet
from tests.factories import NOON, make_live

pytestmark = pytest.mark.django_db


def test_each_use_has_its_own_values() -> None:
    one, two = make_live(slug="one"), make_live(slug="two")
    by_slug = CompiledQuery(
        lambda: Article.objects.live(INSTANT_PLACEHOLDER).filter(slug=TEXT_PLACEHOLDER)
    )
    now = timezone.now()
    results = [
        list(by_slug.bind({INSTANT_PLACEHOLDER: now, TEXT_PLACEHOLDER: slug}))
        for slug in ("one", "two", "no")
    ]
    assert results == [[one], [two], []]
    assert (
        list(by_slug.bind({INSTANT_PLACEHOLDER: NOON - timedelta(days=1), TEXT_PLACEHOLDER: "one"}))
        == []
    )


def test_it_is_compiled_only_once() -> None:
    calls = []

    def build() -> ArticleQuerySet:
        calls.append(1)
        return Article.objects.filter(pk__gt=ID_PLACEHOLDER)

    compiled = CompiledQuery(build)
    for _ in range(3):
        list(compiled.bind({ID_PLACEHOLDER: 0}))
    assert calls == [1]


def test_two_instants_have_their_own_values() -> None:
    early, late = (make_live(published_at=NOON + timedelta(hours=i)) for i in (0, 2))
    between = CompiledQuery(
        lambda: Article.objects.filter(
            published_at__gte=INSTANT_PLACEHOLDER, published_at__lte=OTHER_INSTANT_PLACEHOLDER
        )
    )
    values = {
        INSTANT_PLACEHOLDER: NOON - timedelta(hours=1),
        OTHER_INSTANT_PLACEHOLDER: NOON + timedelta(hours=1),
    }
    assert list(between.bind(values)) == [early]
    assert list(between.bind(values | {OTHER_INSTANT_PLACEHOLDER: NOON + timedelta(hours=3)})) == [
        late,
        early,
    ]


def test_the_execution_time_is_that_of_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = Article.objects.live(ExecutionTime())
    article = make_live(published_at=NOON)
    expired = make_live(published_at=NOON - timedelta(days=1), expire_at=NOON)
    results = []
    for hours in (-1, 1):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: NOON + timedelta(hours=hours))
        results.append(list(articles.all()))
    assert results == [[expired], [article]]


def test_related_data_is_loaded(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_live(authors=("Ada",), tags=("harbour",))
    live = CompiledQuery(lambda: Article.objects.live(INSTANT_PLACEHOLDER).with_related())
    with django_assert_num_queries(2):
        (article,) = live.bind({INSTANT_PLACEHOLDER: timezone.now()})
        assert [str(each) for each in article.related_data.authors] == ["Ada"]
        assert article.source is not None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_several_threads_can_use_it() -> None:
    ids = [make_live().pk for _ in range(4)]
    by_id = CompiledQuery(lambda: Article.objects.filter(pk=ID_PLACEHOLDER))
    results: dict[int, list[int]] = {}

    def run(pk: int) -> None:
        results[pk] = [each.pk for _ in range(20) for each in by_id.bind({ID_PLACEHOLDER: pk})]
        connection.close()

    threads = [Thread(target=run, args=[pk]) for pk in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {pk: [pk] * 20 for pk in ids}
