"""The desk: Django's admin, one module for each noun."""

from articles.admin import article, author, batch, original, source, tag

__all__ = ["article", "author", "batch", "original", "source", "tag"]
