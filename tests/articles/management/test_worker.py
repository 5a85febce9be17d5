"""The command that runs the worker: the parent with its children, and one child."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from articles.models import WorkerHeartbeat
from tests.processes import point_to_test_database

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Leave the signals as they were."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.process
def test_the_parent_runs_until_a_signal_comes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    point_to_test_database(monkeypatch)
    before = signal.getsignal(signal.SIGTERM)

    def stop() -> None:
        while signal.getsignal(signal.SIGTERM) is before:
            time.sleep(0.01)
        signal.raise_signal(signal.SIGTERM)

    thread = threading.Thread(target=stop)
    thread.start()
    call_command("worker")
    thread.join()
    assert capsys.readouterr().out == "The worker runs (clock, previews, long).\n"


def test_a_child_runs_as_long_as_the_pipe_to_its_parent_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading) as parent:
        monkeypatch.setattr(sys, "stdin", parent)
        call_command("worker", "--child", "long")
    assert not WorkerHeartbeat.objects.exists()
