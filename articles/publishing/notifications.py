"""Notifications of a status change: to those who worked on the article or may go on with it."""

from collections.abc import Mapping
from functools import partial

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
from articles.models.people import query_holders
from articles.publishing import mail
from articles.publishing.transitions import TRANSITIONS, Transition


def notify(
    change: StatusChange, *, article: Article, participants_reason: NotificationReason | None
) -> None:
    """Notify everybody whom the change concerns, in its transaction; mail is sent after it.

    ``participants_reason`` is what those who began, submitted or wrote the article are notified of,
    None for nothing. Nobody is notified twice of one change, nor of a change that they made.
    """
    rows = [
        Notification(
            person=person,
            article=article,
            status_change=change,
            why=why,
            frequency=_choose_frequency(person),
        )
        for person, why in _find_reasons(change, article, participants_reason).items()
        if person.pk != change.changed_by_id
    ]
    Notification.objects.bulk_create(rows)
    if any(row.frequency == MailFrequency.AT_ONCE for row in rows):
        # Robust: the transition stands, whatever becomes of the mail.
        transaction.on_commit(partial(mail.send_at_once, change), robust=True)


def _choose_frequency(person: User) -> MailFrequency:
    if not (person.email and mail.has_server()):
        return MailFrequency.NEVER
    choice: MailChoice | None = getattr(person, "mail_choice", None)
    return MailFrequency(choice.frequency) if choice else MailFrequency.AT_ONCE


def _find_reasons(
    change: StatusChange, article: Article, participants_reason: NotificationReason | None
) -> Mapping[User, NotificationReason]:
    """Return everybody to notify, and why; a reason to act comes before one to know."""
    reasons: dict[User, NotificationReason] = {}
    if participants_reason:
        why = NotificationReason.SCHEDULED if change.takes_effect_at else participants_reason
        reasons |= dict.fromkeys(_query_participants(change, article), why)
    for following in TRANSITIONS.values():
        if following.notification_when_possible and change.to_status in following.from_statuses:
            people = _query_next_people(change, article, following)
            reasons |= dict.fromkeys(people, following.notification_when_possible)
    return reasons


def _query_participants(change: StatusChange, article: Article) -> QuerySet[User]:
    """Return who began the article, submitted it or made the revision."""
    people = (article.created_by_id, article.submitted_by_id, change.revision.made_by_id)
    return _query_readers(article).filter(pk__in=[pk for pk in people if pk])


def _query_next_people(
    change: StatusChange, article: Article, following: Transition
) -> QuerySet[User]:
    """Return who may make the transition that follows; nobody approves a text of their own."""
    people = _query_readers(article).filter(pk__in=query_holders(following.permission))
    maker = change.revision.made_by_id
    if following.needs_four_eyes and settings.NEWSROOM_FOUR_EYES and maker:
        return people.exclude(pk=maker)
    return people


def _query_readers(article: Article) -> QuerySet[User]:
    """Return who may see the article at the desk, each with their choice of mail."""
    may_see = Q(pk=article.created_by_id) | Q(pk__in=query_holders("articles.review_article"))
    people = User.objects.filter(may_see, is_active=True, is_staff=True)
    return people.select_related("mail_choice")
