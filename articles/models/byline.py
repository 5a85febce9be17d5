"""Who an article is credited to, in the order of the printed byline."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.author import Author


class BylineManager(models.Manager["Byline"]):
    def get_queryset(self) -> models.QuerySet["Byline"]:
        """Load the authors with the bylines, which are always shown by name."""
        return super().get_queryset().select_related("author")


class Byline(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, models.PROTECT, related_name="bylines", verbose_name=_("author")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Enter 0 to put it last.")
    )
    affiliation = models.CharField(_("affiliation as printed"), max_length=300, blank=True)

    objects = BylineManager()

    class Meta:
        verbose_name = _("author of an article")
        verbose_name_plural = _("authors in order")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author"],
                name="byline_author_once",
                violation_error_message=_(
                    "This author is already in the list. Remove one of the two."
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.author)
