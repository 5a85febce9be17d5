"""Many articles as a stream: their order, its queries, and who may write meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.exporting.formats import FORMATS
from articles.exporting.stream import in_order
from articles.models import Article
from tests.factories import make_page_of_articles
from tests.threads import at_once

pytestmark = pytest.mark.django_db

CHOICE = 1  # query of the numbers
CHUNK = 2  # articles, what stands beside them


def test_the_oldest_row_comes_first() -> None:
    made = make_page_of_articles(5)
    live = Article.objects.live()
    assert list(in_order(live, among=live, chunk_size=2)) == made


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_queries_grow_with_the_chunks_alone(name: str) -> None:
    make_page_of_articles(7)
    live = Article.objects.live()
    for size, chunks in ((7, 1), (3, 3), (1, 7)):
        with CaptureQueriesContext(connection) as queries:
            parts = list(FORMATS[name](in_order(live, among=live, chunk_size=size)))
        assert len(queries) == CHOICE + CHUNK * chunks
        assert "ferry" in parts[-1].lower()


@pytest.mark.parametrize("numbers", [1, 2, 4, 5, 6])
def test_however_many_numbers_are_chosen_at_a_time_each_article_comes_once(numbers: int) -> None:
    made = make_page_of_articles(5)
    live = Article.objects.live()
    assert list(in_order(live, among=live, chunk_size=2, numbers=numbers)) == made


def test_no_more_than_a_chunk_is_read_ahead() -> None:
    make_page_of_articles(5)
    live = Article.objects.live()
    with CaptureQueriesContext(connection) as queries:
        next(in_order(live, among=live, chunk_size=2))
    assert len(queries) == CHOICE + CHUNK


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_others_write_while_a_stream_goes_on_and_it_tells_what_stands_then() -> None:
    first, second, third, fourth = make_page_of_articles(4)
    live = Article.objects.live()
    stream = in_order(live, among=live, chunk_size=2)
    told = [next(stream)]

    def withdraw() -> int:
        return Article.objects.filter(pk=third.pk).update(is_released=False, status="draft")

    def retitle() -> int:
        return Article.objects.filter(pk=fourth.pk).update(headline="Meanwhile")

    for work in (withdraw, retitle):
        assert at_once(work) == [1]
    told += stream
    assert told == [first, second, fourth]
    assert told[-1].headline == "Meanwhile"
