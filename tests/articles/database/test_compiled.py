"""Queries that are written once."""

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


def test_each_time_it_is_asked_it_has_other_values() -> None:
    one, two = make_live(slug="one"), make_live(slug="two")
    by_slug = CompiledQuery(
        lambda: Article.objects.live(INSTANT_PLACEHOLDER).filter(slug=TEXT_PLACEHOLDER)
    )
    now = timezone.now()
    found = [
        list(by_slug.bind({INSTANT_PLACEHOLDER: now, TEXT_PLACEHOLDER: slug}))
        for slug in ("one", "two", "no")
    ]
    assert found == [[one], [two], []]
    assert (
        list(by_slug.bind({INSTANT_PLACEHOLDER: NOON - timedelta(days=1), TEXT_PLACEHOLDER: "one"}))
        == []
    )


def test_it_is_written_but_once() -> None:
    written = []

    def make() -> ArticleQuerySet:
        written.append(1)
        return Article.objects.filter(pk__gt=ID_PLACEHOLDER)

    compiled = CompiledQuery(make)
    for _ in range(3):
        list(compiled.bind({ID_PLACEHOLDER: 0}))
    assert written == [1]


def test_instants_are_told_apart() -> None:
    early, late = (make_live(published_at=NOON + timedelta(hours=i)) for i in (0, 2))
    between = CompiledQuery(
        lambda: Article.objects.filter(
            published_at__gte=INSTANT_PLACEHOLDER, published_at__lte=OTHER_INSTANT_PLACEHOLDER
        )
    )
    told = {
        INSTANT_PLACEHOLDER: NOON - timedelta(hours=1),
        OTHER_INSTANT_PLACEHOLDER: NOON + timedelta(hours=1),
    }
    assert list(between.bind(told)) == [early]
    assert list(between.bind(told | {OTHER_INSTANT_PLACEHOLDER: NOON + timedelta(hours=3)})) == [
        late,
        early,
    ]


def test_what_was_begun_before_is_asked_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Article.objects.live(ExecutionTime())
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
    whole = CompiledQuery(lambda: Article.objects.live(INSTANT_PLACEHOLDER).with_related())
    with django_assert_num_queries(2):
        (article,) = whole.bind({INSTANT_PLACEHOLDER: timezone.now()})
        assert [str(each) for each in article.related_data.authors] == ["Ada"]
        assert article.source is not None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_may_be_asked_by_several_threads() -> None:
    keys = [make_live().pk for _ in range(4)]
    by_key = CompiledQuery(lambda: Article.objects.filter(pk=ID_PLACEHOLDER))
    found: dict[int, list[int]] = {}

    def ask(key: int) -> None:
        found[key] = [each.pk for _ in range(20) for each in by_key.bind({ID_PLACEHOLDER: key})]
        connection.close()

    threads = [Thread(target=ask, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {key: [key] * 20 for key in keys}
