"""Who is told of a move: the people of the piece, or whoever may make the next move."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from articles.models import (
    Article,
    MailChoice,
    MailFrequency,
    Notification,
    NotificationReason,
    StatusChange,
)
from articles.publishing import mail

# Of these moves the people of the piece are told.
_NEWS: Final = {
    "request_changes": NotificationReason.SENT_BACK,
    "approve": NotificationReason.APPROVED,
    "publish": NotificationReason.PUBLISHED,
    "go_live": NotificationReason.PUBLISHED,
    "withdraw": NotificationReason.WITHDRAWN,
}
# After these moves the piece waits for those who have the permission of the next.
_WAITS: Final = {
    "submit": (NotificationReason.WAITS_FOR_REVIEW, "articles.approve_article"),
    "approve": (NotificationReason.WAITS_FOR_PUBLICATION, "articles.publish_article"),
}
_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def notify(change: StatusChange, *, article: Article) -> None:
    """Tell everybody whom the change concerns, in its transaction; mail goes out after it.

    Nobody is told twice of one change, nor of what they did themselves.
    """
    rows = [
        Notification(
            person=person, article=article, status_change=change, why=why, when=_when(person)
        )
        for person, why in _people(change, article).items()
        if person.pk != change.changed_by_id
    ]
    Notification.objects.bulk_create(rows)
    if any(row.when == MailFrequency.AT_ONCE for row in rows):
        # Robust: the move is made, whatever becomes of the mail.
        transaction.on_commit(partial(mail.send_at_once, change), robust=True)


def _when(person: User) -> MailFrequency:
    if not (person.email and mail.has_server()):
        return MailFrequency.NEVER
    choice: MailChoice | None = getattr(person, "mail_choice", None)
    return MailFrequency(choice.when) if choice else MailFrequency.AT_ONCE


def _people(change: StatusChange, article: Article) -> Mapping[User, NotificationReason]:
    """Return who is told, and why; of two reasons the one that asks for something."""
    told: dict[User, NotificationReason] = {}
    if news := _NEWS.get(change.transition):
        told |= dict.fromkeys(_own(change, article), _scheduled(change) or news)
    if change.transition in _WAITS:
        why, permission = _WAITS[change.transition]
        told |= dict.fromkeys(_next(change, article, permission), why)
    return told


def _scheduled(change: StatusChange) -> NotificationReason | None:
    return NotificationReason.SCHEDULED if change.takes_effect_at else None


def _own(change: StatusChange, article: Article) -> QuerySet[User]:
    """Return who began the piece, submitted it or made the revision."""
    people = (article.created_by_id, article.submitted_by_id, change.revision.made_by_id)
    return _at_the_desk(article).filter(pk__in=[pk for pk in people if pk])


def _next(change: StatusChange, article: Article, permission: str) -> QuerySet[User]:
    """Return who may make the next move; with four eyes not who wrote what is to be approved."""
    people = _at_the_desk(article).filter(pk__in=_holders(permission))
    maker = change.revision.made_by_id
    if change.transition == "submit" and settings.NEWSROOM_FOUR_EYES and maker:
        return people.exclude(pk=maker)
    return people


def _at_the_desk(article: Article) -> QuerySet[User]:
    """Return who may see the piece there, each with what they chose."""
    may_see = Q(pk=article.created_by_id) | Q(pk__in=_holders("articles.review_article"))
    people = User.objects.filter(may_see, is_active=True, is_staff=True)
    return people.select_related("mail_choice")


def _holders(permission: str) -> QuerySet[User]:
    return User.objects.with_perm(permission, backend=_BACKEND)
