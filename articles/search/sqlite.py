"""Search by SQLite's FTS5, which has no stems."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from articles.database.any_of import AnyOf, encode_ids
from articles.models.article import ArticleQuerySet
from articles.search.query import Query, Term, Terms

# A search with more matches does not list their ids.
MAX_MATCHED_IDS: Final = 10_000
# Of headline, standfirst, byline, source, body.
WEIGHTS: Final = "10.0, 5.0, 3.0, 3.0, 1.0"


def filter_matches(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Return the articles that match the query.

    If the matches are few, their ids are found first and the articles by id. If they are many, the
    list is read from the newest article down and each article looked up in the index.
    """
    fts_query = build_fts_query(query)
    encoded_ids, number = _find_ids(fts_query)
    if number <= MAX_MATCHED_IDS:
        matches = articles.filter(AnyOf("pk", encoded_ids))
        matches.matched_ids = encoded_ids
        return matches
    # The unary plus keeps SQLite from starting with all matches, which it would have to sort.
    sql = (
        "+articles_article.id IN (SELECT rowid FROM articles_search WHERE articles_search MATCH %s)"
    )
    return articles.filter(RawSQL(sql, [fts_query], output_field=BooleanField()))  # noqa: S611 - a constant with its parameter


def _find_ids(fts_query: str) -> tuple[str, int]:
    """Return the encoded ids of the matches and their number, MAX_MATCHED_IDS + 1 for more."""
    sql = (
        "SELECT json_group_array(rowid), COUNT(*) FROM "
        "(SELECT rowid FROM articles_search WHERE articles_search MATCH %s LIMIT %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [fts_query, MAX_MATCHED_IDS + 1])
        encoded_ids, number = cursor.fetchone()
    return encoded_ids, number


def rank_ids(query: Query, ids: Sequence[int]) -> list[int]:
    """Return those of the ids that match, the best first; ties keep their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, bm25(articles_search, {WEIGHTS}) FROM articles_search "  # noqa: S608 - our own
            # The unary plus keeps SQLite from looking up each id in the index, which is far slower.
            "WHERE articles_search MATCH %s AND +rowid IN (SELECT value FROM json_each(%s))",
            [build_fts_query(query), encode_ids(ids)],
        )
        scores = dict(cursor.fetchall())  # lower is better
    return sorted((pk for pk in ids if pk in scores), key=lambda pk: scores[pk])


def find_stems(_query: Query) -> set[str]:
    """Return an empty set, since FTS5 has no stems of our languages."""
    return set()


def build_fts_query(query: Query) -> str:
    """Return the query in the syntax of FTS5."""
    return " OR ".join(f"({_build_conjunction(terms)})" for terms in query.alternatives)


def _build_conjunction(terms: Terms) -> str:
    required = " AND ".join(_build_phrase(term) for term in terms if not term.is_excluded)
    excluded = " OR ".join(_build_phrase(term) for term in terms if term.is_excluded)
    return f"({required}) NOT ({excluded})" if excluded else required


def _build_phrase(term: Term) -> str:
    """Return the term as a quoted phrase; folded words contain no quotes."""
    return f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}'
