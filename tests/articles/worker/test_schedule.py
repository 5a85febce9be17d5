"""What the clock makes tasks of, and when."""

from datetime import timedelta
from time import monotonic

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from articles.models import Feed, MailChoice, MailFrequency, Notification, Queue, Status
from articles.publishing import workflow
from articles.publishing.tasks import send_mail
from articles.worker.schedule import JOBS, REST, Job, Schedule, list_once
from articles.worker.tasks import clean_up
from tests.factories import make_article, make_feed, make_upload
from tests.notified import NOTE, make_member, open_outbox
from tests.scheduled import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    return open_outbox(settings, monkeypatch)


def list_tasks() -> list[str]:
    return sorted(row.task_name for row in DBTaskResult.objects.all())


def enqueue_due(queue: Queue = Queue.CLOCK) -> list[str]:
    """Return the names of the tasks that are enqueued, but for the one that cleans up."""
    Schedule(tuple(job for job in JOBS[queue] if job.task is not clean_up)).enqueue_due()
    return list_tasks()


def test_nothing_is_due_on_a_quiet_desk() -> None:
    assert enqueue_due() == []


@pytest.mark.parametrize(("frequency", "names"), [("at_once", ["send_mail"]), ("daily", [])])
def test_mail_is_due_when_somebody_waits_for_it(frequency: str, names: list[str]) -> None:
    make_waiting(MailFrequency(frequency))
    assert enqueue_due() == names


def make_waiting(frequency: MailFrequency) -> None:
    writer = make_member("Contributors")
    MailChoice.objects.create(person=writer, frequency=frequency)
    article = make_article(status=Status.REVIEW, created_by=writer)
    workflow.perform(article, "request_changes", by=make_member("Editors"), reason=NOTE)


def test_mail_is_not_due_without_a_server(settings: Settings) -> None:
    make_waiting(MailFrequency.AT_ONCE)
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    assert enqueue_due() == []


@pytest.mark.parametrize(
    ("made_at", "now", "names"),
    [
        ("2020-03-01T06:59:00+03:00", "2020-03-01T06:59:30+03:00", []),
        ("2020-03-01T06:59:00+03:00", "2020-03-01T07:00:00+03:00", ["send_digests"]),
        ("2020-03-01T07:01:00+03:00", "2020-03-01T23:00:00+03:00", []),
        ("2020-03-01T07:01:00+03:00", "2020-03-02T06:59:00+03:00", []),
        ("2020-03-01T07:01:00+03:00", "2020-03-02T07:00:00+03:00", ["send_digests"]),
    ],
)
def test_digests_are_due_each_day_at_the_time_of_the_setting(
    settings: Settings, made_at: str, now: str, names: list[str]
) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    make_waiting(MailFrequency.DAILY)
    Notification.objects.update(made_at=made_at)
    with time_machine.travel(now, tick=False):
        assert enqueue_due() == names


def test_a_scheduled_change_is_due_at_its_instant() -> None:
    at = timezone.now() + timedelta(hours=1)
    schedule(at)
    assert enqueue_due() == []
    with time_machine.travel(at):
        assert enqueue_due() == ["publish_scheduled"]


def test_each_feed_that_is_due_is_a_task_of_its_own() -> None:
    feeds = [make_feed() for _ in "123"]
    Feed.objects.filter(pk=feeds[2].pk).update(next_due_at=timezone.now() + timedelta(hours=1))
    assert enqueue_due() == ["fetch_feed"] * 2
    rows = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert sorted(row["args"] for row in rows) == [[feeds[0].pk], [feeds[1].pk]]


@pytest.mark.parametrize(
    ("queue", "state"), [(Queue.PREVIEWS, "previewing"), (Queue.LONG, "running")]
)
def test_an_upload_whose_task_is_lost_gets_another(queue: Queue, state: str) -> None:
    waiting = make_upload(b"x", state=state, progressed_at=None)
    make_upload(b"x", state=state, progressed_at=timezone.now())
    enqueue_due(queue)
    row = DBTaskResult.objects.get()
    assert (row.queue_name, row.args_kwargs["args"]) == (queue, [waiting.pk])


def test_a_task_that_waits_already_is_not_made_twice() -> None:
    make_waiting(MailFrequency.AT_ONCE)
    assert [enqueue_due(), enqueue_due()] == [["send_mail"]] * 2


JOB = Job(send_mail, list_once, every=0)


def test_a_job_is_looked_at_every_so_many_seconds() -> None:
    jobs = Schedule((JOB, Job(clean_up, list_once, every=3600)))
    for _ in range(2):
        jobs.enqueue_due()
        DBTaskResult.objects.filter(status="READY").update(status="SUCCESSFUL")
    assert list_tasks() == ["clean_up", "send_mail", "send_mail"]


def test_a_job_with_a_problem_rests_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = Schedule((JOB,))
    jobs.rest(send_mail.module_path)
    jobs.enqueue_due()
    assert list_tasks() == []
    now = monotonic()
    monkeypatch.setattr("articles.worker.schedule.monotonic", lambda: now + REST)
    jobs.enqueue_due()
    assert list_tasks() == ["send_mail"]


def test_the_arguments_tell_tasks_apart() -> None:
    send_mail.enqueue()
    Schedule((Job(send_mail, lambda: [[], [7]], every=0),)).enqueue_due()
    rows = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert sorted(row["args"] for row in rows) == [[], [7]]
