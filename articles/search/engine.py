"""What the database at hand is asked for a query; each engine answers in its own module."""

from collections.abc import Sequence
from typing import Protocol

from django.db import connection

from articles.models.article import ArticleQuerySet
from articles.search import postgresql, sqlite
from articles.search.query import Query


class Engine(Protocol):
    def narrow(self, articles: ArticleQuerySet, query: Query) -> ArticleQuerySet: ...
    def ranked(self, query: Query, keys: Sequence[int]) -> list[int]: ...
    def stems(self, query: Query) -> set[str]: ...


def engine() -> Engine:
    return postgresql if connection.vendor == "postgresql" else sqlite


def narrow(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Return those of the articles that the query finds."""
    return engine().narrow(articles, query)
