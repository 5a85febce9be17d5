"""Public notices on an article of what was wrong, unclear or new, each with its revision."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.instants import constrain_instants
from articles.models.revision import Revision


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def live(self) -> Self:
        """Corrections that readers see, with articles that readers see."""
        live_articles = Article.objects.live().filter(pk=models.OuterRef("article"))
        return self.filter(models.Exists(live_articles), published_at__lte=timezone.now())


class Correction(models.Model):
    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")
        EDITORS_NOTE = "editors_note", _("Editor’s note")
        RETRACTION = "retraction", _("Retraction")
        SOURCE_CORRECTED = "source_corrected", _("Corrected by the source")
        TRANSCRIPTION_ERROR = "transcription_error", _("Transcription error")

    class Place(models.TextChoices):
        TOP = "top", _("above the text")
        BOTTOM = "bottom", _("below the text")

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="corrections", verbose_name=_("article")
    )
    revision = models.OneToOneField(
        Revision,
        models.PROTECT,
        related_name="correction",
        verbose_name=_("revision explained"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("text"))
    place = models.CharField(_("position on the page"), max_length=10, choices=Place.choices)
    published_at = models.DateTimeField(_("published at"))

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="correction_by_instant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("correction", "clarification", "update", "editors_note"),
                        *("retraction", "source_corrected", "transcription_error"),
                    ]
                ),
                name="correction_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(place__in=["top", "bottom"]), name="correction_place_known"
            ),
            constrain_instants(["published_at"], name="correction_instant_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:80]}"
