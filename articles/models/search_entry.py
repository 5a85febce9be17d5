"""The folded words of articles, which the database's own search index follows."""

from django.db import models

from articles.models.article import Article


class SearchEntry(models.Model):
    """The folded words of one article; the columns of words go from the weightiest to the least.

    On PostgreSQL the generated column ``vector`` holds their stems in the article's language,
    with a GIN index. On SQLite triggers update the FTS5 table ``articles_search``.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    language = models.CharField(max_length=20, blank=True)
    headline = models.TextField(blank=True)
    standfirst = models.TextField(blank=True)
    byline = models.TextField(blank=True)
    source = models.TextField(blank=True)
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.headline
