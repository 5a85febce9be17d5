"""The workflow: who may perform which transition, what blocks it, and performing it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, assert_never

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Revision, Status, StatusChange
from articles.publishing import revisions, signatures
from articles.publishing.access import Person, may_see
from articles.publishing.effects import Attempt
from articles.publishing.requirements import require_another_person
from articles.publishing.status_writer import (
    TransitionNotPossible,
    explain_database_error,
    explain_status,
    write_transition,
)
from articles.publishing.transitions import TRANSITIONS, Condition, Transition

TEXT_LIMIT: Final = 500  # characters of a note or a reason, as many as the article's column holds


class TransitionForbidden(PermissionDenied):
    """The person lacks the permission for the transition."""


# Permissions.


def may_edit(article: Article, *, by: Person) -> bool:
    """Return whether the person may change the text now: a draft, and reviewers one in review.

    In every other status a transition comes first: "edit", or "request changes".
    """
    if not (by.has_perm("articles.change_article") and may_see(article, by=by)):
        return False
    if article.status == Status.REVIEW:
        return by.has_perm("articles.review_article")
    return article.status == Status.DRAFT


def may_perform(article: Article, transition: Transition, *, by: Person) -> bool:
    """Return whether the person has the permissions for the transition of this article."""
    return not explain_forbidden(article, transition, by=by)


def explain_forbidden(article: Article, transition: Transition, *, by: Person) -> str:
    """Return why the person may not make the transition of this article, as a sentence, or "".

    Whatever takes an article from readers needs the permission to withdraw it.
    """
    if not _has_own_permission(article, transition, by=by):
        message = _("You are not allowed to do this: %(transition)s. Ask an editor or a publisher.")
        return message % {"transition": transition.label}
    takes_down = transition.takes_down and transition.takes_down(article, timezone.now())
    if takes_down and not by.has_perm(TRANSITIONS["withdraw"].permission):
        return _(
            "No earlier text can be shown to readers again, so this would withdraw the "
            "article. Ask somebody who may do that."
        )
    return ""


def _has_own_permission(article: Article, transition: Transition, *, by: Person) -> bool:
    return by.has_perm(transition.permission) and may_see(article, by=by)


# Obstacles.


def list_transitions(article: Article, *, by: Person) -> list[tuple[Transition, str]]:
    """Return the transitions from this status that the person may make, each with what blocks it.

    The reason is a sentence, "" where nothing blocks the transition. One that the person may make
    of other articles, but not of this one, is among them.
    """
    possible = [
        transition
        for transition in TRANSITIONS.values()
        if _has_own_permission(article, transition, by=by) and _fits_state(transition, article)
    ]
    unsigned = _list_unsigned(article, possible)
    return [
        (
            transition,
            explain_forbidden(article, transition, by=by)
            or reason_blocked(transition, article, by=by, unsigned=unsigned),
        )
        for transition in possible
    ]


def _list_unsigned(article: Article, transitions: Iterable[Transition]) -> Sequence[Revision]:
    """Return what waits for a signature, if any of the transitions gives one or depends on it."""
    if any(each.depends_on_signatures for each in transitions):
        return signatures.list_unsigned(article)
    return ()


def _fits_state(transition: Transition, article: Article) -> bool:
    is_met = _meets_condition(article, transition.condition)
    return is_met and article.status in transition.from_statuses


def _meets_condition(article: Article, condition: Condition) -> bool:
    match condition:
        case Condition.ANY:
            return True
        case Condition.HAS_BEEN_LIVE:
            return article.has_been_live
        case Condition.NEVER_LIVE:
            return article.published_at is None
        case Condition.ON_ONE_SIGNATURE:
            return article.needs_second_signature
        case _:  # pragma: no cover - mypy finds a condition that is missing above
            assert_never(condition)


def reason_blocked(
    transition: Transition,
    article: Article,
    *,
    by: Person | None,
    at: datetime | None = None,
    unsigned: Sequence[Revision] | None = None,
) -> str:
    """Return what blocks the transition, as a sentence that says what to do, or "".

    ``unsigned`` are the article's revisions that wait for a signature, None to read them.
    """
    if unsigned is None:
        unsigned = _list_unsigned(article, [transition])
    attempt = Attempt(_get_person(by), "", at, timezone.now(), unsigned)
    return _explain_obstacle(transition, article, attempt)


def _get_person(by: Person | None) -> User | None:
    return by if isinstance(by, User) else None


def _explain_obstacle(transition: Transition, article: Article, attempt: Attempt) -> str:
    if not _fits_state(transition, article):
        return explain_status(article, transition)
    requirements = list(transition.requires)
    if transition.needs_four_eyes and settings.NEWSROOM_FOUR_EYES:
        requirements.insert(0, require_another_person)
    return next(filter(None, (require(article, attempt) for require in requirements)), "")


# Performing a transition.


def perform(
    article: Article,
    name: str,
    *,
    by: Person | None,
    reason: str = "",
    at: datetime | None = None,
    seen: int | None = None,
) -> StatusChange:
    """Make the transition of that name and return its link on the audit log.

    Raise TransitionForbidden or TransitionNotPossible. If two people perform it at once, one of
    them succeeds. ``by`` is None for the program itself. ``at`` is when the article goes live, None
    for the planned time or now. ``seen`` is the number of the revision that the person had on the
    screen.
    """
    transition = TRANSITIONS[name]
    require_permission(article, transition, by=by)
    unsigned = _list_unsigned(article, [transition])
    attempt = Attempt(_get_person(by), reason.strip(), at, timezone.now(), unsigned)
    if seen is not None and seen != revisions.get_working_revision(article).number:
        message = _("The text has changed since you opened the page. Read it again first.")
        raise TransitionNotPossible(message)
    blocked = _explain_obstacle(transition, article, attempt)
    if problem := blocked or _explain_wrong_text(transition, attempt.reason):
        raise TransitionNotPossible(problem)
    try:
        with transaction.atomic():
            columns = transition.build_columns(article, attempt)
            columns.setdefault("status", transition.to_status or article.status)
            return write_transition(article, transition, attempt, columns)
    except (IntegrityError, DataError) as error:
        raise TransitionNotPossible(explain_database_error(error)) from error
    finally:
        article.refresh_from_db()  # whatever happened, the instance holds the row as it is


def require_permission(article: Article, transition: Transition, *, by: Person | None) -> None:
    """Raise TransitionForbidden if the person may not make the transition of this article."""
    if by is not None and (message := explain_forbidden(article, transition, by=by)):
        raise TransitionForbidden(message)


def _explain_wrong_text(transition: Transition, text: str) -> str:
    """Return what is wrong with the text that the transition asks for, or ""."""
    if transition.asks_text is None:
        return ""
    if len(text) > TEXT_LIMIT:
        message = _("The reason is too long. Use no more than %(limit)s characters.")
        return message % {"limit": TEXT_LIMIT}
    return "" if text else str(transition.asks_text.missing)
