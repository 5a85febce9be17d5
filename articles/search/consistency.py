"""Checks that the search entries and the index agree with the articles, and the rebuild."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from articles.models import Article
from articles.search import index

CHUNK_SIZE = 200


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """An article with the fault of its search entry, "" if it has none."""

    article: Article
    fault: str


def check_entries() -> Iterator[EntryCheck]:
    """Yield the check of every article, in constant memory."""
    articles = Article.objects.select_related("source", "search_entry").order_by("pk")
    for article in articles.iterator(chunk_size=CHUNK_SIZE):
        yield EntryCheck(article, _find_fault(article))


def _find_fault(article: Article) -> str:
    entry = getattr(article, "search_entry", None)
    if entry is None:
        return "it has no entry"
    expected = index.build_article_entry(article)
    wrong = [name for name, value in expected.items() if getattr(entry, name) != value]
    return f"its entry differs in {', '.join(wrong)}" if wrong else ""


def is_index_whole() -> bool:
    """Return whether the database's own index agrees with the entries.

    Always on PostgreSQL, which generates its column and its index; on SQLite triggers update it.
    """
    if connection.vendor == "postgresql":
        return True
    sql = "INSERT INTO articles_search (articles_search, rank) VALUES ('integrity-check', 1)"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return False
    return True


def rebuild_index() -> None:
    """Rebuild SQLite's index from the entries."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_search (articles_search) VALUES ('rebuild')")
