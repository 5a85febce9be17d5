"""The search engine of the database in use: ``postgresql`` or ``sqlite``."""

from collections.abc import Sequence
from typing import Protocol

from django.db import connection

from articles.models.article import ArticleQuerySet
from articles.search import postgresql, sqlite
from articles.search.query import Query


class Engine(Protocol):
    """What each engine's module defines."""

    def filter_matches(self, articles: ArticleQuerySet, query: Query) -> ArticleQuerySet: ...
    def rank_ids(self, query: Query, ids: Sequence[int]) -> list[int]: ...
    def find_stems(self, query: Query) -> set[str]: ...


def get_engine() -> Engine:
    return postgresql if connection.vendor == "postgresql" else sqlite


def filter_matches(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Return the articles that match the query."""
    return get_engine().filter_matches(articles, query)
