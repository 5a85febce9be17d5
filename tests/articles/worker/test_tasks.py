"""The task that cleans up."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import WorkerHeartbeat
from articles.publishing.tasks import send_mail
from articles.worker.tasks import clean_up

pytestmark = pytest.mark.django_db


def make_task(**columns: Any) -> None:
    send_mail.enqueue()
    DBTaskResult.objects.filter(status="READY").update(**columns)


def test_rows_of_finished_tasks_are_deleted_failures_later() -> None:
    now = timezone.now()
    for status in ("SUCCESSFUL", "FAILED"):
        for days in (0, 2, 15):
            make_task(status=status, finished_at=now - timedelta(days=days))
    make_task(status="RUNNING", started_at=now - timedelta(days=30))
    clean_up.call()
    rows = DBTaskResult.objects.values_list("status", flat=True)
    assert sorted(rows) == ["FAILED", "FAILED", "RUNNING", "SUCCESSFUL"]


def test_heartbeats_of_the_dead_are_deleted() -> None:
    for seconds in (5, 90):
        at = Now() - timedelta(seconds=seconds)
        WorkerHeartbeat.objects.create(
            id=uuid4(), child="long", host="a", process_id=seconds, started_at=at, beat_at=at
        )
    clean_up.call()
    assert [row.process_id for row in WorkerHeartbeat.objects.all()] == [5]


def test_sessions_that_have_ended_are_deleted() -> None:
    for number, days in enumerate((-1, 1)):
        Session.objects.create(
            session_key=str(number),
            session_data="",
            expire_date=timezone.now() + timedelta(days=days),
        )
    clean_up.call()
    assert [row.session_key for row in Session.objects.all()] == ["1"]


def test_a_row_says_which_process_it_is_of() -> None:
    row = WorkerHeartbeat(id=uuid4(), child="clock", host="desk", process_id=7)
    assert str(row) == "clock, desk 7"
