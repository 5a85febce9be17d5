"""The task that deletes what is no longer needed."""

from datetime import timedelta
from importlib import import_module
from typing import Final

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Queue, WorkerHeartbeat, task
from articles.models.unused_files import remove_unused_files

SUCCESSES_KEPT: Final = timedelta(days=1)
FAILURES_KEPT: Final = timedelta(days=14)


@task(queue=Queue.CLOCK, priority=-10)
def clean_up() -> None:
    """Delete old rows of tasks, dead heartbeats, ended sessions, and files that nothing needs."""
    now = timezone.now()
    rows = DBTaskResult.objects
    rows.successful().filter(finished_at__lt=now - SUCCESSES_KEPT).delete()
    rows.failed().filter(finished_at__lt=now - FAILURES_KEPT).delete()
    WorkerHeartbeat.objects.dead().delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    remove_unused_files()
