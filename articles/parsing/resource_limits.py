"""Limits of the time and memory that reading one record may take, for the process that reads it."""

import resource
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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

    ``over_time`` and ``over_memory`` are the problems of what takes more.
    """

    def __init__(self, limits: Limits, *, over_time: Problem, over_memory: Problem) -> None:
        self.limits = limits
        self.over_time = over_time
        self.over_memory = over_memory
        self._size = measure_memory() + limits.mebibytes * 2**20
        self._is_active = threading.current_thread() is threading.main_thread()

    def read(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items; raise OverLimitsError when reading one of them takes too much."""
        iterator = iter(items)
        while True:
            with self.hold():
                try:
                    item = next(iterator)
                except StopIteration:
                    return
            yield item

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Raise OverLimitsError when what is done within takes too much."""
        if not self._is_active:
            yield
            return
        before = [(each, resource.getrlimit(each)) for each in _LIMITED]
        handler = signal.signal(signal.SIGPROF, _raise_time_is_up)
        self._set_limits(hard={each: limits[1] for each, limits in before})
        try:
            yield
        except _TimeIsUpError:
            raise OverLimitsError(self.over_time) from None
        except MemoryError:
            raise OverLimitsError(self.over_memory) from None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            for each, limits in before:
                resource.setrlimit(each, limits)
            signal.signal(signal.SIGPROF, handler)

    def _set_limits(self, *, hard: dict[int, int]) -> None:
        # Where a library does not return to Python, the kernel ends the process a little later.
        seconds = int(time.process_time()) + 2 * self.limits.seconds + 1
        for each, soft in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, self._size)):
            limit = hard[each]
            lower = soft if limit == resource.RLIM_INFINITY else min(soft, limit)
            resource.setrlimit(each, (lower, limit))
        # Again each second: an exception in a destructor is lost.
        signal.setitimer(signal.ITIMER_PROF, self.limits.seconds, 1)


_LIMITED: Final = (resource.RLIMIT_CPU, resource.RLIMIT_AS)


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
