"""Limits of the time and memory that reading one record may take, for the process that reads it."""

import resource
import signal
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple, TypeVar

from articles.parsing.problems import Problem, ProblemError

T = TypeVar("T")

_STATM: Final = Path("/proc/self/statm")  # of Linux; its first number is in pages


class OverLimitsError(ProblemError):
    """Reading took more time or memory than the limits allow."""


class _TimeIsUpError(BaseException):
    """Raised where the program is when the time is up; no parser takes it for a bad record."""


class Limits(NamedTuple):
    """Seconds of computing time, and MiB beyond what the process has, for one record."""

    seconds: int = 60
    mebibytes: int = 2_048


DEFAULT_LIMITS: Final = Limits()


class Limiter:
    """Holds this process to limits while it reads; only in its main thread, which signals reach.

    ``with`` it, what is done within must not take more: OverLimitsError has ``over_time`` or
    ``over_memory``. It costs some five microseconds, so that each record can have its own.
    """

    def __init__(self, limits: Limits, *, over_time: Problem, over_memory: Problem) -> None:
        self.limits = limits
        self.over_time = over_time
        self.over_memory = over_memory
        self._is_active = threading.current_thread() is threading.main_thread()
        self._before = soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        size = measure_memory() + limits.mebibytes * 2**20
        self._within = size if soft == resource.RLIM_INFINITY else min(size, soft), hard
        if self._is_active:  # what it raises is expected within alone, where the clock runs
            signal.signal(signal.SIGPROF, _raise_time_is_up)

    def read(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items; raise OverLimitsError when reading one of them takes too much."""
        iterator = iter(items)
        while True:
            with self:
                try:
                    item = next(iterator)
                except StopIteration:
                    return
            yield item

    def __enter__(self) -> None:
        if self._is_active:
            resource.setrlimit(resource.RLIMIT_AS, self._within)
            # Where a library does not return to Python, this ends the process a little later.
            signal.setitimer(signal.ITIMER_VIRTUAL, 2 * self.limits.seconds + 1)
            # Again each second: an exception in a destructor is lost.
            signal.setitimer(signal.ITIMER_PROF, self.limits.seconds, 1)

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if self._is_active:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            resource.setrlimit(resource.RLIMIT_AS, self._before)
        if kind and issubclass(kind, _TimeIsUpError):
            raise OverLimitsError(self.over_time) from None
        if kind and issubclass(kind, MemoryError):
            raise OverLimitsError(self.over_memory) from None


def limit_parsing(limits: Limits) -> Limiter:
    """Return the limiter for what yields the records of a file, which then yields no more."""
    return Limiter(
        limits,
        over_time=Problem("reading.over_time", {"seconds": limits.seconds}),
        over_memory=Problem("reading.over_memory", {"size": limits.mebibytes}),
    )


def limit_preparing(limits: Limits) -> Limiter:
    """Return the limiter for what is done with one record, after which the others follow."""
    return Limiter(
        limits,
        over_time=Problem("record.over_time", {"seconds": limits.seconds}),
        over_memory=Problem("record.over_memory", {"size": limits.mebibytes}),
    )


def _raise_time_is_up(_number: int, _frame: FrameType | None) -> None:
    raise _TimeIsUpError


def measure_memory(statm: Path = _STATM) -> int:
    """Return the bytes of this process's address space, 0 where the system does not tell."""
    try:
        return int(statm.read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
