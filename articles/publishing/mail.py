"""Mail to the people of the desk: each notification once, alone or in a digest."""

import contextlib
import hashlib
import logging
import smtplib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import punycode
from django.utils.module_loading import import_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import MailFrequency, Notification
from articles.models.notification import MAIL_PAUSE, NotificationQuerySet

logger = logging.getLogger(__name__)

NO_SERVER: Final = "django.core.mail.backends.dummy.EmailBackend"
# For this long the process that claims a notification has it, which is longer than the server may
# take for one mail; after a crash it is mailed then.
CLAIM: Final = timedelta(minutes=2)
CHUNK_SIZE: Final = 200
LARGEST_DIGEST: Final = 1000
MAX_HEADLINE_LENGTH: Final = 150

Notifications = Sequence[Notification]


class UnreachableError(Exception):
    """The mail server cannot be reached or refuses the login; the message says why."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """One mail: to whom, with how many notifications, and why it was not sent, or ""."""

    person: User
    count: int
    error: str = ""


def has_server() -> bool:
    """Return whether the settings name a mail server."""
    return bool(settings.MAILERS["default"]["BACKEND"] != NO_SERVER)


def send_message(message: EmailMessage) -> None:
    """Send a mail that belongs to no notification; the log has why it could not be sent."""
    server = _build_backend()
    try:
        server.send_messages([message])
    except Exception as error:  # noqa: BLE001 - whatever a server or its backend comes up with
        logger.warning("No mail to %s: %s", ", ".join(message.to), error)


def try_server(*, to: str = "") -> None:
    """Connect to the mail server and sign in; mail this address unless it is "".

    Raise UnreachableError.
    """
    server = _build_backend()
    subject = f"[{settings.NEWSROOM_SITE_NAME}] Test"
    text = "This mail shows that the site can send emails.\n"
    try:
        server.open()
        if to:
            server.send_messages([EmailMessage(subject, text, to=[to])])
    except Exception as error:
        raise UnreachableError(str(error) or repr(error)) from error
    finally:
        _close(server)


def _build_backend() -> BaseEmailBackend:
    """Return the backend of the settings; Django 5.2 does not read MAILERS, 6.1 nothing else."""
    mailer: dict[str, Any] = settings.MAILERS["default"]
    server: BaseEmailBackend = import_string(mailer["BACKEND"])(
        alias="default", **mailer.get("OPTIONS", {})
    )
    return server


# Sending.


def is_due(*, before: datetime | None = None) -> bool:
    """Return whether a mail is to be sent: one at once or, with ``before``, a digest."""
    if not has_server():
        return False
    return _query_due(before=before).exists()


def send_due(*, is_retry: bool = False) -> Iterator[Mailing]:
    """Send the mails that are to be sent at once; yield each.

    If several processes run this at once, only one of them sends each mail. What could not be sent
    a few minutes ago waits, unless ``is_retry``. Raise UnreachableError.
    """
    yield from _send_all(_list_single_mails(is_retry=is_retry))


def send_digests(*, before: datetime, is_retry: bool = False) -> Iterator[Mailing]:
    """Send to each who chose that one mail with all notifications made before the instant."""
    yield from _send_all(_list_digests(before, is_retry=is_retry))


def _query_due(*, before: datetime | None, is_retry: bool = False) -> NotificationQuerySet:
    if before is None:
        return Notification.objects.due(MailFrequency.AT_ONCE, is_retry=is_retry)
    due = Notification.objects.due(MailFrequency.DAILY, is_retry=is_retry)
    return due.filter(made_at__lt=before)


def _list_single_mails(*, is_retry: bool) -> Iterator[Notifications]:
    rows = _query_due(before=None, is_retry=is_retry).with_status_changes().order_by("pk")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK_SIZE]):
        yield from ([each] for each in chunk)
        last = chunk[-1].pk


def _list_digests(before: datetime, *, is_retry: bool) -> Iterator[Notifications]:
    """Yield the notifications of each digest.

    What was in a digest whose process ended is one again: it may have been sent, and a receiver
    knows it by its Message-ID then.
    """
    due = _query_due(before=before, is_retry=is_retry)
    for person, claim in due.list_claims():
        rows = due.filter(person=person).with_claim(claim).with_status_changes().order_by("pk")
        if digest := list(rows[:LARGEST_DIGEST]):
            yield digest


def _send_all(mailings: Iterable[Notifications]) -> Iterator[Mailing]:
    server = _build_backend()
    try:
        for rows in mailings:
            if mailing := _send(rows, server=server):
                yield mailing
    finally:
        _close(server)


def _send(rows: Notifications, *, server: BaseEmailBackend) -> Mailing | None:
    """Send these in one mail; return None if another process has claimed one of them.

    A process that is killed between the server's answer and ``_mark_as_mailed`` leaves a claim, and
    after it the mail is sent again, with the same Message-ID.
    """
    person = rows[0].person
    _open(server, rows)
    if not _claim(rows):
        return None
    try:
        server.send_messages([_build_message(rows)])
    except Exception as error:
        logger.warning("No mail to %s: %s", person.get_username(), error)
        _close(server)  # the next mail opens it again, in a state that is known
        if is_outage(error):
            _pause(rows, error)
            raise UnreachableError(str(error)) from error
        _write_error(_query_rows(rows), error)
        return Mailing(person, len(rows), str(error) or repr(error))
    _mark_as_mailed(rows)
    return Mailing(person, len(rows))


def is_outage(error: Exception) -> bool:
    """Tell whether the server failed, rather than refuse this one mail."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError)


def _open(server: BaseEmailBackend, rows: Notifications) -> None:
    try:
        server.open()
    except Exception as error:
        logger.warning("The mail server cannot be reached: %s", error)
        _pause(rows, error)
        raise UnreachableError(str(error)) from error


def _pause(rows: Notifications, error: Exception) -> None:
    """Let these, and all that is due, wait for the server."""
    _write_error(Notification.objects.due(MailFrequency(rows[0].frequency)), error)
    _write_error(_query_rows(rows).filter(mailed_at=None), error)


def _write_error(rows: QuerySet[Notification], error: Exception) -> None:
    until = timezone.now() + MAIL_PAUSE
    rows.update(mail_waits_until=until, mail_error=str(error) or repr(error))


def _close(server: BaseEmailBackend) -> None:
    with contextlib.suppress(Exception):  # the mails are sent whatever the server says now
        server.close()


def _claim(rows: Notifications) -> bool:
    """Keep other processes from mailing these for a while; return False if one was first."""
    with transaction.atomic():
        # Locked in the order of their keys, so that two processes cannot deadlock.
        free = _query_rows(rows).filter(mailed_at=None).order_by("pk").select_for_update()
        if dict(free.values_list("pk", "mail_waits_until")) != {
            row.pk: row.mail_waits_until for row in rows
        }:
            return False
        _query_rows(rows).update(mail_waits_until=timezone.now() + CLAIM, mail_error="")
    return True


def _mark_as_mailed(rows: Notifications) -> None:
    _query_rows(rows).update(
        mailed_at=timezone.now(),
        mailed_to=rows[0].person.email,
        mail_waits_until=None,
        mail_error="",
    )


def _query_rows(rows: Notifications) -> QuerySet[Notification]:
    return Notification.objects.filter(pk__in=[row.pk for row in rows])


# Writing.


def _build_message(rows: Notifications) -> EmailMessage:
    """Return the mail in the site's own language."""
    is_digest = rows[0].frequency == MailFrequency.DAILY
    with translation.override(settings.LANGUAGE_CODE):
        subject = _build_digest_subject(rows) if is_digest else _build_subject(rows[0])
        text = render_to_string(
            "mail/digest.txt" if is_digest else "mail/notification.txt",
            {
                "rows": [(row, _build_url("article_change", row.article_id)) for row in rows],
                "choice_address": _build_url("notification_changelist"),
            },
        )
    return EmailMessage(
        subject=_join_lines(f"[{settings.NEWSROOM_SITE_NAME}] {subject}"),
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[rows[0].person.email],
        headers={
            "Auto-Submitted": "auto-generated",  # no out-of-office replies
            "Message-ID": build_message_id(rows),
        },
    )


def build_message_id(rows: Notifications) -> str:
    """Return the id of the mail with these notifications: always the same for the same ones."""
    text = " ".join(f"{row.pk} {row.made_at.isoformat()}" for row in rows)
    name = hashlib.sha256(text.encode()).hexdigest()[:32]
    return f"<{name}@{punycode(urlsplit(settings.NEWSROOM_SITE_ADDRESS).hostname or '')}>"


def _build_subject(row: Notification) -> str:
    headline = Truncator(row.headline).chars(MAX_HEADLINE_LENGTH)
    return _("%(why)s: %(headline)s") % {"why": row.get_why_display(), "headline": headline}


def _build_digest_subject(rows: Notifications) -> str:
    text = ngettext("%(count)s notification", "%(count)s notifications", len(rows))
    return text % {"count": len(rows)}


def _join_lines(text: str) -> str:
    """Return the text without line breaks and control characters, which would end a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _build_url(page: str, *args: int) -> str:
    """Return the absolute URL of a page of the desk."""
    return f"{settings.NEWSROOM_SITE_ADDRESS}{reverse(f'admin:articles_{page}', args=args)}"
