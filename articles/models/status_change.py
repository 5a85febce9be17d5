"""The audit log: one row for each change of status, which nobody can alter."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.article_choices import Status
from articles.models.instants import constrain_instants
from articles.models.json_values import hash_values
from articles.models.program_reason import word_reason
from articles.models.revision import Revision


class StatusChange(models.Model):
    """One entry of an article's chain: ``previous_sha256`` is the ``sha256`` of the entry before.

    Triggers of the database refuse to update or delete it. It outlives its article.
    """

    article = models.ForeignKey(
        Article,
        models.DO_NOTHING,
        db_constraint=False,
        related_name="status_changes",
        verbose_name=_("article"),
    )
    number = models.PositiveIntegerField(_("number"))
    transition = models.CharField(_("action"), max_length=30)
    from_status = models.CharField(_("previous status"), max_length=10, choices=Status)
    to_status = models.CharField(_("new status"), max_length=10, choices=Status)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="status_changes",
        verbose_name=_("changed by"),
    )
    reason = models.TextField(_("reason"), blank=True)
    revision = models.ForeignKey(
        Revision,
        models.DO_NOTHING,
        db_constraint=False,
        related_name="status_changes",
        verbose_name=_("revision"),
    )
    revision_sha256 = models.CharField(_("SHA-256 of the revision"), max_length=64)
    readers_sha256 = models.CharField(
        _("SHA-256 of what readers saw"),
        max_length=64,
        blank=True,
        help_text=_("For publishing, withdrawing and correcting."),
    )
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        help_text=_("When readers could first read it; on the change that decides it."),
    )
    row_sha256 = models.CharField(_("SHA-256 of what decides what readers see"), max_length=64)
    takes_effect_at = models.DateTimeField(_("takes effect at"), null=True)
    is_four_eyes_off = models.BooleanField(_("approved without a second person"), default=False)
    signed_sha256 = models.CharField(
        _("SHA-256 of what was signed"),
        max_length=64,
        blank=True,
        help_text=_("Of the revisions that the person signed by this change."),
    )
    previous_sha256 = models.CharField(_("SHA-256 of the change before"), max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="status_change_unique"),
            constrain_instants(
                ["changed_at", "published_at", "takes_effect_at"],
                name="status_change_instants_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"

    @property
    def is_back_dated(self) -> bool:
        """Return whether it says that readers could read the article before it was made."""
        return bool(self.published_at and self.published_at < self.changed_at)

    @property
    def reason_text(self) -> str:
        """Return the reason for whoever reads it now."""
        return word_reason(self.reason)

    def compute_digest(self) -> str:
        """Return the hexadecimal SHA-256 of all other columns, as JSON with sorted keys."""
        names = [field.attname for field in self._meta.concrete_fields]
        excluded = {"id", "sha256"}
        return hash_values({name: getattr(self, name) for name in names if name not in excluded})
