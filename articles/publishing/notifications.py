"""Notifications of a status change: to those who worked on the article or may go on with it."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from articles.models import (
    Article,
    MailChoice,
    MailFrequency,
    Notification,
    NotificationReason,
    Status,
    StatusChange,
)
from articles.models.notification import NotificationQuerySet
from articles.models.people import query_holders
from articles.publishing import mail, signatures
from articles.publishing.transitions import TRANSITIONS, LoggedTransition, Transition


def notify(change: StatusChange, *, article: Article, transition: LoggedTransition) -> None:
    """Notify everybody whom the change concerns, in its transaction; the worker mails it later.

    Nobody is notified twice of one change, nor of a change that they made.
    """
    rows = [
        Notification(
            person=person,
            article=article,
            status_change=change,
            why=why,
            frequency=_choose_frequency(person),
        )
        for person, why in _find_reasons(change, article, transition).items()
        if person.pk != change.changed_by_id
    ]
    Notification.objects.bulk_create(rows)


def filter_readable(rows: NotificationQuerySet, person: User) -> NotificationQuerySet:
    """Return the person's own notifications of articles that the person may still see."""
    own = rows.filter(person=person)
    is_reviewer = person.has_perm("articles.review_article")
    return own if is_reviewer else own.filter(article__created_by=person)


def _choose_frequency(person: User) -> MailFrequency:
    if not (person.email and mail.has_server()):
        return MailFrequency.NEVER
    choice: MailChoice | None = getattr(person, "mail_choice", None)
    return MailFrequency(choice.frequency) if choice else MailFrequency.AT_ONCE


def _find_reasons(
    change: StatusChange, article: Article, transition: LoggedTransition
) -> Mapping[User, NotificationReason]:
    """Return everybody to notify, and why; a reason to act comes before one to know."""
    reasons: dict[User, NotificationReason] = {}
    if participants_reason := _get_participants_reason(change, transition):
        why = NotificationReason.SCHEDULED if change.takes_effect_at else participants_reason
        reasons |= dict.fromkeys(_query_participants(change, article), why)
    reasons |= _find_reasons_to_sign(change, article)
    if change.to_status != change.from_status:
        for following in TRANSITIONS.values():
            if following.notification_when_possible and change.to_status in following.from_statuses:
                people = _query_next_people(article, following)
                reasons |= dict.fromkeys(people, following.notification_when_possible)
    return reasons


def _get_participants_reason(
    change: StatusChange, transition: LoggedTransition
) -> NotificationReason | None:
    """Return what those who began, submitted or wrote the article are notified of, or None.

    An approval that waits for another signature is none yet; the last signature completes it.
    """
    if change.transition in {"approve", "sign"}:
        return NotificationReason.APPROVED if change.to_status == Status.APPROVED else None
    if change.transition == "revert" and change.to_status == Status.WITHDRAWN:
        return NotificationReason.WITHDRAWN
    return transition.notification_when_made


def _find_reasons_to_sign(
    change: StatusChange, article: Article
) -> Mapping[User, NotificationReason]:
    """Return who may sign what the person has approved or published without a signature of it."""
    people = _query_readers(article)
    if change.transition == "approve" and change.to_status == Status.REVIEW:
        signers = people.filter(pk__in=query_holders("articles.sign_article"))
        return dict.fromkeys(signers, NotificationReason.WAITS_FOR_SIGNATURE)
    if change.transition == "publish_on_one_signature" and article.needs_second_signature:
        signers = people.filter(pk__in=query_holders("articles.confirm_article"))
        return dict.fromkeys(signers, NotificationReason.WAITS_FOR_SECOND_SIGNATURE)
    return {}


def _query_participants(change: StatusChange, article: Article) -> QuerySet[User]:
    """Return who began the article, submitted it or made the revision."""
    people = (article.created_by_id, article.submitted_by_id, change.revision.made_by_id)
    return _query_readers(article).filter(pk__in=[pk for pk in people if pk])


def _query_next_people(article: Article, following: Transition) -> QuerySet[User]:
    """Return who may make the transition that follows; nobody approves their own text."""
    people = _query_readers(article).filter(pk__in=query_holders(following.permission))
    if following.needs_four_eyes and settings.NEWSROOM_FOUR_EYES:
        return people.exclude(pk__in=_list_only_makers(article))
    return people


def _list_only_makers(article: Article) -> list[int]:
    """Return the maker of all that waits for a signature, if that is one person."""
    makers = {each.made_by_id for each in signatures.list_unsigned(article)}
    return [maker for maker in makers if maker] if len(makers) == 1 else []


def _query_readers(article: Article) -> QuerySet[User]:
    """Return who may see the article at the desk, each with their choice of mail."""
    may_see = Q(pk=article.created_by_id) | Q(pk__in=query_holders("articles.review_article"))
    people = User.objects.filter(may_see, is_active=True, is_staff=True)
    return people.select_related("mail_choice")
