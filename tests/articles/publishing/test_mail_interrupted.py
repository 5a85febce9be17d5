"""Mail of processes that end in the middle: each is sent, and a second one has the same id."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.utils import timezone
from pytest_django import Settings

from articles.models import MailChoice, MailFrequency, Notification, Status
from articles.publishing import mail, workflow
from tests.factories import make_article
from tests.notified import NOTE, FailingBackend, make_member, open_outbox, send_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    return open_outbox(settings, monkeypatch)


def make_waiting(frequency: MailFrequency = MailFrequency.AT_ONCE) -> User:
    """Make a notification of a new writer, which is still to be mailed."""
    writer = make_member("Contributors")
    MailChoice.objects.create(person=writer, frequency=frequency)
    add_waiting(writer)
    return writer


def add_waiting(writer: User) -> None:
    article = make_article(status=Status.REVIEW, created_by=writer)
    workflow.perform(article, "request_changes", by=make_member("Editors"), reason=NOTE)


class KilledError(BaseException):
    """Stands for the end of the process: nothing after it is run."""


def kill_after_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliver the next mail, and end the process before it can write that."""

    def deliver(backend: FailingBackend, messages: list[EmailMessage]) -> int:
        locmem.EmailBackend.send_messages(backend, messages)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(FailingBackend, "send_messages", deliver)
        with pytest.raises(KilledError):
            list(send_all(is_daily=True))


def test_a_mail_of_a_process_that_was_killed_before_it_sent_it_is_not_lost(
    outbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def end_process(*_args: object) -> int:
        raise KilledError

    writer = make_waiting()
    with monkeypatch.context() as patch:
        patch.setattr(FailingBackend, "send_messages", end_process)
        with pytest.raises(KilledError):
            list(mail.send_due())
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        list(mail.send_due())
    assert [message.to for message in outbox] == [[writer.email]]


@pytest.mark.parametrize("frequency", [MailFrequency.AT_ONCE, MailFrequency.DAILY])
def test_a_mail_of_a_killed_process_is_sent_again_after_its_claim_with_the_same_id(
    outbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, frequency: MailFrequency
) -> None:
    writer = make_waiting(frequency)
    kill_after_delivery(monkeypatch)
    if frequency == MailFrequency.DAILY:
        add_waiting(writer)  # it goes with another digest, or the receiver would drop it
    assert [each.count for each in send_all(is_daily=True)] == [1] * (len(outbox) - 1)
    with time_machine.travel(timezone.now() + mail.CLAIM + timedelta(seconds=1)):
        assert [each.count for each in send_all(is_daily=True)] == [1]
    ids = [message.extra_headers["Message-ID"] for message in outbox]
    assert (ids[0], Notification.objects.filter(mailed_at=None).count()) == (ids[-1], 0)
    assert len(set(ids)) == len(ids) - 1


def test_a_claim_from_before_the_clock_was_set_back_holds_nothing_up(
    outbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        make_waiting()
        kill_after_delivery(monkeypatch)
    assert len(list(mail.send_due())) == 1
    assert len(outbox) == 2


def test_a_message_id_is_of_this_site_and_of_these_notifications(
    outbox: list[EmailMessage],
) -> None:
    make_waiting()
    make_waiting()
    list(mail.send_due())
    ids = [message.extra_headers["Message-ID"] for message in outbox]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"<[0-9a-f]{32}@press\.example\.org>", each) for each in ids)
