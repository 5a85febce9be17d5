"""The fixed choices of an article's columns, each with its name on screen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.vocabulary import Kind, Precision


class Status(models.TextChoices):
    """How far the work on an article is; ``is_released`` says whether readers see it."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SPIKED = "spiked", _("spiked")


KIND_CHOICES = [
    (Kind.NEWS.value, _("news")),
    (Kind.ANALYSIS.value, _("analysis")),
    (Kind.COMMENTARY.value, _("commentary")),
    (Kind.REPORT.value, _("report")),
    (Kind.ANNOUNCEMENT.value, _("announcement")),
]


def get_kind_name(kind: str) -> str:
    """Return the kind's name in the reader's language; of an unknown kind, its value."""
    return str(dict(KIND_CHOICES).get(kind, kind))


PRECISION_CHOICES = [
    (Precision.DAY.value, _("day only")),
    (Precision.MONTH.value, _("month")),
    (Precision.YEAR.value, _("year")),
    (Precision.RANGE.value, _("range")),
    (Precision.UNKNOWN.value, _("unknown")),
]
