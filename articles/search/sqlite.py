"""A query in the words of SQLite's FTS5, which has no stems."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from articles.database.keys import build_any_of, build_id_condition, encode_ids
from articles.models.article import ArticleQuerySet
from articles.search.query import Alternative, Query, Term

KNOWN: Final = 10_000
# Of headline, standfirst, byline, source, body.
WEIGHTS: Final = "10.0, 5.0, 3.0, 3.0, 1.0"


def filter_matches(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Return those of the articles that the query finds.

    Of few the keys are found first, and the articles by them. Of many the newest are found by
    walking down from the newest article: the plus keeps SQLite from reading all of them to order
    them.
    """
    asked = told(query)
    keys, number = _found(asked)
    if number <= KNOWN:
        known = articles.filter(build_id_condition("articles_article.id", keys, number))
        known.matched_ids = keys
        return known
    sql = (
        "+articles_article.id IN (SELECT rowid FROM articles_search WHERE articles_search MATCH %s)"
    )
    return articles.filter(RawSQL(sql, [asked], output_field=BooleanField()))  # noqa: S611 - ours, with its value beside


def _found(asked: str) -> tuple[str, int]:
    """Return the keys of the articles that the index finds, told as one; KNOWN + 1 for more."""
    sql = (
        "SELECT json_group_array(rowid), COUNT(*) FROM "
        "(SELECT rowid FROM articles_search WHERE articles_search MATCH %s LIMIT %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, KNOWN + 1])
        keys, number = cursor.fetchone()
    return keys, number


def rank_ids(query: Query, keys: Sequence[int]) -> list[int]:
    """Return the keys of these articles, the best first, of equals the earlier one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, bm25(articles_search, {WEIGHTS}) FROM articles_search "  # noqa: S608 - our own
            # The plus keeps it from looking each of them up in the index, which takes far longer.
            f"WHERE articles_search MATCH %s AND {build_any_of('+rowid', len(keys))}",
            [told(query), encode_ids(keys)],
        )
        scores = dict(cursor.fetchall())  # the lower, the better
    return sorted((key for key in keys if key in scores), key=lambda key: scores[key])


def find_stems(_query: Query) -> set[str]:
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
