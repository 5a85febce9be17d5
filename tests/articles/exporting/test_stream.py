"""A stream of many articles: its order, its queries, and writes by others in between."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.exporting.formats import EXPORT_FORMATS
from articles.exporting.stream import iterate_articles
from articles.models import Article
from tests.factories import make_page_of_articles
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db

BLOCK_QUERIES = 1  # for the primary keys
CHUNK_QUERIES = 4  # for the articles, their authors, their tags and their keys


def test_the_oldest_row_comes_first() -> None:
    articles = make_page_of_articles(5)
    live = Article.objects.live()
    assert list(iterate_articles(live, permitted=live, chunk_size=2)) == articles


@pytest.mark.parametrize("name", list(EXPORT_FORMATS))
def test_each_chunk_takes_four_queries(name: str) -> None:
    make_page_of_articles(7)
    live = Article.objects.live()
    for size, chunks in ((7, 1), (3, 3), (1, 7)):
        with CaptureQueriesContext(connection) as queries:
            parts = list(
                EXPORT_FORMATS[name](iterate_articles(live, permitted=live, chunk_size=size))
            )
        assert len(queries) == BLOCK_QUERIES + CHUNK_QUERIES * chunks
        assert "ferry" in parts[-1].lower()


@pytest.mark.parametrize("block_size", [1, 2, 4, 5, 6])
def test_each_article_comes_once_with_blocks_of_any_size(block_size: int) -> None:
    articles = make_page_of_articles(5)
    live = Article.objects.live()
    assert (
        list(iterate_articles(live, permitted=live, chunk_size=2, block_size=block_size))
        == articles
    )


def test_only_one_chunk_is_read_ahead() -> None:
    make_page_of_articles(5)
    live = Article.objects.live()
    with CaptureQueriesContext(connection) as queries:
        next(iterate_articles(live, permitted=live, chunk_size=2))
    assert len(queries) == BLOCK_QUERIES + CHUNK_QUERIES


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_changes_during_a_stream_are_allowed_and_exported() -> None:
    first, second, third, fourth = make_page_of_articles(4)
    live = Article.objects.live()
    stream = iterate_articles(live, permitted=live, chunk_size=2)
    exported = [next(stream)]

    def withdraw() -> int:
        return Article.objects.filter(pk=third.pk).update(is_released=False, status="draft")

    def retitle() -> int:
        return Article.objects.filter(pk=fourth.pk).update(headline="Meanwhile")

    for work in (withdraw, retitle):
        assert run_at_once(work) == [1]
    exported += stream
    assert exported == [first, second, fourth]
    assert exported[-1].headline == "Meanwhile"
