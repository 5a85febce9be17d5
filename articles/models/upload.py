"""Files that editors upload to import: stored, previewed, imported once confirmed."""

from datetime import datetime, timedelta
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article_choices import Status
from articles.models.blob import Blob
from articles.models.source import Source

# A process at work reports every few seconds; without a report for this long it counts as ended.
STALLED_AFTER: Final = timedelta(minutes=3)
RETENTION: Final = timedelta(days=7)


class UploadState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    PREVIEWING = "previewing", _("being checked")
    PREVIEWED = "previewed", _("waiting to be confirmed")
    RUNNING = "running", _("being imported")
    FINISHED = "finished", _("finished")
    FAILED = "failed", _("failed")


WORKING: Final = (UploadState.PREVIEWING, UploadState.RUNNING)


class UploadQuerySet(models.QuerySet["Upload"]):
    def previewable(self) -> Self:
        """Return uploads whose preview can start: it has not yet, or it failed or stalled."""
        return self.filter(
            Q(state=UploadState.WAITING, size__gt=0)
            | Q(state=UploadState.FAILED)
            | Q(state=UploadState.PREVIEWING, progressed_at__lt=_compute_stall_limit()),
            confirmed_at=None,
        )

    def importable(self) -> Self:
        """Return uploads whose import can start, or start again after it failed or stalled."""
        return self.filter(
            Q(state=UploadState.PREVIEWED)
            | Q(state=UploadState.FAILED, confirmed_at__isnull=False)
            | Q(state=UploadState.RUNNING, progressed_at__lt=_compute_stall_limit())
        )

    def waiting(self) -> Self:
        """Return uploads whose preview or import no process has begun."""
        return self.filter(state__in=WORKING, progressed_at=None)

    def abandoned(self) -> Self:
        """Return uploads of more than a week ago that nobody has confirmed."""
        return self.filter(confirmed_at=None, uploaded_at__lt=timezone.now() - RETENTION)

    def long_finished(self) -> Self:
        """Return uploads imported more than a week ago, whose files are no longer needed."""
        limit = timezone.now() - RETENTION
        return self.filter(state=UploadState.FINISHED, progressed_at__lt=limit)


def _compute_stall_limit() -> datetime:
    """Return the instant before which the last report of a stalled process was."""
    return timezone.now() - STALLED_AFTER


class Upload(models.Model):
    """One uploaded file, with the options of its import and the state of the work on it.

    ``names`` maps field names of the file to ours. ``process_number`` grows when a process is
    requested and again when it begins, so that only the latest process may write to the row.
    ``progressed_at`` is None while the upload waits for a process.
    ``file`` is None once it is no longer needed, ``rejects`` where no record was rejected.
    ``problem`` is a problem as ``Problem.as_json`` returns it, or empty; so is each ``reason``.
    ``preview`` is ``{"counts": {outcome: int}, "left_out": {what: int}, "problems": [{"path",
    "position", "reason", "record"}], "articles": [{"headline", "source", "date", "authors",
    "language"}]}``; it holds only the first problems and articles.
    """

    name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    file = models.ForeignKey(
        Blob, models.PROTECT, null=True, related_name="uploads", verbose_name=_("stored file")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="uploads",
        verbose_name=_("uploaded by"),
    )
    format = models.CharField(_("format"), max_length=20)
    status = models.CharField(_("status of new articles"), max_length=20, choices=Status.choices)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, related_name="uploads", verbose_name=_("source")
    )
    language = models.CharField(_("language"), max_length=35, blank=True)
    encoding = models.CharField(_("charset"), max_length=40, blank=True)
    names = models.JSONField(_("field names"), default=dict)

    state = models.CharField(
        _("state"), max_length=20, choices=UploadState.choices, default=UploadState.WAITING
    )
    preview = models.JSONField(_("preview"), default=dict)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="uploads_confirmed",
        verbose_name=_("confirmed by"),
    )
    process_number = models.PositiveIntegerField(_("process"), default=0)
    read_size = models.PositiveBigIntegerField(_("bytes read"), default=0)
    progressed_at = models.DateTimeField(_("last sign of life"), null=True)
    problem = models.JSONField(_("error"), default=dict, blank=True)
    log = models.TextField(_("log"), blank=True)
    rejects = models.ForeignKey(
        Blob,
        models.PROTECT,
        null=True,
        related_name="uploads_with_rejects",
        verbose_name=_("rejected records"),
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UploadState.values), name="upload_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "finished"]) | Q(confirmed_at__isnull=False),
                name="upload_imported_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        """Return whether a process is or will be at work on it, as far as is known."""
        return self.state in WORKING and not self.is_stalled

    @property
    def is_stalled(self) -> bool:
        """Return whether the process at work on it has not reported for too long."""
        if self.progressed_at is None:
            return False
        return self.state in WORKING and self.progressed_at < _compute_stall_limit()

    @property
    def is_waiting(self) -> bool:
        """Return whether its preview or its import is asked for, and no process has begun it."""
        return self.state in WORKING and self.progressed_at is None
