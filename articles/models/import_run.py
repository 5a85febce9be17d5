"""Runs of imports: what each read and how it ended; the unit that can be undone."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.program_reason import ProgramReason
from articles.models.upload import Upload

# A run saves its counts after each transaction; if it has not for this long, it has ended.
STALLED_AFTER: Final = timedelta(minutes=5)
# Lists of runs do not need the long previews and logs of their uploads.
DEFERRED_UPLOAD_FIELDS: Final = ("upload__preview", "upload__log")


class ImportRunState(models.TextChoices):
    RUNNING = "running", _("running")
    INTERRUPTED = "interrupted", _("interrupted")
    FINISHED = "finished", _("finished")
    UNDONE = "undone", _("undone")


class ImportRun(models.Model):
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_runs",
        verbose_name=_("started by"),
    )
    label = models.CharField(_("what was imported"), max_length=500)
    upload = models.ForeignKey(
        Upload,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("upload"),
    )
    counted_at = models.DateTimeField(_("last update"), null=True)
    created_count = models.PositiveIntegerField(_("created"), default=0)
    updated_count = models.PositiveIntegerField(_("updated"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged"), default=0)
    duplicate_count = models.PositiveIntegerField(_("duplicate"), default=0)
    rejected_count = models.PositiveIntegerField(_("rejected"), default=0)
    # Counted within those above, besides.
    held_count = models.PositiveIntegerField(_("waiting for an editor"), default=0)
    canceled_count = models.PositiveIntegerField(_("cancelled by the source"), default=0)
    withdrawn_count = models.PositiveIntegerField(_("live articles taken down"), default=0)
    held_cancellation_count = models.PositiveIntegerField(
        _("cancellations waiting for an editor"), default=0
    )
    stub_count = models.PositiveIntegerField(_("without a text"), default=0)

    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="import_runs_undone",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        permissions = [
            ("import_article", "Can import articles"),
            ("publish_import", "Can publish articles by importing them"),
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                name="run_with_rejects",
                condition=models.Q(rejected_count__gt=0),
            )
        ]

    def __str__(self) -> str:
        return _("Import %(number)s: %(label)s") % {"number": self.pk, "label": self.label}

    def encode_reason(self, reason: ProgramReason) -> str:
        """Return a reason that names this run, as it is stored."""
        return reason.to_json(number=self.pk, label=self.label)

    @property
    def read_count(self) -> int:
        """Return how many records the run has read."""
        return (
            self.created_count
            + self.updated_count
            + self.unchanged_count
            + self.duplicate_count
            + self.rejected_count
        )

    @property
    def state(self) -> ImportRunState:
        """Return the state of the run.

        A run counts as interrupted when it has saved no counts for long, or when no process works
        on its upload any more.
        """
        if self.undone_at:
            return ImportRunState.UNDONE
        if self.finished_at:
            return ImportRunState.FINISHED
        is_stalled = (self.counted_at or self.started_at) < timezone.now() - STALLED_AFTER
        is_abandoned = self.upload is not None and not self.upload.is_working
        return ImportRunState.INTERRUPTED if is_stalled or is_abandoned else ImportRunState.RUNNING
