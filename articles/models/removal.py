"""Closing links: one row for each row of an article that was deleted, which stays in its place."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.instants import constrain_instants
from articles.models.json_values import hash_values

# What ``awaited`` refers to until the row that is to be deleted is gone: there is no such row.
AWAITED = 0


class Removal(models.Model):
    """What was deleted, of which article, and the end of that article's chain at that moment.

    Triggers of the database refuse to delete an article, a revision, an original or a correction
    unless its removal was written in the same transaction; and a removal whose row is not deleted
    cannot be committed, since ``awaited`` refers to nothing until a trigger empties it.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("article")
        REVISION = "revision", _("revision")
        ORIGINAL = "original", _("original")
        CORRECTION = "correction", _("correction")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    row_key = models.BigIntegerField(_("key of the deleted row"))
    row_sha256 = models.CharField(_("SHA-256 of the deleted row"), max_length=64, blank=True)
    article_key = models.BigIntegerField(_("key of the article"))
    identity = models.CharField(_("UUID of the article"), max_length=64)
    head_count = models.PositiveIntegerField(_("changes on the audit log"))
    head_sha256 = models.CharField(_("SHA-256 of the last change"), max_length=64, blank=True)
    removed_at = models.DateTimeField(_("deleted at"), default=timezone.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="removals",
        verbose_name=_("deleted by"),
    )
    reason = models.TextField(_("reason"), blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    awaited = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        verbose_name = _("deletion")
        verbose_name_plural = _("deletions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["article_key"], name="removal_by_article")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_key"], name="removal_unique"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["article", "revision", "original", "correction"]),
                name="removal_kind_known",
            ),
            constrain_instants(["removed_at"], name="removal_instant_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.row_key}"

    def compute_digest(self) -> str:
        """Return the hexadecimal SHA-256 of all other columns, as JSON with sorted keys."""
        excluded = {"id", "sha256", "awaited_id"}
        names = [field.attname for field in self._meta.concrete_fields]
        return hash_values({name: getattr(self, name) for name in names if name not in excluded})
