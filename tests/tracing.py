"""Runs code without coverage, which doubles the time of a test."""

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
