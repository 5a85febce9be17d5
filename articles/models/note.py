"""Notes that editors write to each other about an article; never public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class Note(models.Model):
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="notes", verbose_name=_("article")
    )
    answers = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in reply to"),
    )
    text = models.TextField(_("text"), max_length=5000)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="notes",
        verbose_name=_("written by"),
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="notes_resolved",
        verbose_name=_("resolved by"),
    )

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="note_resolved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(resolved_at__isnull=True),
                name="note_answer_is_not_resolved",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
