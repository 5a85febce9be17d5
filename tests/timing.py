"""How the time of some work grows with its size."""

import time
from collections.abc import Callable

# What takes less is lost in the noise of the clock.
SHORTEST = 0.01


def measure_growth(work: Callable[[int], object], size: int) -> float:
    """Return how many times as long eight times the size takes: 8 is linear, 64 quadratic."""
    return _seconds(work, 8 * size) / max(_seconds(work, size), SHORTEST)


def _seconds(work: Callable[[int], object], size: int) -> float:
    taken = []
    for _ in range(2):
        started = time.process_time()
        work(size)
        taken.append(time.process_time() - started)
    return min(taken)
