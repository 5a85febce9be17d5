"""Feeds of sources that the site watches, with the state of the last fetch."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.fetch_url import parse_fetch_url
from articles.models.fields import WebURLField
from articles.models.source import Source

MAX_URL_LENGTH = 500
MAX_VALIDATOR_LENGTH = 200


def validate_fetch_url(value: str) -> None:
    """Raise ValidationError for a URL that may not be fetched."""
    parse_fetch_url(value)


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self) -> Self:
        """Watched feeds whose next fetch is due."""
        return self.filter(is_watched=True, next_due_at__lte=timezone.now())


class Feed(models.Model):
    """One feed; ``sha256`` is of the content read last, ``rejected_sha256`` of its rejects.

    ``problem`` is a problem as ``Problem.as_json`` returns it, or empty.
    """

    source = models.ForeignKey(
        Source, models.CASCADE, related_name="feeds", verbose_name=_("source")
    )
    address = WebURLField(_("address"), max_length=MAX_URL_LENGTH, validators=[validate_fetch_url])
    is_watched = models.BooleanField(_("active"), default=True)
    etag = models.CharField("ETag", max_length=MAX_VALIDATOR_LENGTH, blank=True)
    modified = models.CharField("Last-Modified", max_length=MAX_VALIDATOR_LENGTH, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    rejected_sha256 = models.CharField(_("SHA-256 of the rejects"), max_length=64, blank=True)
    checked_at = models.DateTimeField(_("last requested"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("last changed"), null=True, blank=True)
    next_due_at = models.DateTimeField(_("next check"), default=timezone.now)
    failure_count = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    problem = models.JSONField(_("problem"), default=dict, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                name="feed_address_unique",
                violation_error_message=_(
                    "This feed is already in use, for this source or another one."
                ),
            )
        ]
        indexes = [
            models.Index(
                fields=["next_due_at"], name="feed_due", condition=models.Q(is_watched=True)
            )
        ]

    def __str__(self) -> str:
        return self.address

    def reset(self) -> None:
        """Forget the results of earlier fetches, so that the next run fetches the feed."""
        self.etag = self.modified = self.sha256 = self.rejected_sha256 = ""
        self.problem = {}
        self.checked_at = self.fetched_at = None
        self.failure_count = 0
        self.next_due_at = timezone.now()
