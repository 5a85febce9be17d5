"""The tasks of publishing: what each does, and for how long."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article, MailChoice, MailFrequency, Notification, Status, Task
from articles.publishing import automatic, tasks, workflow
from articles.publishing.status_writer import TransitionNotPossible
from tests.factories import make_article
from tests.notified import NOTE, FailingBackend, make_member, open_outbox
from tests.scheduled import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    return open_outbox(settings, monkeypatch)


def make_waiting(frequency: MailFrequency) -> None:
    """Make two notifications that are to be mailed, of two people."""
    for _ in range(2):
        writer = make_member("Contributors")
        MailChoice.objects.create(person=writer, frequency=frequency)
        article = make_article(status=Status.REVIEW, created_by=writer)
        workflow.perform(article, "request_changes", by=make_member("Editors"), reason=NOTE)
    Notification.objects.update(made_at=timezone.now() - timedelta(days=2))


def test_scheduled_changes_are_made_and_what_is_not_possible_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at = timezone.now() + timedelta(hours=1)
    article = schedule(at)
    with time_machine.travel(at):
        assert tasks.publish_scheduled.call() == 0
    assert Article.objects.get(pk=article.pk).headline == "Mended"
    monkeypatch.setattr(automatic, "publish_due", lambda: [TransitionNotPossible("not now")])
    assert (tasks.publish_scheduled.call(), caplog.messages) == (1, ["not now"])


SENDERS = [(tasks.send_mail, MailFrequency.AT_ONCE), (tasks.send_digests, MailFrequency.DAILY)]


@pytest.mark.parametrize(("task", "frequency"), SENDERS, ids=["mail", "digests"])
@pytest.mark.parametrize(("turn", "counts"), [(60, [2, 2]), (-1, [1, 2])])
def test_mails_are_sent_for_a_few_seconds_and_the_rest_with_the_next_task(
    outbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
    task: Task[[]],
    frequency: MailFrequency,
    turn: int,
    counts: list[int],
) -> None:
    monkeypatch.setattr(tasks, "TURN", turn)
    make_waiting(frequency)
    sent = []
    for _ in range(2):
        task.call()
        sent.append(len(outbox))
    assert sent == counts


@pytest.mark.parametrize(("task", "frequency"), SENDERS, ids=["mail", "digests"])
def test_an_outage_of_the_server_is_no_failure_of_the_task(
    outbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
    task: Task[[]],
    frequency: MailFrequency,
) -> None:
    make_waiting(frequency)
    monkeypatch.setattr(FailingBackend, "is_down", True)
    task.call()
    assert (outbox, Notification.objects.exclude(mail_error="").count()) == ([], 2)
