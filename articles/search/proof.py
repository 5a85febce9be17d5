"""The proof that searches look at what the articles say; and what makes it true again."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from articles.models import Article
from articles.search import index

CHUNK = 200


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """An article whose entry was looked at: what is wrong with it, or ""."""

    article: Article
    fault: str


def check_entries() -> Iterator[EntryCheck]:
    """Look at the entry of every article, in constant memory."""
    articles = Article.objects.select_related("source", "search_entry").order_by("pk")
    for article in articles.iterator(chunk_size=CHUNK):
        yield EntryCheck(article, _fault(article))


def _fault(article: Article) -> str:
    entry = getattr(article, "search_entry", None)
    if entry is None:
        return "it has no entry"
    told = index.build_article_entry(article)
    wrong = [name for name, value in told.items() if getattr(entry, name) != value]
    return f"its entry differs in {', '.join(wrong)}" if wrong else ""


def is_index_whole() -> bool:
    """Tell whether the database's own index is that of the entries.

    PostgreSQL makes its column and its index itself; SQLite's table is kept by triggers.
    """
    if connection.vendor == "postgresql":
        return True
    told = "INSERT INTO articles_search (articles_search, rank) VALUES ('integrity-check', 1)"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(told)
    except DatabaseError:
        return False
    return True


def rebuild_index() -> None:
    """Make SQLite's table anew from the entries."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_search (articles_search) VALUES ('rebuild')")
