"""The words of articles by which a search finds them; the database's own index follows them."""

from typing import Final

from django.db import models

from articles.models.article import Article

# Before each word and token of ``desk``.
DESK: Final = "!"


class SearchEntry(models.Model):
    """The words of one article, as ``articles.text.analyser`` of the ``version`` makes them.

    Between two words stands one space, between two texts stand two, and one at either end. On
    PostgreSQL the generated column ``vector`` holds them all, with a GIN index; on SQLite triggers
    update the FTS5 table ``articles_search``. Neither holds the order of words, which is here.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    version = models.PositiveSmallIntegerField(db_index=True)
    # Headline, standfirst, byline and body, as readers see them once the article is live.
    words = models.TextField(blank=True)
    # Other forms and stems of these words.
    forms = models.TextField(blank=True)
    # The language, and the ids of source, authors and tags.
    names = models.TextField(blank=True)
    # The words of what only the desk sees: a working revision that is not live, and notes.
    desk = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.article_id}: {self.words[:80].strip()}"
