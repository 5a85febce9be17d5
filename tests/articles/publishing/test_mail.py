"""Mail for notifications: its words, failures of the server, digests, each mail once."""

import smtplib
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import (
    Article,
    MailChoice,
    MailFrequency,
    Notification,
    Status,
    StatusChange,
)
from articles.models.notification import MAIL_PAUSE
from articles.publishing import mail, notifications, workflow
from articles.publishing.transitions import TRANSITIONS
from tests.factories import make_article, make_user
from tests.notified import (
    NOTE,
    FailingBackend,
    make_article_in,
    make_member,
    make_people,
    open_outbox,
    send_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    return open_outbox(settings, monkeypatch)


@pytest.fixture
def perform() -> Callable[..., Any]:
    """Return a function that performs a transition, and sends the mails that are due."""

    def perform_and_mail(article: Article, name: str, **fields: Any) -> StatusChange:
        change = workflow.perform(article, name, **fields)
        with suppress(mail.UnreachableError):
            list(mail.send_due())
        return change

    return perform_and_mail


@pytest.fixture
def people() -> dict[str, User]:
    return make_people()


@pytest.mark.parametrize(
    ("choice", "frequency", "mails"),
    [
        (None, MailFrequency.AT_ONCE, 1),
        (MailFrequency.AT_ONCE, MailFrequency.AT_ONCE, 1),
        (MailFrequency.DAILY, MailFrequency.DAILY, 0),
        (MailFrequency.NEVER, MailFrequency.NEVER, 0),
    ],
)
def test_everybody_gets_mail_as_they_chose(
    perform: Callable[..., Any],
    outbox: list[EmailMessage],
    choice: MailFrequency | None,
    frequency: MailFrequency,
    mails: int,
) -> None:
    writer = make_member("Contributors")
    if choice:
        MailChoice.objects.create(person=writer, frequency=choice)
    article = make_article(status=Status.REVIEW, created_by=writer)
    perform(article, "request_changes", by=make_member("Editors"), reason=NOTE)
    row = Notification.objects.get()
    assert (row.frequency, row.mailed_at is not None, row.mailed_to) == (
        frequency,
        bool(mails),
        writer.email if mails else "",
    )
    assert [message.to for message in outbox] == [[writer.email]] * mails


def make_sent_back(perform: Callable[..., Any], **fields: Any) -> Notification:
    """Send an article back to its writer."""
    writer = fields.pop("created_by", None) or make_member("Contributors")
    editor = make_member("Editors", first_name="Ada", last_name="Editor")
    article = make_article(status=Status.REVIEW, created_by=writer, **fields)
    with time_machine.travel("2020-03-01T09:00:00Z", tick=False):
        perform(article, "request_changes", by=editor, reason=NOTE)
    return Notification.objects.with_status_changes().get(article=article)


def test_a_mail_says_why_it_came_who_sent_it_and_the_note_in_full(
    perform: Callable[..., Any], outbox: list[EmailMessage]
) -> None:
    row = make_sent_back(perform, headline="Ferry & “tram” <sail>")
    message = outbox[0]
    assert message.subject == "[Newsroom] Your article was sent back: Ferry & “tram” <sail>"
    assert (
        message.body
        == f"""\
Your article was sent back: “Ferry & “tram” <sail>”
Ada Editor, 1 March 2020, 09:00 UTC

{NOTE}

https://press.example.org/admin/articles/article/{row.article_id}/change/
You get this because you started, submitted or wrote this article.

To choose how you are notified (at once, once a day or never), see \
https://press.example.org/admin/articles/notification/
"""
    )
    assert (message.from_email, message.extra_headers) == (
        "newsroom@localhost",
        {"Auto-Submitted": "auto-generated", "Message-ID": mail.build_message_id([row])},
    )


def test_a_mail_says_from_when_readers_see_a_scheduled_article(
    perform: Callable[..., Any], outbox: list[EmailMessage], people: dict[str, User]
) -> None:
    article = make_article_in(Status.APPROVED, people)
    with time_machine.travel("2020-03-01T09:00:00Z", tick=False):
        at = timezone.now() + timedelta(hours=3)
        perform(article, "publish", by=people["Publisher"], at=at)
    assert f"""\
Your article is scheduled: “{article.headline}”
Publisher, 1 March 2020, 09:00 UTC
Goes live on 1 March 2020, 12:00 UTC.

https://press.example.org/""" in str(outbox[0].body)


@pytest.mark.parametrize(
    ("status", "name", "sentence"),
    [
        (Status.DRAFT, "submit", "You get this because you can approve articles."),
        (Status.REVIEW, "approve", "You get this because you can publish articles."),
    ],
)
def test_a_mail_to_a_role_says_so(
    perform: Callable[..., Any],
    outbox: list[EmailMessage],
    status: Status,
    name: str,
    sentence: str,
) -> None:
    publisher = make_member("Publishers")
    perform(make_article(status=status), name, by=make_member(is_superuser=True))
    assert [(message.to, sentence in str(message.body)) for message in outbox] == [
        ([publisher.email], True)
    ]


def test_a_headline_cannot_add_a_header(
    perform: Callable[..., Any], outbox: list[EmailMessage]
) -> None:
    headline = "Ferry\r\nBcc: all@press.example\x1b sails" + " far" * 100
    make_sent_back(perform, headline=headline)
    subject = outbox[0].subject
    assert subject.startswith(
        "[Newsroom] Your article was sent back: Ferry Bcc: all@press.example sails far"
    )
    assert (subject.isprintable(), len(subject) < 200, outbox[0].recipients()) == (
        True,
        True,
        outbox[0].to,
    )


def test_mail_is_in_the_language_of_the_interface(
    perform: Callable[..., Any], outbox: list[EmailMessage], settings: Settings
) -> None:
    settings.LANGUAGE_CODE = "tr"
    make_sent_back(perform)
    assert "1 Mart 2020, 09:00 UTC" in str(outbox[0].body)


def test_the_name_of_the_program_stands_where_nobody_pressed(people: dict[str, User]) -> None:
    article = make_article_in(Status.APPROVED, people)
    workflow.perform(article, "publish", by=None)
    assert {row.sender for row in Notification.objects.all()} == {"Newsroom"}


def test_who_has_no_full_name_is_called_by_the_username(people: dict[str, User]) -> None:
    editor = make_member("Editors")
    workflow.perform(make_article_in(Status.REVIEW, people), "approve", by=editor)
    row = Notification.objects.first()
    assert row is not None
    assert (row.sender, str(row)) == (editor.username, row.get_why_display())


def test_without_an_address_there_is_no_mail_now_nor_later(perform: Callable[..., Any]) -> None:
    row = make_sent_back(perform, created_by=make_user("Contributors"))
    User.objects.update(email="new@desk.example")
    assert (row.frequency, list(send_all(is_daily=True))) == (MailFrequency.NEVER, [])


def test_without_a_mail_server_there_is_the_list_alone(
    perform: Callable[..., Any], outbox: list[EmailMessage], settings: Settings
) -> None:
    settings.MAILERS = {"default": {"BACKEND": mail.NO_SERVER}}
    row = make_sent_back(perform)
    assert (row.frequency, row.mailed_at, outbox) == (MailFrequency.NEVER, None, [])


def test_a_mail_that_fails_waits_for_the_next_time_and_says_why(
    perform: Callable[..., Any], outbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    writer = make_member("Contributors")
    FailingBackend.refused.add(writer.email)
    row = make_sent_back(perform, created_by=writer)
    error = f"{{'{writer.email}': (550, b'no such box')}}"
    assert (row.mailed_at, row.mailed_to, row.mail_error) == (None, "", error)
    assert caplog.messages == [f"No mail to {writer.username}: {error}"]
    FailingBackend.refused.clear()
    assert [(each.person, each.count, each.error) for each in send_all(is_daily=False)] == [
        (writer, 1, "")
    ]
    row.refresh_from_db()
    assert (row.mailed_to, row.mail_error, len(outbox)) == (writer.email, "", 1)


def test_one_address_that_fails_keeps_no_mail_from_the_others(
    perform: Callable[..., Any], outbox: list[EmailMessage]
) -> None:
    first, second, third = (make_member("Editors") for _ in range(3))
    FailingBackend.refused.add(second.email)
    perform(make_article(), "submit", by=make_member(is_superuser=True))
    assert {message.to[0] for message in outbox} == {first.email, third.email}


def test_after_an_outage_of_the_server_all_that_is_due_waits_for_a_few_minutes(
    outbox: list[EmailMessage],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writers = [make_member("Contributors") for _ in "12"]
    for writer in writers:
        article = make_article(status=Status.REVIEW, created_by=writer)
        workflow.perform(article, "request_changes", by=make_member("Editors"), reason=NOTE)
    monkeypatch.setattr(FailingBackend, "is_down", True)
    with pytest.raises(mail.UnreachableError, match="nobody is there"):
        list(mail.send_due())
    errors = Notification.objects.values_list("mail_error", flat=True)
    assert (list(errors), mail.is_due()) == (["nobody is there"] * 2, False)
    assert caplog.messages == ["The mail server cannot be reached: nobody is there"]
    monkeypatch.setattr(FailingBackend, "is_down", False)
    assert (list(mail.send_due()), len(outbox)) == ([], 0)
    with time_machine.travel(timezone.now() + MAIL_PAUSE + timedelta(seconds=1)):
        assert mail.is_due()
        assert [each.error for each in mail.send_due()] == ["", ""]
    assert {message.to[0] for message in outbox} == {writer.email for writer in writers}


def test_a_server_that_breaks_off_keeps_the_rest_waiting(
    outbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make_member("Editors")
    workflow.perform(make_article(), "submit", by=make_member(is_superuser=True))

    def break_off(*_args: object) -> int:
        raise TimeoutError("timed out")

    monkeypatch.setattr(FailingBackend, "send_messages", break_off)
    with pytest.raises(mail.UnreachableError, match="timed out"):
        list(mail.send_due())
    rows = Notification.objects.values_list("mail_error", "mailed_at")
    assert (list(rows), outbox) == ([("timed out", None)] * 3, [])


@pytest.mark.parametrize(
    ("error", "is_outage"),
    [
        (smtplib.SMTPRecipientsRefused({}), False),
        (smtplib.SMTPDataError(554, "spam"), False),
        (ValueError("no such header"), False),
        (smtplib.SMTPServerDisconnected("gone"), True),
        (TimeoutError(), True),
        (ConnectionResetError(), True),
    ],
)
def test_what_the_server_says_of_one_mail_is_no_outage(
    error: Exception, *, is_outage: bool
) -> None:
    assert mail.is_outage(error) is is_outage


def test_a_transition_sends_nothing_itself(outbox: list[EmailMessage]) -> None:
    article = make_article(status=Status.REVIEW, created_by=make_member("Contributors"))
    workflow.perform(article, "request_changes", by=make_member("Editors"), reason=NOTE)
    assert (outbox, mail.is_due()) == ([], True)


def test_a_server_that_is_not_there_breaks_nothing(
    perform: Callable[..., Any], settings: Settings
) -> None:
    options = {"host": "127.0.0.1", "port": 1, "username": "", "password": "", "timeout": 10}
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": options}}
    row = make_sent_back(perform)
    assert (row.mailed_at, row.mail_error) == (None, "[Errno 111] Connection refused")


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"is_staff": False}, {"email": ""}],
)
def test_who_left_gets_no_mail_that_had_failed(
    perform: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    monkeypatch.setattr(FailingBackend, "is_down", True)
    row = make_sent_back(perform)
    monkeypatch.setattr(FailingBackend, "is_down", False)
    User.objects.filter(pk=row.person_id).update(**change)
    assert list(send_all(is_daily=True)) == []


@pytest.mark.parametrize("before", [MailFrequency.AT_ONCE, MailFrequency.DAILY])
def test_who_chose_never_meanwhile_gets_no_mail(
    perform: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, before: MailFrequency
) -> None:
    writer = make_member("Contributors")
    choice = MailChoice.objects.create(person=writer, frequency=before)
    monkeypatch.setattr(FailingBackend, "is_down", True)
    make_sent_back(perform, created_by=writer)
    monkeypatch.setattr(FailingBackend, "is_down", False)
    MailChoice.objects.filter(pk=choice.pk).update(frequency=MailFrequency.NEVER)
    assert list(send_all(is_daily=True)) == []


def make_daily_reader() -> User:
    return MailChoice.objects.create(
        person=make_member("Contributors"), frequency=MailFrequency.DAILY
    ).person


def test_a_digest_has_all_that_is_new_to_a_person_in_one_mail(
    perform: Callable[..., Any], outbox: list[EmailMessage]
) -> None:
    writer, other = make_daily_reader(), make_daily_reader()
    rows = [make_sent_back(perform, created_by=writer, headline=name) for name in ("Ferry", "Tram")]
    make_sent_back(perform, created_by=other)
    sent = {each.person: each.count for each in send_all(is_daily=True)}
    assert (sent, list(send_all(is_daily=True))) == ({writer: 2, other: 1}, [])
    message = next(each for each in outbox if each.to == [writer.email])
    assert message.subject == "[Newsroom] 2 notifications"
    entries = [
        f"""\
Your article was sent back: “{row.headline}”
Ada Editor, 1 March 2020, 09:00 UTC

{NOTE}

https://press.example.org/admin/articles/article/{row.article_id}/change/
You get this because you started, submitted or wrote this article.

* * *

"""
        for row in rows
    ]
    tail = "To choose how you are notified (at once, once a day or never), see "
    address = "https://press.example.org/admin/articles/notification/\n"
    assert message.body == "".join([*entries, tail, address])


def test_a_digest_has_to_wait_for_its_time(perform: Callable[..., Any]) -> None:
    make_sent_back(perform, created_by=make_daily_reader())
    assert list(send_all(is_daily=False)) == []


def test_a_digest_that_fails_is_sent_whole_the_next_time(perform: Callable[..., Any]) -> None:
    writer = make_daily_reader()
    for _ in range(2):
        make_sent_back(perform, created_by=writer)
    FailingBackend.refused.add(writer.email)
    first = [(each.count, bool(each.error)) for each in send_all(is_daily=True)]
    FailingBackend.refused.clear()
    second = [(each.count, bool(each.error)) for each in send_all(is_daily=True)]
    assert (first, second) == ([(2, True)], [(2, False)])


def test_more_than_a_digest_holds_goes_with_the_next(
    perform: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "LARGEST_DIGEST", 2)
    writer = make_daily_reader()
    for _ in range(3):
        make_sent_back(perform, created_by=writer)
    counts = [[each.count for each in send_all(is_daily=True)] for _ in range(3)]
    assert counts == [[2], [1], []]


@pytest.mark.parametrize("frequency", [MailFrequency.AT_ONCE, MailFrequency.DAILY])
def test_what_another_process_has_sent_meanwhile_is_left_out(
    perform: Callable[..., Any],
    outbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
    frequency: MailFrequency,
) -> None:
    monkeypatch.setattr(FailingBackend, "is_down", True)
    for _ in range(2):
        writer = make_member("Contributors")
        MailChoice.objects.create(person=writer, frequency=frequency)
        make_sent_back(perform, created_by=writer)
    monkeypatch.setattr(FailingBackend, "is_down", False)
    mine = send_all(is_daily=True)
    next(mine)
    theirs = list(send_all(is_daily=True))
    assert (len(theirs), list(mine), len(outbox)) == (1, [], 2)


def test_mails_at_once_are_fetched_in_chunks(
    perform: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "CHUNK_SIZE", 2)
    monkeypatch.setattr(FailingBackend, "is_down", True)
    for _ in range(5):
        make_sent_back(perform)
    monkeypatch.setattr(FailingBackend, "is_down", False)
    assert len(list(send_all(is_daily=False))) == 5


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("frequency", [MailFrequency.AT_ONCE, MailFrequency.DAILY])
def test_of_several_senders_at_once_each_mail_is_sent_by_one(
    outbox: list[EmailMessage], frequency: MailFrequency
) -> None:
    editor = make_member("Editors")
    writers = [make_member("Contributors") for _ in range(4)]
    for writer in writers:
        MailChoice.objects.create(person=writer, frequency=frequency)
        for _ in range(3):
            article = make_article(status=Status.REVIEW, created_by=writer)
            workflow.perform(article, "request_changes", by=editor, reason=NOTE)
    senders = 4
    start = threading.Barrier(senders)
    sent: list[mail.Mailing] = []

    def send() -> None:
        start.wait(10)
        sent.extend(send_all(is_daily=True))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    each_gets = 3 if frequency is MailFrequency.AT_ONCE else 1
    assert sorted(to for message in outbox for to in message.to) == sorted(
        writer.email for writer in writers for _ in range(each_gets)
    )
    assert sum(each.count for each in sent) == 12
    assert Notification.objects.filter(mailed_at=None).count() == 0


@pytest.mark.parametrize("number", [1, 30])
def test_telling_many_costs_what_telling_one_does(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        make_member("Editors")
    change = workflow.perform(make_article(), "submit", by=make_member(is_superuser=True))
    Notification.objects.all().delete()
    with django_assert_num_queries(3):  # what is not signed, who is notified, and their rows
        notifications.notify(change, article=change.article, transition=TRANSITIONS["submit"])
    assert Notification.objects.count() == number
