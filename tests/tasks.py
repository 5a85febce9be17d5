"""Tasks that end in every way, for tests of the worker."""

import os
import signal
from typing import Any

from django.db import OperationalError

from articles.models import Queue, task

runs: list[str] = []


@task(queue=Queue.CLOCK)
def succeed(name: str) -> None:
    runs.append(name)


@task(queue=Queue.LONG)
def succeed_long(name: str) -> None:
    runs.append(name)


@task(queue=Queue.CLOCK, priority=1, takes_context=True)
def name_attempt(context: Any) -> None:
    runs.append(f"attempt {context.attempt}")


@task(queue=Queue.CLOCK)
def report_problems() -> int:
    return 2


@task(queue=Queue.CLOCK)
def raise_error() -> None:
    raise ValueError("no such thing")


def _stop(times: int) -> None:
    for _ in range(times):
        os.kill(os.getpid(), signal.SIGTERM)
    runs.append("went on")


@task(queue=Queue.CLOCK)
def lose_database(times: int) -> None:
    if runs.count("lost") < times:
        runs.append("lost")
        raise OperationalError("the server\nhas gone")
    _stop(1)


@task(queue=Queue.CLOCK)
def stop_clock(times: int) -> None:
    _stop(times)


@task(queue=Queue.LONG)
def stop_long(times: int) -> None:
    _stop(times)
