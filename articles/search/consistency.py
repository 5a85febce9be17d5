"""The search entries and the index, checked against the articles and renewed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet

from articles.models import Article, AuthorAlias, SourceAlias, Tag
from articles.models.article import ArticleQuerySet
from articles.models.names import list_words
from articles.search import index
from articles.text.analyser import VERSION

CHUNK_SIZE: Final = 200
_RELATED: Final = ("bylines", "taggings", "notes")


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """An article with the fault of its search entry, "" if it has none."""

    article: Article
    fault: str


def check_entries() -> Iterator[EntryCheck]:
    """Yield the check of every article, in constant memory."""
    articles = Article.objects.select_related("search_entry", "working_revision")
    loaded = articles.prefetch_related(*_RELATED).order_by("pk")
    for article in loaded.iterator(chunk_size=CHUNK_SIZE):
        yield EntryCheck(article, _find_fault(article))


def _find_fault(article: Article) -> str:
    entry = getattr(article, "search_entry", None)
    if entry is None:
        return "it has no entry"
    if entry.version != VERSION:
        return "its entry is of another version of the analyser; run reindex"
    expected = index.build_article_entry(article)
    wrong = [name for name, value in expected.items() if getattr(entry, name) != value]
    return f"its entry differs in {', '.join(wrong)}" if wrong else ""


def get_outdated() -> ArticleQuerySet:
    """Return the articles whose entry is missing or of another version."""
    return Article.objects.filter(Q(search_entry=None) | ~Q(search_entry__version=VERSION))


def renew_entries() -> Iterator[int]:
    """Index the articles that are outdated; yield the number of each chunk that is done.

    Each chunk is a transaction of its own that locks its articles, so that the site serves and
    editors save meanwhile. What is stopped goes on where it was.
    """
    while keys := list(get_outdated().values_list("pk", flat=True)[:CHUNK_SIZE]):
        with transaction.atomic():
            locked = Article.objects.select_for_update(no_key=True).filter(pk__in=keys)
            for article in locked.prefetch_related(*_RELATED):
                index.save_entry(article)
        yield len(keys)


def find_wrong_names() -> Iterator[Any]:
    """Yield the spellings of sources and authors, and the tags, whose stored words are wrong."""
    for model in (SourceAlias, AuthorAlias, Tag):
        rows: QuerySet[Any] = QuerySet(model).order_by("pk").prefetch_related("words")
        for named in rows.iterator(chunk_size=CHUNK_SIZE):
            if {row.word for row in named.words.all()} != list_words(named.name):
                yield named


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
