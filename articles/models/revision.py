"""The numbered, immutable snapshots of everything that an editor can edit."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class RevisionImmutableError(Exception):
    """A program tried to change a revision; save a new one instead."""


class Revision(models.Model):
    """One snapshot; ``content`` is what ``articles.publishing.revisions`` describes."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="revisions", verbose_name=_("article")
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("created at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="revisions",
        verbose_name=_("created by"),
    )
    is_imported = models.BooleanField(_("from an import"), default=False)
    needs_signature = models.BooleanField(
        _("needs a signature"),
        default=True,
        help_text=_("It changed the text, so somebody else has to sign it before publication."),
    )
    restored_number = models.PositiveIntegerField(_("restores revision"), null=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_unique")
        ]

    def __str__(self) -> str:
        return _("Revision %(number)s") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise RevisionImmutableError(f"Revision {self.number} stays as it was taken.")
        super().save(*args, **kwargs)
