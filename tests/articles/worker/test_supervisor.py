"""The parent of the worker and of the demo: children that end are replaced, and end with it."""

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from articles.worker import supervisor
from articles.worker.supervisor import Supervisor
from tests.processes import has_ended, wait_until

PROGRAM = """
import signal, sys, time
{before}
with open("starts", "a") as file:
    file.write("x")
{then}
"""
SLEEP = "time.sleep(60)"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder that children work in; leave the signals as they were."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(supervisor, "POLL", 0.01)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield tmp_path
    for number, handler in before.items():
        signal.signal(number, handler)


def run(folder: Path, *, before: str = "", then: str = SLEEP, starts: int = 1) -> float:
    """Run a child until it was started so often, then stop; return how long that took."""
    parent = Supervisor()
    program = PROGRAM.format(before=before, then=then)
    parent.add("The child", [sys.executable, "-S", "-c", program], {})

    def stop() -> None:
        file = folder / "starts"
        while not (file.exists() and len(file.read_text()) >= starts):
            parent.stopping.wait(0.01)
        stopped_at.append(monotonic())
        signal.raise_signal(signal.SIGTERM)

    stopped_at: list[float] = []
    thread = threading.Thread(target=stop)
    thread.start()
    parent.run()
    thread.join()
    return monotonic() - stopped_at[0]


def test_children_end_in_order_with_their_parent(folder: Path) -> None:
    before = "signal.signal(signal.SIGTERM, lambda *_: (open('end', 'w').close(), sys.exit()))"
    run(folder, before=before)
    assert (folder / "end").exists()


def test_a_child_that_ends_in_order_is_replaced_at_once(folder: Path) -> None:
    run(folder, then="sys.exit()", starts=3)


def test_a_child_that_dies_at_once_is_replaced_later_and_later(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    began = monotonic()
    run(folder, then="sys.exit(3)", starts=2)
    assert monotonic() - began > 1
    assert caplog.messages[0] == "The child has ended (status 3) and is started again."


def test_a_child_that_lived_is_replaced_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SHORT_LIFE", 0.0)
    began = monotonic()
    run(folder, then="sys.exit(3)", starts=3)
    assert monotonic() - began < 5


def test_what_a_dead_child_has_started_ends_with_it(folder: Path) -> None:
    program = "import time; time.sleep(60)"
    before = (
        f"import subprocess; child = subprocess.Popen([sys.executable, '-S', '-c', {program!r}]);"
        "open('pids', 'a').write(f'{child.pid} ')"
    )
    run(folder, before=before, then="sys.exit()", starts=2)
    pids = [int(pid) for pid in (folder / "pids").read_text().split()]
    assert len(pids) >= 2
    assert wait_until(lambda: all(map(has_ended, pids)), seconds=10)


def test_a_child_that_does_not_end_is_killed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GRACE", 0.05)
    assert run(folder, before="signal.signal(signal.SIGTERM, signal.SIG_IGN)") < 5
