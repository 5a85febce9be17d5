"""Heartbeats of the worker's processes: which of them are alive, on which machine."""

from datetime import timedelta
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.task import Queue

# Without a heartbeat for this long, a process counts as dead, and its tasks are taken up again.
DEAD_AFTER: Final = timedelta(seconds=60)


class WorkerHeartbeatQuerySet(models.QuerySet["WorkerHeartbeat"]):
    def alive(self) -> Self:
        """Return the heartbeats of living processes, by the clock of the database."""
        return self.filter(beat_at__gte=Now() - DEAD_AFTER)

    def dead(self) -> Self:
        return self.filter(beat_at__lt=Now() - DEAD_AFTER)


class WorkerHeartbeat(models.Model):
    """The last sign of life of one process of ``manage.py worker``.

    ``id`` names the process in the rows of its tasks. The process that replaces a dead one of the
    same worker takes it over. A process that ends in order deletes its row.
    """

    id = models.UUIDField(_("process"), primary_key=True)
    child = models.CharField(_("queue"), max_length=20, choices=Queue.choices)
    host = models.CharField(_("machine"), max_length=255)
    process_id = models.PositiveBigIntegerField(_("process number"))
    started_at = models.DateTimeField(_("started at"))
    beat_at = models.DateTimeField(_("last sign of life"))

    objects = WorkerHeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("process of the worker")
        verbose_name_plural = _("processes of the worker")
        ordering = ["child", "started_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(child__in=Queue.values), name="worker_heartbeat_child_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.child}, {self.host} {self.process_id}"
