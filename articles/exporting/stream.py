"""Many articles one after the other, in memory that does not grow with their number."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from articles.models import Article
from articles.models.article import ArticleQuerySet

CHUNK_SIZE: Final = 200
# Primary keys are small, and a query for a few of them may take as long as one for many.
BLOCK_SIZE: Final = 10_000


def iterate_articles(
    articles: ArticleQuerySet,
    *,
    permitted: ArticleQuerySet,
    chunk_size: int = CHUNK_SIZE,
    block_size: int = BLOCK_SIZE,
) -> Iterator[Article]:
    """Yield the articles with their credits, oldest row first, in four queries for each chunk.

    One more query selects ``block_size`` primary keys ahead. An article is read when the stream
    reaches its chunk, and left out if it is no longer one of ``permitted``. Between its
    queries the stream holds nothing in the database: no lock, no snapshot and no cursor.
    """
    pks = _iterate_pks(articles.order_by("pk").values_list("pk", flat=True), block_size)
    while chunk := list(islice(pks, chunk_size)):
        rows = permitted.filter(pk__in=chunk).order_by("pk").with_credits_and_tags()
        yield from rows.with_keys()


def _iterate_pks(pks: "QuerySet[Article, int]", block_size: int) -> Iterator[int]:
    """Yield the primary keys in order, from one query for each block."""
    block = list(pks[:block_size])
    while block:
        yield from block
        is_last = len(block) < block_size
        block = [] if is_last else list(pks.filter(pk__gt=block[-1])[:block_size])
