"""Claims on tasks: each is run by one process at a time, and taken up again when that one died."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any, Final

from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from articles.models import Queue, WorkerHeartbeat

logger = logging.getLogger(__name__)

# A task that ends its process each time is given up after so many starts.
MAX_STARTS: Final = 100
# A task that the database failed is run again after this.
RETRY_AFTER: Final = timedelta(seconds=10)


def claim_next(queue: Queue, *, worker: str) -> "DBTaskResult[Any, Any] | None":
    """Claim the next task that is ready for this process; return None when there is none.

    A conditional UPDATE claims it, so that waiting for tasks writes nothing.
    """
    ready = DBTaskResult.objects.ready().filter(queue_name=queue)
    while row := ready.first():
        workers = [*row.worker_ids, worker]
        if DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.READY).update(
            status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=workers
        ):
            row.worker_ids = workers
            return row
    return None


def finish(row: "DBTaskResult[Any, Any]", *, returned: Any) -> None:
    _end_claim(row, status=TaskResultStatus.SUCCESSFUL, return_value=returned)


def fail(row: "DBTaskResult[Any, Any]", error: Exception) -> None:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    text = "".join(format_exception(error)).replace("\0", "")
    _end_claim(row, status=TaskResultStatus.FAILED, exception_class_path=name, traceback=text)


def _end_claim(row: "DBTaskResult[Any, Any]", **columns: Any) -> None:
    """Write the end of the task, unless another process has taken it up meanwhile."""
    _query_claim(row).update(finished_at=timezone.now(), **columns)


def _query_claim(row: "DBTaskResult[Any, Any]") -> Any:
    rows = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING)
    return rows.filter(worker_ids=row.worker_ids)


def release_own(worker: str, *, after: timedelta = timedelta()) -> None:
    """Let the tasks that this process has claimed, and does not run, be run again."""
    run_after = timezone.now() + after if after else get_date_max()
    _release((row for row in _list_running() if row.worker_ids[-1] == worker), run_after)


def release_dead(queue: Queue) -> None:
    """Let the tasks of this queue be run again that a dead process has claimed."""
    if running := [row for row in _list_running() if row.queue_name == queue]:
        alive = {str(pk) for pk in WorkerHeartbeat.objects.alive().values_list("pk", flat=True)}
        dead = [row for row in running if row.worker_ids[-1] not in alive]
        _release(dead, get_date_max())


def _list_running() -> "list[DBTaskResult[Any, Any]]":
    return list(DBTaskResult.objects.running().exclude(worker_ids=[]))


def _release(rows: "Iterable[DBTaskResult[Any, Any]]", run_after: datetime) -> None:
    for row in rows:
        if len(row.worker_ids) >= MAX_STARTS:
            logger.error("%s is given up: it was started %s times.", row.task_path, MAX_STARTS)
            fail(row, RuntimeError(f"Started {MAX_STARTS} times; its process ended each time."))
        else:
            _query_claim(row).update(status=TaskResultStatus.READY, run_after=run_after)
