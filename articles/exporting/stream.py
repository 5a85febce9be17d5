"""Many articles one after the other, in memory that does not grow with their number."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from articles.models import Article
from articles.models.article import ArticleQuerySet

CHUNK: Final = 200
# Chosen at a time: a number is small, and to choose may take as long for few as for many.
NUMBERS: Final = 10_000


def in_order(
    articles: ArticleQuerySet,
    *,
    among: ArticleQuerySet,
    chunk_size: int = CHUNK,
    numbers: int = NUMBERS,
) -> Iterator[Article]:
    """Yield the articles with their credits, oldest row first, in two queries for each chunk.

    One more query chooses so many ``numbers`` of rows ahead. Each text is read when the stream
    comes to it, if the article is then still ``among`` those that may be told. Between its queries
    the stream holds nothing in the database, neither a lock nor a snapshot nor a cursor.
    """
    chosen = _chosen(articles.order_by("pk").values_list("pk", flat=True), numbers)
    while chunk := list(islice(chosen, chunk_size)):
        yield from among.filter(pk__in=chunk).order_by("pk").with_credits()


def _chosen(pks: "QuerySet[Article, int]", numbers: int) -> Iterator[int]:
    block = list(pks[:numbers])
    while block:
        yield from block
        is_last = len(block) < numbers
        block = [] if is_last else list(pks.filter(pk__gt=block[-1])[:numbers])
