"""A child of the worker: how its tasks end, and how it ends itself."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from articles.models import Queue, WorkerHeartbeat
from articles.worker import child, claims, pulse
from articles.worker.child import Child
from tests import tasks

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return the list of what the tasks have done; leave the signals as they were."""
    monkeypatch.setattr(tasks, "runs", [])
    monkeypatch.setattr(child, "POLL", 0.01)
    monkeypatch.setattr(child, "OUTAGE_POLL", 0.01)
    monkeypatch.setattr(child, "RECOVERY", 0.0)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield tasks.runs
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def parent() -> Iterator[int]:
    """Return a file descriptor as a child has it of a parent that goes on."""
    reading, writing = os.pipe()
    yield reading
    os.close(writing)
    os.close(reading)


def run_child(queue: Queue, parent: int, *, worker: UUID | None = None) -> None:
    """Run a child without the jobs of the clock until it ends."""
    process = Child(queue, worker=worker or uuid4(), parent=parent)
    process.schedule.jobs = ()
    process.run()


def list_statuses() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_the_child_of_the_clock_runs_one_task_after_another(parent: int, runs: list[str]) -> None:
    for name in "ab":
        tasks.succeed.enqueue(name)
    tasks.stop_clock.enqueue(1)
    run_child(Queue.CLOCK, parent)
    assert (runs, list_statuses()) == (["a", "b", "went on"], ["SUCCESSFUL"] * 3)
    assert not WorkerHeartbeat.objects.exists()


def test_a_child_looks_for_what_others_left_now_and_then(
    parent: int, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "RECOVERY", 60.0)
    tasks.succeed.enqueue("a")
    tasks.stop_clock.enqueue(1)
    run_child(Queue.CLOCK, parent)
    assert runs == ["a", "went on"]


def test_a_child_of_long_tasks_ends_after_one_and_leaves_its_place_to_another(
    parent: int, runs: list[str]
) -> None:
    for name in "ab":
        tasks.succeed_long.enqueue(name)
    run_child(Queue.LONG, parent)
    assert (runs, list_statuses()) == (["a"], ["READY", "SUCCESSFUL"])
    row = WorkerHeartbeat.objects.alive().get()
    assert (row.child, row.process_id) == (Queue.LONG, os.getpid())


def test_a_long_task_is_interrupted_and_run_again_by_another(
    parent: int, runs: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    tasks.stop_long.enqueue(1)
    run_child(Queue.LONG, parent)
    assert (runs, list_statuses()) == ([], ["READY"])
    assert caplog.messages == ["A task of long is interrupted and will be run again."]


def test_a_second_signal_interrupts_the_clock_too(parent: int, runs: list[str]) -> None:
    tasks.stop_clock.enqueue(2)
    run_child(Queue.CLOCK, parent)
    assert (runs, list_statuses()) == ([], ["READY"])


def test_a_task_that_fails_or_has_problems_stops_no_other(
    parent: int, runs: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    tasks.raise_error.enqueue()
    tasks.report_problems.enqueue()
    tasks.stop_clock.enqueue(1)
    run_child(Queue.CLOCK, parent)
    assert (runs, list_statuses()) == (["went on"], ["FAILED", "SUCCESSFUL", "SUCCESSFUL"])
    assert caplog.messages == ["The task tests.tasks.raise_error failed."]


def test_what_the_database_failed_is_run_again_when_it_answers(
    parent: int,
    runs: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(claims, "RETRY_AFTER", timedelta(seconds=0.2))
    tasks.lose_database.enqueue(2)
    run_child(Queue.CLOCK, parent)
    assert runs == ["lost", "lost", "went on"]
    assert list_statuses() == ["SUCCESSFUL"]
    assert caplog.messages == ["The worker waits for the database: the server has gone"]


def test_a_child_takes_up_what_the_one_before_it_in_its_place_left(
    parent: int, runs: list[str]
) -> None:
    worker = uuid4()
    tasks.succeed_long.enqueue("a")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=[str(worker)])
    run_child(Queue.LONG, parent, worker=worker)
    assert (runs, list_statuses()) == (["a"], ["SUCCESSFUL"])


def test_a_task_may_know_which_attempt_it_is(parent: int, runs: list[str]) -> None:
    tasks.name_attempt.enqueue()  # type: ignore[call-arg] # the worker passes the context
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["dead"])
    tasks.stop_clock.enqueue(1)
    run_child(Queue.CLOCK, parent)
    assert "attempt 2" in runs


def test_a_child_ends_when_its_parent_has(runs: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    run_child(Queue.CLOCK, reading)
    os.close(reading)
    assert (runs, WorkerHeartbeat.objects.count()) == ([], 0)


def test_a_child_that_does_not_end_without_its_parent_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    signals: list[int] = []
    monkeypatch.setattr(pulse, "PATIENCE", 0.0)
    monkeypatch.setattr(os, "kill", lambda _pid, number: signals.append(number))
    thread = pulse.Pulse(uuid4(), queue=Queue.LONG, parent=reading)
    thread.run()
    os.close(reading)
    assert signals == [signal.SIGTERM, signal.SIGTERM, signal.SIGKILL]


def test_the_heartbeat_is_written_again_and_again(
    parent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "INTERVAL", 0.01)
    thread = pulse.Pulse(uuid4(), queue=Queue.LONG, parent=parent)
    thread.start_beating()
    first = WorkerHeartbeat.objects.get().beat_at
    while WorkerHeartbeat.objects.get().beat_at == first:
        pass
    WorkerHeartbeat.objects.all().delete()
    while not WorkerHeartbeat.objects.exists():  # others delete that of the dead
        pass
    thread.stop()


def test_the_heart_goes_on_while_the_database_does_not_answer(
    parent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_args: object, **_kwargs: object) -> None:
        raise OperationalError

    thread = pulse.Pulse(uuid4(), queue=Queue.LONG, parent=parent)
    with monkeypatch.context() as patch:
        patch.setattr(WorkerHeartbeat.objects, "update_or_create", lose)
        thread.beat()
    assert not WorkerHeartbeat.objects.exists()
    thread.beat()
    assert WorkerHeartbeat.objects.count() == 1
    thread.stop()
