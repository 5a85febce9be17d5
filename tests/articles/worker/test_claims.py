"""Claims on tasks: one process runs each, and what a dead one left is run again."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Queue, WorkerHeartbeat
from articles.publishing.tasks import publish_scheduled, send_mail
from articles.worker import claims
from articles.worker.tasks import clean_up

pytestmark = pytest.mark.django_db

CLOCK = Queue.CLOCK


def make_heartbeat(*, seconds_ago: int = 0, child: Queue = CLOCK) -> str:
    """Make the heartbeat of a process; return its id as tasks have it."""
    beat_at = Now() - timedelta(seconds=seconds_ago)
    row = WorkerHeartbeat.objects.create(
        id=uuid4(), child=child, host="a", process_id=1, started_at=beat_at, beat_at=beat_at
    )
    return str(row.pk)


def read_task() -> tuple[str, list[str]]:
    row = DBTaskResult.objects.get()
    return row.status, row.worker_ids


def test_the_task_of_the_highest_priority_is_first() -> None:
    for each in (clean_up, send_mail, publish_scheduled):
        each.enqueue()
    rows = [claims.claim_next(CLOCK, worker="a") for _ in range(4)]
    names = [row.task_name if row else None for row in rows]
    assert names == ["publish_scheduled", "send_mail", "clean_up", None]


def test_the_tasks_of_other_queues_are_left_alone() -> None:
    send_mail.enqueue()
    assert claims.claim_next(Queue.LONG, worker="a") is None


def test_waiting_for_a_task_writes_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as queries:
        claims.claim_next(CLOCK, worker="a")
    assert queries[0]["sql"].startswith("SELECT")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_several_processes_one_gets_each_task() -> None:
    count = 20
    for _ in range(count):
        send_mail.enqueue()
    start = threading.Barrier(4)
    claimed: list[UUID] = []

    def claim() -> None:
        start.wait(10)
        while row := claims.claim_next(CLOCK, worker=str(uuid4())):
            claimed.append(row.pk)
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(claimed), len(set(claimed))) == (count, count)


@pytest.mark.parametrize(("seconds_ago", "status"), [(5, "RUNNING"), (90, "READY")])
def test_what_a_process_without_heartbeat_left_is_run_again(seconds_ago: int, status: str) -> None:
    send_mail.enqueue()
    worker = make_heartbeat(seconds_ago=seconds_ago)
    claims.claim_next(CLOCK, worker=worker)
    claims.release_dead(CLOCK)
    assert read_task() == (status, [worker])


def test_what_an_unknown_process_left_is_run_again_in_its_queue_only() -> None:
    send_mail.enqueue()
    claims.claim_next(CLOCK, worker="a")
    claims.release_dead(Queue.LONG)
    assert read_task()[0] == "RUNNING"
    claims.release_dead(CLOCK)
    assert read_task()[0] == "READY"


def test_a_process_that_takes_the_place_of_a_dead_one_runs_its_task_at_once() -> None:
    send_mail.enqueue()
    claims.claim_next(CLOCK, worker="a")
    claims.release_own("b")
    assert read_task()[0] == "RUNNING"
    claims.release_own("a")
    assert claims.claim_next(CLOCK, worker="a") is not None
    assert read_task() == ("RUNNING", ["a", "a"])


def test_a_task_that_the_database_failed_waits_a_little() -> None:
    send_mail.enqueue()
    claims.claim_next(CLOCK, worker="a")
    claims.release_own("a", after=claims.RETRY_AFTER)
    assert claims.claim_next(CLOCK, worker="a") is None
    with time_machine.travel(timezone.now() + claims.RETRY_AFTER + timedelta(seconds=1)):
        assert claims.claim_next(CLOCK, worker="a") is not None


def test_a_task_that_always_ends_its_process_is_given_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(claims, "MAX_STARTS", 2)
    send_mail.enqueue()
    for _ in range(2):
        claims.claim_next(CLOCK, worker="a")
        claims.release_own("a")
    assert (read_task()[0], claims.claim_next(CLOCK, worker="a")) == ("FAILED", None)
    assert caplog.messages == [
        "articles.publishing.tasks.send_mail is given up: it was started 2 times."
    ]


def test_a_process_that_was_taken_for_dead_does_not_end_the_task_of_another() -> None:
    send_mail.enqueue()
    late = claims.claim_next(CLOCK, worker="a")
    claims.release_dead(CLOCK)
    now = claims.claim_next(CLOCK, worker="b")
    assert late
    assert now
    claims.finish(late, returned=None)
    assert read_task() == ("RUNNING", ["a", "b"])
    claims.finish(now, returned=3)
    row = DBTaskResult.objects.get()
    assert (row.status, row.return_value, row.finished_at is None) == ("SUCCESSFUL", 3, False)


def test_a_task_that_failed_keeps_its_traceback() -> None:
    send_mail.enqueue()
    row = claims.claim_next(CLOCK, worker="a")
    assert row
    claims.fail(row, ValueError("no\0thing"))
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", "builtins.ValueError")
    assert row.traceback == "ValueError: nothing\n"
