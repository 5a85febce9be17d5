"""The words of names, by which searches find sources, authors and tags."""

from django.db import models

from articles.models.author import AuthorAlias
from articles.models.source import SourceAlias
from articles.models.tag import Tag
from articles.text.analyser import WORD_LIMIT


class NameWord(models.Model):
    """A word of one spelling of a source or an author, or of a tag; ``save_words`` writes them."""

    word = models.CharField(max_length=WORD_LIMIT, db_index=True)
    source_alias = models.ForeignKey(SourceAlias, models.CASCADE, null=True, related_name="words")
    author_alias = models.ForeignKey(AuthorAlias, models.CASCADE, null=True, related_name="words")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="words")

    def __str__(self) -> str:
        return self.word
