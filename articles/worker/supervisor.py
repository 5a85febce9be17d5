"""A parent process that keeps its children running, and ends with them.

Each child leads a process group, so that what it has started ends with it, and Ctrl-C on a terminal
reaches the parent alone.
"""

import logging
import os
import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import FrameType
from typing import IO, Final, cast

logger = logging.getLogger(__name__)

POLL: Final = 0.2  # seconds between two looks at the children
# A child that ends sooner than this, in seconds, is replaced later and later.
SHORT_LIFE: Final = 5.0
LONGEST_PAUSE: Final = 60.0  # seconds
# Seconds after which children that were asked to end are asked again, and then killed.
GRACE: Final = 5.0


@dataclass(slots=True)
class _Place:
    """The place of a child, whose process is replaced when it ends."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    starts_at: float = 0.0
    pause: float = 0.0

    def fill(self) -> None:
        """Start a process where there is none, unless the last ones ended too soon."""
        if self.process is None and monotonic() >= self.starts_at:
            # The other end of the pipe is closed when this process ends, however it does.
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                self.command, stdin=subprocess.PIPE, env=self.environment, process_group=0
            )
            self.started_at = monotonic()

    def clear(self) -> None:
        """Notice that the process has ended."""
        if self.process is None or (status := self.process.poll()) is None:
            return
        _sweep(self.process)
        self.process = None
        if status == 0:
            self.pause = 0.0
            return
        is_short = monotonic() - self.started_at < SHORT_LIFE
        self.pause = min(max(1.0, self.pause * 2), LONGEST_PAUSE) if is_short else 0.0
        self.starts_at = monotonic() + self.pause
        logger.warning("%s has ended (status %s) and is started again.", self.name, status)


@dataclass(slots=True)
class Supervisor:
    """The places of the children, by their names.

    SIGTERM and SIGINT end all: the children get SIGTERM, again after a while, and then SIGKILL.
    """

    places: list[_Place] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def add(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.places.append(_Place(name, command, environment))

    def run(self) -> None:
        """Keep the children running until a signal comes; return when all have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        try:
            while not self.stopping.is_set():
                for place in self.places:
                    place.clear()
                    place.fill()
                self.stopping.wait(POLL)
        finally:
            self._end_children()

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _end_children(self) -> None:
        running = [place.process for place in self.places if place.process]
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            for process in running:
                if process.poll() is None:
                    process.send_signal(number)
            end = monotonic() + GRACE
            for process in running:
                _await_end(process, end - monotonic())
        for process in running:
            _sweep(process)


def _await_end(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        process.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        return


def _sweep(process: "subprocess.Popen[bytes]") -> None:
    """Close the pipe by which the child knew that this process goes on; kill what it has left."""
    cast("IO[bytes]", process.stdin).close()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
