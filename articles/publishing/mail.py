"""Mail to the people of the desk: each notification once, alone or in a digest."""

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
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
# A move waits for its mail no longer than this many seconds, and one more answer of the server.
PATIENCE: Final = 10
# For so many seconds after that no move waits for mail, and the command sends it.
REST: Final = 300
RESTING: Final = "articles.publishing.mail.resting"
PAGE: Final = 200
LARGEST_DIGEST: Final = 1000
LONGEST_HEADLINE: Final = 150

Told = Sequence[Notification]


class UnreachableError(Exception):
    """The mail server cannot be reached, or lets nobody in; the message says why."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """One mail: to whom, of how many notifications, and why it was not sent, or ""."""

    person: User
    count: int
    error: str = ""


def has_server() -> bool:
    """Tell whether the settings name a mail server."""
    return bool(settings.MAILERS["default"]["BACKEND"] != NO_SERVER)


def _server() -> BaseEmailBackend:
    """Return what the settings name, on every Django: 5.2 reads no MAILERS, 6.1 nothing else."""
    told: dict[str, Any] = settings.MAILERS["default"]
    server: BaseEmailBackend = import_string(told["BACKEND"])(
        alias="default", **told.get("OPTIONS", {})
    )
    return server


# Sending.


def send_at_once(change: StatusChange) -> None:
    """Mail who wants to know of the change at once; what is not sent now waits for the command.

    An editor's page waits for it, so that after a server that fails or is slow there is a rest.
    """
    if cache.get(RESTING):
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
                cache.set(RESTING, value=True, timeout=REST)
                return
    except UnreachableError:
        cache.set(RESTING, value=True, timeout=REST)


def send_due(*, is_daily: bool) -> Iterator[Mailing]:
    """Mail what could not be mailed at once, and the digests if it is their time; yield each mail.

    Of several that run at once each mail is sent by one. Raise UnreachableError.
    """
    yield from _send_all(_one_by_one())
    if is_daily:
        yield from _send_all(_digests())


def _one_by_one() -> Iterator[Told]:
    due = Notification.objects.due(MailFrequency.AT_ONCE).with_status_changes().order_by("pk")
    last = 0
    while page := list(due.filter(pk__gt=last)[:PAGE]):
        yield from ([each] for each in page)
        last = page[-1].pk


def _digests() -> Iterator[Told]:
    due = Notification.objects.due(MailFrequency.DAILY).order_by("pk")
    for person in set(due.values_list("person", flat=True)):
        if told := list(due.filter(person=person).with_status_changes()[:LARGEST_DIGEST]):
            yield told


def _send_all(mailings: Iterable[Told]) -> Iterator[Mailing]:
    server = _server()
    try:
        for told in mailings:
            if sent := _send(told, server=server):
                yield sent
    finally:
        _close(server)


def _send(told: Told, *, server: BaseEmailBackend) -> Mailing | None:
    """Send one mail of these; None where another process has taken one of them."""
    person = told[0].person
    _open(server, told)
    if not _claim(told):
        return None
    try:
        server.send_messages([_message(told)])
    except Exception as error:  # noqa: BLE001 - whatever a server or its backend comes up with
        logger.warning("No mail to %s: %s", person.get_username(), error)
        _rows(told).update(mailed_at=None, mailed_to="", mail_error=str(error))
        _close(server)  # the next mail opens it again, in a state that is known
        return Mailing(person, len(told), str(error) or repr(error))
    return Mailing(person, len(told))


def _open(server: BaseEmailBackend, told: Told) -> None:
    try:
        server.open()
    except Exception as error:
        logger.warning("The mail server cannot be reached: %s", error)
        _rows(told).filter(mailed_at=None).update(mail_error=str(error))
        raise UnreachableError(str(error)) from error


def _close(server: BaseEmailBackend) -> None:
    with contextlib.suppress(Exception):  # what was sent is sent
        server.close()


def _claim(told: Told) -> bool:
    """Mark them as mailed where none of them is yet: from then on nobody else sends them."""
    free = _rows(told).filter(mailed_at=None)
    with transaction.atomic():
        # Locked in one order: of two processes one waits, and neither for ever.
        if len(free.order_by("pk").select_for_update().values_list("pk")) < len(told):
            return False
        free.update(mailed_at=timezone.now(), mailed_to=told[0].person.email, mail_error="")
    return True


def _rows(told: Told) -> QuerySet[Notification]:
    return Notification.objects.filter(pk__in=[each.pk for each in told])


# Writing.


def _message(told: Told) -> EmailMessage:
    """Return the mail in the language of the interface."""
    is_digest = told[0].when == MailFrequency.DAILY
    with translation.override(settings.LANGUAGE_CODE):
        subject = _digest_subject(told) if is_digest else _subject(told[0])
        text = render_to_string(
            "mail/digest.txt" if is_digest else "mail/notification.txt",
            {
                "told": [(each, _address("article_change", each.article_id)) for each in told],
                "choice_address": _address("notification_changelist"),
            },
        )
    return EmailMessage(
        subject=_in_one_line(f"[{settings.NEWSROOM_SITE_NAME}] {subject}"),
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[told[0].person.email],
        headers={"Auto-Submitted": "auto-generated"},  # no answers from who is away
    )


def _subject(each: Notification) -> str:
    headline = Truncator(each.headline).chars(LONGEST_HEADLINE)
    return _("%(why)s: %(headline)s") % {"why": each.get_why_display(), "headline": headline}


def _digest_subject(told: Told) -> str:
    text = ngettext("%(count)s notification", "%(count)s notifications", len(told))
    return text % {"count": len(told)}


def _in_one_line(text: str) -> str:
    """Return the text without line breaks and control characters, which end a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _address(page: str, *args: int) -> str:
    """Return the whole address of a page of the desk."""
    return f"{settings.NEWSROOM_SITE_ADDRESS}{reverse(f'admin:articles_{page}', args=args)}"
