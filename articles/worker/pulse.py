"""The thread that shows that a process of the worker is alive, and ends it when its parent has."""

import os
import select
import signal
import socket
import threading
from typing import Final
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now

from articles.models import Queue, WorkerHeartbeat

INTERVAL: Final = 10.0  # seconds
# Seconds between the signals to a process that goes on without its parent.
PATIENCE: Final = 5.0


class Pulse(threading.Thread):
    """Writes the heartbeat every few seconds, on a connection of its own, whatever the task does.

    ``parent`` is a file descriptor that is at its end when the parent has ended, however it did.
    """

    def __init__(self, worker: UUID, *, queue: Queue, parent: int) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker = worker
        self.queue = queue
        self.parent = parent
        self.stopped, self.stopping = os.pipe()

    def run(self) -> None:
        while not (ready := select.select([self.parent, self.stopped], [], [], INTERVAL)[0]):
            self.beat()
        connection.close()
        if self.stopped not in ready:
            self._end_process()

    def stop(self) -> None:
        """End the thread, if it was started."""
        os.close(self.stopping)
        if self.is_alive():
            self.join()
        os.close(self.stopped)

    def beat(self) -> None:
        """Write that this process is alive; while the database does not answer, nobody can."""
        try:
            WorkerHeartbeat.objects.update_or_create(
                pk=self.worker, defaults={"beat_at": Now()}, create_defaults=self._build_columns()
            )
        except (DatabaseError, InterfaceError):
            connection.close()

    def start_beating(self) -> None:
        """Write the first heartbeat, in place of that of a dead process with this id."""
        WorkerHeartbeat.objects.update_or_create(pk=self.worker, defaults=self._build_columns())
        self.start()

    def _build_columns(self) -> dict[str, object]:
        return {
            "child": self.queue,
            "host": socket.gethostname(),
            "process_id": os.getpid(),
            "started_at": Now(),
            "beat_at": Now(),
        }

    def _end_process(self) -> None:
        """End this process in order; where it does not end, interrupt its task, then end it."""
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            os.kill(os.getpid(), number)
            if select.select([self.stopped], [], [], PATIENCE)[0]:
                return
