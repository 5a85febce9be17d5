"""The command that mails what was not mailed at once, and the digests."""

from collections.abc import Sequence
from io import StringIO
from typing import ClassVar

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend as Kept
from django.core.management import call_command
from pytest_django import Settings

from articles.models import MailChoice, MailFrequency, Status
from articles.publishing import mail, workflow
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


class Failing(Kept):
    is_down: ClassVar[bool] = False
    refused: ClassVar[set[str]] = set()

    def open(self) -> None:
        if self.is_down:
            raise TimeoutError("timed out")

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if self.refused.intersection(to for message in messages for to in message.to):
            raise ValueError
        return super().send_messages(list(messages))


@pytest.fixture(autouse=True)
def outbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Failing"}}
    monkeypatch.setattr(Failing, "is_down", False)
    monkeypatch.setattr(Failing, "refused", set())
    django_mail.outbox = []
    return django_mail.outbox


def notify(name: str, frequency: MailFrequency) -> None:
    """Notify a person of two transitions, without mails."""
    writer = make_user("Contributors", email=f"{name}@desk.example")
    writer.username = name
    writer.save(update_fields=["username"])
    MailChoice.objects.create(person=writer, frequency=frequency)
    for _ in range(2):
        article = make_article(status=Status.REVIEW, created_by=writer)
        workflow.perform(article, "request_changes", by=make_user("Editors"), reason="More.")


def run(*arguments: str) -> tuple[int, list[str], list[str]]:
    """Run the command; return its exit status, and the lines of its output and errors."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("send_notifications", *arguments, stdout=out, stderr=err)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    return status, out.getvalue().splitlines(), err.getvalue().splitlines()


def test_it_mails_what_was_to_go_at_once(outbox: list[EmailMessage]) -> None:
    notify("ada", MailFrequency.AT_ONCE)
    notify("bob", MailFrequency.DAILY)
    notify("cem", MailFrequency.NEVER)
    line = "ada: sent (1 notifications)"
    assert run() == (0, [line, line, "2 emails sent."], [])
    assert [message.to for message in outbox] == [["ada@desk.example"]] * 2


def test_once_a_day_it_mails_the_digests_as_well(outbox: list[EmailMessage]) -> None:
    notify("ada", MailFrequency.AT_ONCE)
    notify("bob", MailFrequency.DAILY)
    line = "ada: sent (1 notifications)"
    assert run("--daily") == (0, [line, line, "bob: sent (2 notifications)", "3 emails sent."], [])
    assert [message.to[0] for message in outbox][2:] == ["bob@desk.example"]


def test_again_it_mails_nothing() -> None:
    notify("ada", MailFrequency.DAILY)
    run("--daily")
    assert run("--daily") == (0, ["0 emails sent."], [])


def test_it_names_whose_mail_could_not_be_sent(outbox: list[EmailMessage]) -> None:
    notify("ada", MailFrequency.DAILY)
    notify("bob", MailFrequency.DAILY)
    Failing.refused.add("ada@desk.example")
    expected = (
        1,
        ["bob: sent (2 notifications)", "1 emails sent."],
        ["ada: not sent: ValueError()"],
    )
    assert (run("--daily"), len(outbox)) == (expected, 1)
    Failing.refused.clear()
    assert run("--daily") == (0, ["ada: sent (2 notifications)", "1 emails sent."], [])


def test_it_stops_where_the_server_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    notify("ada", MailFrequency.AT_ONCE)
    monkeypatch.setattr(Failing, "is_down", True)
    reason = ["The mail server could not be reached: timed out"]
    assert run() == (1, ["0 emails sent."], reason)
    assert run() == (1, ["0 emails sent."], reason)


def test_without_a_mail_server_it_says_so_and_nothing_is_wrong(settings: Settings) -> None:
    notify("ada", MailFrequency.AT_ONCE)
    settings.MAILERS = {"default": {"BACKEND": mail.NO_SERVER}}
    message = "No mail server is set (NEWSROOM_MAIL_URL); nothing was sent."
    assert run("--daily") == (0, [message], [])
