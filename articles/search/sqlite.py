"""Search by SQLite's FTS5, with our own tokens."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from articles.database.any_of import encode_ids
from articles.search.expression import Syntax

SYNTAX: Final = Syntax(
    all_of=" AND ", any_of=" OR ", without="({0} NOT {1})", word='"{}"', prefix='"{}" *'
)

_MATCHES: Final = "SELECT rowid FROM articles_search WHERE articles_search MATCH %s"


def find_ids(text: str, limit: int) -> list[int] | None:
    """Return the ids of the matches, None where there are more than the limit."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_MATCHES} LIMIT %s", [text, limit + 1])
        ids = [pk for (pk,) in cursor]
    return ids if len(ids) <= limit else None


def build_match(text: str) -> Q:
    """Return the condition for entries that match."""
    # The unary plus keeps SQLite from starting with all matches, which it would have to sort.
    sql = f"+article_id IN ({_MATCHES})"
    return Q(RawSQL(sql, [text], output_field=BooleanField()))  # noqa: S611 - a constant with its parameter


def find_matching(text: str, ids: Sequence[int]) -> set[int]:
    """Return those of the ids that match."""
    # The unary plus keeps SQLite from looking up each id in the index, which is far slower.
    sql = f"{_MATCHES} AND +rowid IN (SELECT value FROM json_each(%s))"  # noqa: S608 - our own
    with connection.cursor() as cursor:
        cursor.execute(sql, [text, encode_ids(ids)])
        return {pk for (pk,) in cursor}
