"""What the database at hand is asked for a query; each engine answers in its own module."""

from collections.abc import Sequence
from typing import Protocol

from django.db import connection

from articles.models.article import ArticleQuerySet
from articles.search import postgresql, sqlite
from articles.search.query import Query


class Engine(Protocol):
    def filter_matches(self, articles: ArticleQuerySet, query: Query) -> ArticleQuerySet: ...
    def rank_ids(self, query: Query, keys: Sequence[int]) -> list[int]: ...
    def find_stems(self, query: Query) -> set[str]: ...


def get_engine() -> Engine:
    return postgresql if connection.vendor == "postgresql" else sqlite


def filter_matches(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Return those of the articles that the query finds."""
    return get_engine().filter_matches(articles, query)
