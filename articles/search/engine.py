"""The articles that match a query, by the search engine of the database in use."""

from collections.abc import Sequence
from typing import Final, Protocol

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery

from articles.database.any_of import AnyOf, encode_ids
from articles.models import SearchEntry
from articles.models.article import ArticleQuerySet
from articles.search import postgresql, sqlite
from articles.search.expression import Expression, Syntax
from articles.search.query import Query
from articles.search.wanted import resolve_query

# With more matches, articles are read from the newest down, and each entry is checked.
LISTED_LIMIT: Final = 10_000
# The same for the words of a phrase, whose order is read from the entry of each.
PHRASE_LIMIT: Final = 2_000


class Engine(Protocol):
    """What each engine's module defines."""

    SYNTAX: Syntax

    def find_ids(self, text: str, limit: int) -> list[int] | None: ...
    def build_match(self, text: str) -> Q: ...
    def find_matching(self, text: str, ids: Sequence[int]) -> set[int]: ...


def get_engine() -> Engine:
    return postgresql if connection.vendor == "postgresql" else sqlite


def build_expression(query: Query, *, is_for_desk: bool = False) -> Expression:
    return Expression(query, resolve_query(query), is_for_desk=is_for_desk)


def filter_matches(articles: ArticleQuerySet, expression: Expression) -> ArticleQuerySet:
    """Return the articles that match.

    If the matches are few, their ids are found first and the articles by id. If they are many, the
    list is read from the newest article down.
    """
    engine = get_engine()
    limit = PHRASE_LIMIT if expression.has_phrases else LISTED_LIMIT
    ids = engine.find_ids(expression.render(engine.SYNTAX), limit)
    condition = expression.build_condition(engine.build_match, engine.SYNTAX)
    if ids is None:
        return _filter_one_by_one(articles, condition)
    if expression.has_phrases:
        ids = _select(ids, condition)
    encoded_ids = encode_ids(ids)
    matches = articles.filter(AnyOf("pk", encoded_ids))
    matches.matched_ids = encoded_ids
    return matches


def _filter_one_by_one(articles: ArticleQuerySet, condition: Q) -> ArticleQuerySet:
    # In a subquery with one value for each article, which no planner reads beforehand.
    is_match = ExpressionWrapper(condition, output_field=BooleanField())
    entry = SearchEntry.objects.filter(pk=OuterRef("pk")).values(is_match=is_match)
    matches = articles.filter(Subquery(entry, output_field=BooleanField()))
    matches.scan_candidates = articles
    return matches


def find_matching(expression: Expression, ids: Sequence[int]) -> list[int]:
    """Return those of the ids that match."""
    engine = get_engine()
    found = engine.find_matching(expression.render(engine.SYNTAX), ids) if ids else set()
    ids = [pk for pk in ids if pk in found]
    if ids and expression.has_phrases:
        ids = _select(ids, expression.build_condition(engine.build_match, engine.SYNTAX))
    return ids


def _select(ids: Sequence[int], condition: Q) -> list[int]:
    entries = SearchEntry.objects.filter(AnyOf("pk", encode_ids(ids))).filter(condition)
    return list(entries.values_list("pk", flat=True))
