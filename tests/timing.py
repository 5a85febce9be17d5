"""Measures how the time of a function grows with the size of its input."""

import time
from collections.abc import Callable

from tests.tracing import suspend_coverage

# Seconds; the noise of the clock hides shorter times.
MIN_TIME = 0.01


def measure_growth(function: Callable[[int], object], size: int) -> float:
    """Return how many times longer eight times the size takes: 8 is linear, 64 quadratic."""
    return _measure_time(function, 8 * size) / max(_measure_time(function, size), MIN_TIME)


def _measure_time(function: Callable[[int], object], size: int) -> float:
    seconds = []
    for _ in range(2):
        with suspend_coverage():
            started = time.process_time()
            function(size)
            seconds.append(time.process_time() - started)
    return min(seconds)
