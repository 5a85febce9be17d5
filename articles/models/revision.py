"""The numbered, immutable snapshots of everything that an editor can edit."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.json_values import hash_values

# The ``previous_sha256`` of the first row of a chain.
ROOT: Final = "0" * 64
# The columns that ``record_sha256`` covers; ``sha256`` is that of the content.
_RECORDED: Final = (
    *("article_id", "number", "sha256", "made_at", "made_by_id", "is_imported"),
    *("needs_signature", "restored_number", "previous_sha256"),
)


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
    made_at = models.DateTimeField(_("created at"), default=timezone.now)
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

    previous_sha256 = models.CharField(
        _("SHA-256 of the revision before"), max_length=64, default=ROOT
    )
    record_sha256 = models.CharField(_("SHA-256 with who and when"), max_length=64)

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
        self.record_sha256 = self.compute_record_digest(self.article.identity)
        super().save(*args, **kwargs)

    def compute_record_digest(self, identity: str) -> str:
        """Return the SHA-256 of what the revision says, and of whose it is, who made it and when.

        ``identity`` is the article's UUID.
        """
        return hash_record(vars(self), identity=identity)


def hash_record(columns: Mapping[str, Any], *, identity: str) -> str:
    """Return the digest of a revision's columns, as ``Revision.compute_record_digest`` does."""
    return hash_values({"identity": identity, **{name: columns[name] for name in _RECORDED}})
