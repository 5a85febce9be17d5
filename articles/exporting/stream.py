"""Many articles one after the other, in memory that does not grow with their number."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from articles.models import Article
from articles.models.article import ArticleQuerySet

CHUNK: Final = 200


def in_order(
    articles: ArticleQuerySet, *, among: ArticleQuerySet, chunk_size: int = CHUNK
) -> Iterator[Article]:
    """Yield the articles with their credits, oldest row first, in three queries for each chunk.

    Only their numbers are chosen at the start: the texts are read as the stream comes to them, if
    the article is still ``among`` those that may be told. No transaction is held open meanwhile.
    """
    numbers = articles.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=chunk_size)
    while chunk := list(islice(numbers, chunk_size)):
        yield from among.filter(pk__in=chunk).order_by("pk").with_credits()
