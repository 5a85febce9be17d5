"""People of a desk, and articles that they are notified of, for tests."""

import smtplib
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, ClassVar

import pytest
from django.contrib.auth.models import User
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article, Status
from articles.publishing import mail, revisions
from tests.factories import make_article, make_user

NOTE = "The second paragraph\n\n  needs <its> source & a date."
_numbers = count(1)


class FailingBackend(locmem.EmailBackend):
    """A backend that refuses mail to some addresses, and every connection while it is down."""

    refused: ClassVar[set[str]] = set()
    is_down: ClassVar[bool] = False
    closed: ClassVar[int] = 0

    def open(self) -> None:
        if self.is_down:
            raise ConnectionRefusedError("nobody is there")

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if self.refused.intersection(message.to):
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such box")})
        return super().send_messages(list(messages))

    def close(self) -> None:
        type(self).closed += 1
        raise smtplib.SMTPException("gone already")


def make_member(role: str = "", **fields: Any) -> User:
    return make_user(role, email=f"{role or 'n'}{next(_numbers)}@desk.example", **fields)


def make_article_in(status: Status, people: dict[str, User], **fields: Any) -> Article:
    """Make an article that Writer created, Submitter submitted and Maker edited last."""
    article = make_article(status=status, created_by=people["Maker"], **fields)
    revisions.get_working_revision(article)
    Article.objects.filter(pk=article.pk).update(
        created_by=people["Writer"], submitted_by=people["Submitter"]
    )
    article.refresh_from_db()
    return article


def open_outbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """Send mail by FailingBackend; return the list of the messages that it delivers."""
    settings.MAILERS = {"default": {"BACKEND": "tests.notified.FailingBackend"}}
    settings.NEWSROOM_SITE_ADDRESS = "https://press.example.org"
    monkeypatch.setattr(FailingBackend, "refused", set())
    monkeypatch.setattr(FailingBackend, "is_down", False)
    django_mail.outbox = []
    return django_mail.outbox


def make_people() -> dict[str, User]:
    """Make the people of a desk; return them by their first names."""
    roles = {
        "Writer": "Contributors",
        "Other": "Contributors",
        "Submitter": "Editors",
        "Maker": "Editors",
        "Editor": "Editors",
        "Publisher": "Publishers",
    }
    desk = {name: make_member(role, first_name=name) for name, role in roles.items()}
    desk["Root"] = make_member(first_name="Root", is_superuser=True)
    desk["Left"] = make_member("Publishers", first_name="Left", is_active=False)
    desk["Reader"] = make_member("Publishers", first_name="Reader")
    User.objects.filter(first_name="Reader").update(is_staff=False)
    return desk


def send_all(*, is_daily: bool) -> Iterator[mail.Mailing]:
    """Send what the command sends."""
    yield from mail.send_due(is_retry=True)
    if is_daily:
        yield from mail.send_digests(before=timezone.now(), is_retry=True)
