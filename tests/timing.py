"""Measures how the time of a function grows with the size of its input."""

import time
from collections.abc import Callable

from tests.tracing import suspend_coverage

# Seconds; the noise of the clock hides shorter times.
MIN_TIME = 0.01
LINEAR = 12


def measure_growth(function: Callable[[int], object], size: int) -> float:
    """Return how many times longer eight times the size takes: 8 is linear, 64 quadratic.

    What else the machine does makes times longer, so the least of two counts. One long time is
    enough if it shows no more than linear growth.
    """
    short = max(min(_measure_time(function, size) for _ in range(2)), MIN_TIME)
    growth = _measure_time(function, 8 * size) / short
    return growth if growth < LINEAR else min(growth, _measure_time(function, 8 * size) / short)


def _measure_time(function: Callable[[int], object], size: int) -> float:
    with suspend_coverage():
        started = time.process_time()
        function(size)
        return time.process_time() - started
