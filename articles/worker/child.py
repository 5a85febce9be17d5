"""One child of the worker: it runs the tasks of one queue, one after the other."""

import logging
import signal
import threading
from contextlib import suppress
from time import monotonic
from types import FrameType
from typing import Any, Final
from uuid import UUID

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connections,
)
from django_tasks_db.compat import TaskContext
from django_tasks_db.models import DBTaskResult

from articles.models import Queue, WorkerHeartbeat
from articles.worker import claims
from articles.worker.pulse import Pulse
from articles.worker.schedule import JOBS, Schedule

logger = logging.getLogger(__name__)

POLL: Final = 1.0  # seconds between two looks at an empty queue
RECOVERY: Final = 10.0  # seconds between two looks for tasks of dead processes
OUTAGE_POLL: Final = 2.0  # seconds between two looks for a database that does not answer
LOG_INTERVAL: Final = 60.0  # seconds between two lines on an outage
# The task of the clock is finished before its child ends; those of others are continued later.
PATIENT: Final = {Queue.CLOCK}
# The queues whose tasks take much memory: a child ends after each, and another one replaces it.
ONE_TASK_EACH: Final = {Queue.PREVIEWS, Queue.LONG}


class Child:
    """The main thread of a child, and its heartbeat in another.

    SIGTERM ends it: at once while it waits, after its task, or by KeyboardInterrupt within the
    task, which is then run again by another child. A second SIGTERM interrupts any task.
    """

    def __init__(self, queue: Queue, *, worker: UUID, parent: int) -> None:
        self.queue = queue
        self.worker = str(worker)
        self.pulse = Pulse(worker, queue=queue, parent=parent)
        self.schedule = Schedule(JOBS[queue])
        self.stopping = threading.Event()
        self.is_at_work = False
        self.recovers_at = 0.0
        self.logs_at = 0.0

    def run(self) -> None:
        """Run tasks until a signal comes, or until one is done where each has its own process."""
        signal.signal(signal.SIGTERM, self.stop)
        try:
            self._run_tasks()
        except KeyboardInterrupt:
            logger.warning("A task of %s is interrupted and will be run again.", self.queue)
        finally:
            self._leave()

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        is_second = self.stopping.is_set()
        self.stopping.set()
        if self.is_at_work and (is_second or self.queue not in PATIENT):
            raise KeyboardInterrupt

    def _run_tasks(self) -> None:
        while not self.stopping.is_set():
            try:
                close_old_connections()
                self._recover()
                if self._run_next():
                    if self.queue in ONE_TASK_EACH:
                        return
                else:
                    self.stopping.wait(POLL)
            except (DatabaseError, InterfaceError) as error:
                self._handle_outage(error)

    def _recover(self) -> None:
        """Take up again, now and then, what dead processes have left, and this one before."""
        if monotonic() < self.recovers_at:
            return
        if not self.pulse.is_alive():
            self.pulse.start_beating()
        claims.release_own(self.worker)
        claims.release_dead(self.queue)
        self.recovers_at = monotonic() + RECOVERY

    def _run_next(self) -> bool:
        """Run the next task; return False when there is none."""
        self.schedule.enqueue_due()
        row = claims.claim_next(self.queue, worker=self.worker)
        if row is None:
            return False
        self._run_task(row)
        return True

    def _run_task(self, row: "DBTaskResult[Any, Any]") -> None:
        """Run the task and write how it ended.

        An error of the connection is raised: the task is run again when the database answers.
        """
        try:
            returned = self._call(row)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.exception("The task %s failed.", row.task_path)
            self.schedule.rest(row.task_path)
            claims.fail(row, error)
        else:
            if returned:  # a number of problems
                self.schedule.rest(row.task_path)
            claims.finish(row, returned=returned)

    def _call(self, row: "DBTaskResult[Any, Any]") -> Any:
        task, arguments = row.task, row.args_kwargs
        context: Any = TaskContext(task_result=row.task_result)
        self.is_at_work = True
        try:
            if task.takes_context:
                return task.call(context, *arguments["args"], **arguments["kwargs"])
            return task.call(*arguments["args"], **arguments["kwargs"])
        finally:
            self.is_at_work = False

    def _handle_outage(self, error: Exception) -> None:
        """Wait for the database; the log has one line a minute."""
        if monotonic() >= self.logs_at:
            logger.warning("The worker waits for the database: %s", " ".join(str(error).split()))
            self.logs_at = monotonic() + LOG_INTERVAL
        connections.close_all()
        self.stopping.wait(OUTAGE_POLL)
        self.recovers_at = 0.0
        with suppress(DatabaseError, InterfaceError):
            claims.release_own(self.worker, after=claims.RETRY_AFTER)

    def _leave(self) -> None:
        """Leave the tasks and the heartbeat in order, as far as the database answers."""
        self.pulse.stop()
        connections.close_all()
        with suppress(DatabaseError, InterfaceError):
            claims.release_own(self.worker)
            if self.stopping.is_set():  # else another process follows in its place
                WorkerHeartbeat.objects.filter(pk=self.worker).delete()
