"""Runs code without coverage, which doubles the time of a test.

All tests but those in a browser took 337 s of CPU on SQLite, and 643 s with coverage:
``python -m pytest --ignore=tests/browser``, and the same under ``python -m coverage run -m``.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# By this variable a process that is started measures its coverage too.
PROCESS_VARIABLE = "COVERAGE_PROCESS_CONFIG"


@contextmanager
def suspend_coverage() -> Iterator[None]:
    """Measure no coverage of what this thread does in the block, nor of processes it starts."""
    tracer, process_config = sys.gettrace(), os.environ.pop(PROCESS_VARIABLE, None)
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
        if process_config is not None:
            os.environ[PROCESS_VARIABLE] = process_config
