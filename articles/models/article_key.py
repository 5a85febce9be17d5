"""The keys by which an article is known to imports: ids, URLs and texts, as its origin gave them.

They outlive what editors change. An id belongs to one article of a source; a URL or a text may
belong to several.
"""

from collections.abc import Iterable
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.vocabulary import IdentityKey, KeyKind

KEY_COLUMNS: Final = ("kind", "source", "value")


class ArticleKeyQuerySet(models.QuerySet["ArticleKey"]):
    def learn(self, article: Article, keys: Iterable[IdentityKey]) -> None:
        """Add those of the keys that the article does not have, and no other has as its id."""
        known = {
            IdentityKey(*row) for row in self.filter(article=article).values_list(*KEY_COLUMNS)
        }
        new = [key for key in dict.fromkeys(keys) if key not in known]
        self.bulk_create(
            [ArticleKey(article=article, **key.as_columns()) for key in new], ignore_conflicts=True
        )


class ArticleKey(models.Model):
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="keys", verbose_name=_("article")
    )
    kind = models.CharField(
        _("kind"), max_length=4, choices=[(kind.value, kind.value) for kind in KeyKind]
    )
    source = models.CharField(_("source as named"), max_length=400, blank=True)
    value = models.CharField(_("value"), max_length=200)

    objects = ArticleKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        constraints = [
            models.UniqueConstraint(
                fields=["value", "source"],
                condition=models.Q(kind="id"),
                name="article_key_id_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["id", "url", "text"]), name="article_key_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["value"], name="article_key_by_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"

    def as_identity_key(self) -> IdentityKey:
        return IdentityKey(self.kind, self.source, self.value)
