"""Files that editors upload to import: stored in parts, previewed, imported once confirmed."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article_choices import Status
from articles.models.source import Source

PART_SIZE: Final = 2**20  # bytes
# A process at work reports every few seconds; without a report for this long it counts as ended.
STALLED_AFTER: Final = timedelta(minutes=3)
RETENTION: Final = timedelta(days=7)
_COMPRESSION_LEVEL: Final = 3


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
    ``problem`` is a problem as ``Problem.as_json`` returns it, or empty; so is each ``reason``.
    ``preview`` is ``{"counts": {outcome: int}, "left_out": {what: int}, "problems": [{"path",
    "position", "reason", "record"}], "articles": [{"headline", "source", "date", "authors",
    "language"}]}``; it holds only the first problems and articles.
    """

    name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
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
        """Return whether a process is at work on it, as far as is known."""
        return self.state in WORKING and not self.is_stalled

    @property
    def is_stalled(self) -> bool:
        """Return whether the process at work on it has not reported for too long."""
        reported_at = self.progressed_at or self.uploaded_at
        return self.state in WORKING and reported_at < _compute_stall_limit()

    def store_parts(self, kind: "UploadPart.Kind", chunks: Iterable[bytes]) -> int:
        """Store the chunks, up to PART_SIZE each, in place of earlier ones; return their size.

        Not in one transaction, so that other processes can write meanwhile.
        """
        self.parts.filter(kind=kind).delete()
        size = 0
        for number, chunk in enumerate(chunks):
            compressed = zlib.compress(chunk, _COMPRESSION_LEVEL)
            self.parts.create(kind=kind, number=number, compressed=compressed)
            size += len(chunk)
        return size

    def read_parts(self, kind: "UploadPart.Kind") -> Iterator[bytes]:
        """Yield the chunks that ``store_parts`` stored."""
        parts = self.parts.filter(kind=kind).order_by().values_list("compressed", flat=True)
        number = 0
        while rows := list(parts.filter(number=number)):
            yield zlib.decompress(rows[0])
            number += 1


class UploadPart(models.Model):
    class Kind(models.TextChoices):
        FILE = "file", _("the file")
        REJECTS = "rejects", _("rejected records")

    upload = models.ForeignKey(
        Upload, models.CASCADE, related_name="parts", db_index=False, verbose_name=_("upload")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.PositiveIntegerField(_("number"))
    compressed = models.BinaryField()

    class Meta:
        verbose_name = _("part of an upload")
        verbose_name_plural = _("parts of uploads")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["upload", "kind", "number"], name="upload_part_unique")
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}, {self.kind} {self.number}"
