"""A query in the words of SQLite's FTS5, which has no stems."""

import json
from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from articles.models.article import ArticleQuerySet
from articles.search.query import Alternative, Query, Term

READS_ALL: Final = False
# Of headline, standfirst, byline, source, body.
WEIGHTS: Final = "10.0, 5.0, 3.0, 3.0, 1.0"


def narrow(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Return those of the articles that the query finds."""
    sql = (
        "articles_article.id IN (SELECT rowid FROM articles_search WHERE articles_search MATCH %s)"
    )
    found = RawSQL(sql, [told(query)], output_field=BooleanField())  # noqa: S611 - nothing of the query is in it
    return articles.filter(found)


def among(column: str, keys: Sequence[int]) -> RawSQL:
    """Return the condition that the column has one of many keys, as one value and not as many."""
    sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - our own column
    return RawSQL(sql, [json.dumps(keys)], output_field=BooleanField())  # noqa: S611 - ours, with its value beside


def ranked(query: Query, keys: Sequence[int]) -> list[int]:
    """Return the keys of these articles, the best first, of equals the earlier one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, bm25(articles_search, {WEIGHTS}) FROM articles_search "  # noqa: S608 - our own
            "WHERE articles_search MATCH %s",
            [told(query)],
        )
        scores = dict(cursor.fetchall())  # the lower, the better
    return sorted((key for key in keys if key in scores), key=lambda key: scores[key])


def stems(_query: Query) -> set[str]:
    """Return the stems of the words that a hit may have: none are known here."""
    return set()


def told(query: Query) -> str:
    """Return the query as FTS5 reads it."""
    return " OR ".join(f"({_all_of(terms)})" for terms in query.alternatives)


def _all_of(terms: Alternative) -> str:
    sought = " AND ".join(_term(term) for term in terms if not term.is_excluded)
    excluded = " OR ".join(_term(term) for term in terms if term.is_excluded)
    return f"({sought}) NOT ({excluded})" if excluded else sought


def _term(term: Term) -> str:
    """Return a phrase in quotes; folded words have none."""
    return f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}'
