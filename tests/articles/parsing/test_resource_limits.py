"""Limits of the time and memory that reading a record may take."""

import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.parsing.problems import Problem
from articles.parsing.resource_limits import (
    Limits,
    OverLimitsError,
    limit_parsing,
    limit_preparing,
    measure_memory,
)
from tests.conftest import PROJECT

MEBIBYTE = 2**20


def work(seconds: float) -> None:
    """Take so much computing time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def yield_and_work(*seconds: float) -> Iterator[float]:
    for each in seconds:
        work(each)
        yield each


def read_limits() -> list[object]:
    """Return the limits of this process, and what is left of the time."""
    timers = (signal.ITIMER_PROF, signal.ITIMER_VIRTUAL)
    return [resource.getrlimit(resource.RLIMIT_AS), *map(signal.getitimer, timers)]


def test_a_record_that_takes_too_long_is_named_and_the_limits_end() -> None:
    before = read_limits()
    items = limit_parsing(Limits(1, 512)).read(yield_and_work(0.4, 9, 0.1))
    assert next(items) == 0.4
    with pytest.raises(OverLimitsError) as error:
        next(items)
    assert error.value.problem == Problem("reading.over_time", {"seconds": 1})
    assert (list(items), read_limits()) == ([], before)


def test_the_time_of_each_record_is_its_own_and_that_between_them_does_not_count() -> None:
    items = []
    for each in limit_parsing(Limits(1, 512)).read(yield_and_work(0.4, 0.4, 0.4)):
        work(0.4)
        items.append(each)
    assert items == [0.4, 0.4, 0.4]


def test_what_takes_too_much_memory_is_named() -> None:
    before = read_limits()
    limiter = limit_preparing(Limits(9, 64))
    # Other tests may have left this process memory to use again: far more than that.
    with pytest.raises(OverLimitsError) as error, limiter:
        bytearray(16_384 * MEBIBYTE)
    assert error.value.problem == Problem("record.over_memory", {"size": 64})
    assert read_limits() == before
    bytearray(128 * MEBIBYTE)


def test_a_lower_limit_of_the_process_stays() -> None:
    program = (
        "import resource; from articles.parsing.resource_limits import Limits, limit_parsing\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**31))\n"
        "with limit_parsing(Limits(60, 2_048)):\n"
        "    print(resource.getrlimit(resource.RLIMIT_AS) == (2**30, 2**31))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, check=True, text=True
    )
    assert run.stdout == "True\n"


def test_a_process_that_does_not_return_to_python_is_ended() -> None:
    program = (
        "from articles.parsing.resource_limits import Limits, limit_parsing\n"
        "with limit_parsing(Limits(1, 2_048)):\n"
        "    sum(range(10**12))\n"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, check=False)
    assert run.returncode == -signal.SIGVTALRM


def test_other_threads_have_no_limits() -> None:
    limits: list[list[object]] = []

    def read() -> None:
        limits.extend(read_limits() for _ in limit_parsing(Limits(1, 1)).read([1]))

    before = read_limits()
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert limits == [before]


def test_where_the_system_does_not_tell_no_memory_is_counted(tmp_path: Path) -> None:
    assert measure_memory(tmp_path / "statm") == 0
    assert measure_memory() > 10 * MEBIBYTE
