"""The tables: one module for each noun."""

from articles.models.article import Article, Status
from articles.models.author import Author, AuthorAlias
from articles.models.batch import Batch
from articles.models.byline import Byline
from articles.models.original import Original
from articles.models.source import Source, SourceAlias
from articles.models.tag import Tag, Tagging

__all__ = [
    "Article",
    "Author",
    "AuthorAlias",
    "Batch",
    "Byline",
    "Original",
    "Source",
    "SourceAlias",
    "Status",
    "Tag",
    "Tagging",
]
