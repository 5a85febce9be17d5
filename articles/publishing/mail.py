"""Mail to the people of the desk: each notification once, alone or in a digest."""

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import MailFrequency, Notification, StatusChange

logger = logging.getLogger(__name__)

NO_SERVER: Final = "django.core.mail.backends.dummy.EmailBackend"
# Seconds after which a transition sends no further mail; the one that is being sent is finished.
PATIENCE: Final = 10
# Seconds without mail at once after a server failed or was slow; send_notifications sends the rest.
PAUSE: Final = 300
PAUSE_KEY: Final = "articles.publishing.mail.pause"
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


def _build_backend() -> BaseEmailBackend:
    """Return the backend of the settings; Django 5.2 does not read MAILERS, 6.1 nothing else."""
    mailer: dict[str, Any] = settings.MAILERS["default"]
    server: BaseEmailBackend = import_string(mailer["BACKEND"])(
        alias="default", **mailer.get("OPTIONS", {})
    )
    return server


# Sending.


def send_at_once(change: StatusChange) -> None:
    """Mail everybody who wants to know of the change at once; send_notifications sends the rest.

    An editor's page waits for this, so a server that fails or is slow is not tried for a while.
    """
    if caches["volatile"].get(PAUSE_KEY):
        return
    began = monotonic()
    due = (
        Notification.objects.due(MailFrequency.AT_ONCE)
        .filter(status_change=change)
        .with_status_changes()
    )
    try:
        for _mailing in _send_all([each] for each in due):
            if monotonic() - began > PATIENCE:
                caches["volatile"].set(PAUSE_KEY, value=True, timeout=PAUSE)
                return
    except UnreachableError:
        caches["volatile"].set(PAUSE_KEY, value=True, timeout=PAUSE)


def send_due(*, is_daily: bool) -> Iterator[Mailing]:
    """Mail what was not mailed at once and, if ``is_daily``, the digests; yield each mail.

    If several processes run this at once, only one of them sends each mail. Raise UnreachableError.
    """
    yield from _send_all(_list_single_mails())
    if is_daily:
        yield from _send_all(_list_digests())


def _list_single_mails() -> Iterator[Notifications]:
    due = Notification.objects.due(MailFrequency.AT_ONCE).with_status_changes().order_by("pk")
    last = 0
    while chunk := list(due.filter(pk__gt=last)[:CHUNK_SIZE]):
        yield from ([each] for each in chunk)
        last = chunk[-1].pk


def _list_digests() -> Iterator[Notifications]:
    due = Notification.objects.due(MailFrequency.DAILY).order_by("pk")
    for person in set(due.values_list("person", flat=True)):
        if rows := list(due.filter(person=person).with_status_changes()[:LARGEST_DIGEST]):
            yield rows


def _send_all(mailings: Iterable[Notifications]) -> Iterator[Mailing]:
    server = _build_backend()
    try:
        for rows in mailings:
            if mailing := _send(rows, server=server):
                yield mailing
    finally:
        _close(server)


def _send(rows: Notifications, *, server: BaseEmailBackend) -> Mailing | None:
    """Send these in one mail; return None if another process has claimed one of them."""
    person = rows[0].person
    _open(server, rows)
    if not _claim(rows):
        return None
    try:
        server.send_messages([_build_message(rows)])
    except Exception as error:  # noqa: BLE001 - whatever a server or its backend comes up with
        logger.warning("No mail to %s: %s", person.get_username(), error)
        _query_rows(rows).update(mailed_at=None, mailed_to="", mail_error=str(error))
        _close(server)  # the next mail opens it again, in a state that is known
        return Mailing(person, len(rows), str(error) or repr(error))
    return Mailing(person, len(rows))


def _open(server: BaseEmailBackend, rows: Notifications) -> None:
    try:
        server.open()
    except Exception as error:
        logger.warning("The mail server cannot be reached: %s", error)
        _query_rows(rows).filter(mailed_at=None).update(mail_error=str(error))
        raise UnreachableError(str(error)) from error


def _close(server: BaseEmailBackend) -> None:
    with contextlib.suppress(Exception):  # the mails are sent whatever the server says now
        server.close()


def _claim(rows: Notifications) -> bool:
    """Mark all as mailed, so that no other process sends them; return False if one already is."""
    free = _query_rows(rows).filter(mailed_at=None)
    with transaction.atomic():
        # Locked in the order of their keys, so that two processes cannot deadlock.
        if len(free.order_by("pk").select_for_update().values_list("pk")) < len(rows):
            return False
        free.update(mailed_at=timezone.now(), mailed_to=rows[0].person.email, mail_error="")
    return True


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
        headers={"Auto-Submitted": "auto-generated"},  # no out-of-office replies
    )


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
