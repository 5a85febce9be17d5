"""Search by PostgreSQL's tsvector of our own tokens, without positions."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from articles.database.any_of import encode_ids
from articles.search.expression import Syntax

SYNTAX: Final = Syntax(
    all_of=" & ", any_of=" | ", without="({0} & !{1})", word="'{}'", prefix="'{}':*"
)


def find_ids(text: str, limit: int) -> list[int] | None:
    """Return the ids of the matches, None where there are, or may be, more than the limit.

    Where the planner expects far more, the index is not read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT articles_match(%s::tsquery, %s)", [text, limit + 1])
        ids: list[int] | None = cursor.fetchone()[0]
    return ids if ids is not None and len(ids) <= limit else None


def build_match(text: str) -> Q:
    """Return the condition for entries that match."""
    return Q(RawSQL("vector @@ %s::tsquery", [text], output_field=BooleanField()))


def find_matching(text: str, ids: Sequence[int]) -> set[int]:
    """Return those of the ids that match."""
    sql = (
        # In the SELECT list: for a condition the planner would use the index of words.
        "SELECT article_id, vector @@ %s::tsquery FROM articles_searchentry "
        "WHERE article_id = ANY(%s::bigint[])"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [text, encode_ids(ids)])
        return {pk for pk, is_match in cursor if is_match}
