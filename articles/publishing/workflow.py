"""The workflow: who may perform which transition, what blocks it, and performing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article, Note, Status, StatusChange
from articles.publishing import audit_log, checks, contents, notifications, revisions
from articles.publishing.status_writer import (
    Columns,
    TransitionNotPossible,
    apply_effects,
    explain_database_error,
    explain_status,
    get_effective_time,
    write_status,
)
from articles.publishing.transitions import TRANSITIONS, Asks, Condition, Transition
from articles.text import body_html

Person = User | AnonymousUser

REASON_LIMIT: Final = 500  # characters, as many as the article's column holds


class TransitionForbidden(PermissionDenied):
    """The person lacks the permission for the transition."""


# Permissions.


def may_see(article: Article, *, by: Person) -> bool:
    """Return whether the article is the person's own, or the person may see those of others."""
    return by.has_perm("articles.review_article") or (
        by.pk is not None and article.created_by_id == by.pk
    )


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
    """Return whether the person has the transition's permission, for this article."""
    return by.has_perm(transition.permission) and may_see(article, by=by)


# Obstacles.


def list_transitions(article: Article, *, by: Person) -> list[tuple[Transition, str]]:
    """Return the transitions from this status that the person may make, each with what blocks it.

    The reason is a sentence, "" where nothing blocks the transition.
    """
    return [
        (transition, reason_blocked(transition, article, by=by))
        for transition in TRANSITIONS.values()
        if may_perform(article, transition, by=by) and _fits_state(transition, article)
    ]


def _fits_state(transition: Transition, article: Article) -> bool:
    if transition.condition is Condition.LIVE and not article.has_been_live:
        return False
    if transition.condition is Condition.NEVER_LIVE and article.published_at is not None:
        return False
    return article.status in transition.from_statuses


def reason_blocked(
    transition: Transition, article: Article, *, by: Person | None, at: datetime | None = None
) -> str:
    """Return what blocks the transition, as a sentence that says what to do, or ""."""
    if not _fits_state(transition, article):
        return explain_status(article, transition)
    if transition.needs_four_eyes and settings.NEWSROOM_FOUR_EYES and _has_made_text(article, by):
        return _("You changed the text last, so somebody else has to approve it.")
    if transition.to_status is Status.PUBLISHED:
        return _explain_unpublishable(article, at)
    return ""


def _has_made_text(article: Article, by: Person | None) -> bool:
    """Return whether the person made the working revision."""
    maker = revisions.get_working_revision(article).made_by_id
    return by is not None and maker is not None and maker == by.pk


def _explain_unpublishable(article: Article, at: datetime | None) -> str:
    """Return what the working revision lacks to go live at that instant, or ""."""
    content, now = revisions.get_working_revision(article).content, timezone.now()
    if not body_html.to_text(content["body"]):
        return _("The piece has no text. Write its body first.")
    if not content["source"] and not content["is_own_work"]:
        return _("The article has no source. Add one, or tick “our own work”.")
    if reason := _explain_wrong_time(article, content, at=at, now=now):
        return reason
    return " ".join(str(problem) for problem in checks.find_required_problems(article, content))


def _explain_wrong_time(
    article: Article, content: contents.Content, *, at: datetime | None, now: datetime
) -> str:
    """Return why the article cannot go live at that instant, or ""."""
    instant = _get_live_time(article, at=at, now=now)
    embargo = contents.parse_instant(content, "embargoed_until")
    expiry = contents.parse_instant(content, "expire_at")
    if embargo and instant < embargo:
        until = date_format(timezone.localtime(embargo), "DATETIME_FORMAT")
        message = _("The piece is under embargo until %(until)s. Publish it at that time or later.")
        return message % {"until": until}
    if expiry and expiry <= max(instant, now):
        return _("The piece expires before it would be live. Change one of the times.")
    if _is_withdrawn(article) and instant > now:
        return _("A piece that was withdrawn goes live again at once. Leave the time empty.")
    return ""


def _get_live_time(article: Article, *, at: datetime | None, now: datetime) -> datetime:
    """Return when publishing now would show the working revision to readers.

    Only a first publication may have a time in the past. The planned time does not count for an
    article that was withdrawn.
    """
    content = revisions.get_working_revision(article).content
    plan = contents.parse_instant(content, "publish_at")
    if article.published_at is None:
        return at or plan or now
    return max(at or (plan if article.is_released and plan else now), now)


def _is_withdrawn(article: Article) -> bool:
    """Return whether readers have seen the article and do not see it now."""
    return article.published_at is not None and not article.is_released


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
    _require_permission(article, transition, by=by)
    if seen is not None and seen != revisions.get_working_revision(article).number:
        message = _("The text has changed since you opened the page. Read it again first.")
        raise TransitionNotPossible(message)
    blocked = reason_blocked(transition, article, by=by, at=at)
    problem = blocked or _explain_wrong_input(transition, reason)
    if problem:
        raise TransitionNotPossible(problem)
    person = by if isinstance(by, User) else None
    attempt = _Attempt(transition, person, reason.strip(), at, timezone.now())
    try:
        with transaction.atomic():
            return _write_transition(article, attempt)
    except (IntegrityError, DataError) as error:
        raise TransitionNotPossible(explain_database_error(error)) from error
    finally:
        article.refresh_from_db()  # whatever happened, the instance holds the row as it is


def _require_permission(article: Article, transition: Transition, *, by: Person | None) -> None:
    if by is not None and not may_perform(article, transition, by=by):
        message = _("You may not do this: %(move)s.")
        raise TransitionForbidden(message % {"move": transition.label})


def _explain_wrong_input(transition: Transition, reason: str) -> str:
    """Return what is wrong with the note or the reason that the transition asks for, or ""."""
    text = reason.strip()
    if transition.asks is Asks.NOTE and not text:
        return _("Say what is to be changed, so that the writer can do it.")
    if transition.asks is Asks.REASON and not text:
        return _("Say why the piece is withdrawn: readers will find the reason in its place.")
    if transition.asks is Asks.REASON and len(text) > REASON_LIMIT:
        message = _("The reason is too long. Say it in %(limit)s characters.")
        return message % {"limit": REASON_LIMIT}
    return ""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A transition to perform: for whom, why, the time to go live at, and the time now."""

    transition: Transition
    by: User | None
    reason: str
    at: datetime | None
    now: datetime


def _write_transition(article: Article, attempt: _Attempt) -> StatusChange:
    """Write the row if it is as it was read, its link on the audit log, and all effects."""
    transition = attempt.transition
    columns = _COLUMNS[transition.name](article, attempt)
    change = _build_change(article, attempt, columns)
    status = {"status": transition.to_status}
    write_status(article, change, status | columns, transition=transition)
    if transition.asks is Asks.NOTE and attempt.by:
        Note.objects.create(article=article, text=attempt.reason, written_by=attempt.by)
    apply_effects(article, transition.name, columns)
    notifications.notify(change, article=article)
    return change


def _build_change(article: Article, attempt: _Attempt, columns: Columns) -> StatusChange:
    transition = attempt.transition
    return audit_log.build_link(
        article,
        transition=transition.name,
        from_status=article.status,
        to_status=transition.to_status,
        changed_at=attempt.now,
        changed_by=attempt.by,
        reason=attempt.reason,
        revision=revisions.get_working_revision(article),
        readers_sha256=_get_readers_sha256(article, transition),
        takes_effect_at=get_effective_time(columns, attempt.now),
        is_four_eyes_off=transition.needs_four_eyes and not settings.NEWSROOM_FOUR_EYES,
    )


def _get_readers_sha256(article: Article, transition: Transition) -> str:
    """Return the digest of what readers see from now on, or saw until now; "" if that stays."""
    if transition.to_status is Status.PUBLISHED:
        return revisions.get_working_revision(article).sha256
    if transition.to_status is Status.WITHDRAWN and article.live_revision:
        return article.live_revision.sha256
    return ""


# The columns that each transition writes besides the status.


def _build_submit_columns(_article: Article, attempt: _Attempt) -> Columns:
    return {"submitted_by": attempt.by}


def _build_publish_columns(article: Article, attempt: _Attempt) -> Columns:
    revision = revisions.get_working_revision(article)
    instant = _get_live_time(article, at=attempt.at, now=attempt.now)
    if article.is_released and instant > attempt.now:
        return {"scheduled_revision": revision, "scheduled_at": instant}
    content = contents.get_editable_content(article, revision)
    is_corrected = article.published_at and content["correction"]
    return {
        "is_released": True,
        "published_at": article.published_at or instant,
        "updated_at": attempt.now if is_corrected else article.updated_at,
        "live_revision": revision,
        "withdrawn_at": None,
        "withdrawn_reason": "",
    }


def _build_edit_columns(article: Article, _attempt: _Attempt) -> Columns:
    """Return the columns that cancel the schedule; what readers see stays."""
    columns = {"scheduled_revision": None, "scheduled_at": None, "submitted_by": None}
    if article.has_been_live:
        return columns
    return columns | {"is_released": False, "published_at": None, "live_revision": None}


def _build_withdraw_columns(_article: Article, attempt: _Attempt) -> Columns:
    return {
        "is_released": False,
        "withdrawn_at": attempt.now,
        "withdrawn_reason": attempt.reason,
        "scheduled_revision": None,
        "scheduled_at": None,
    }


def _build_restore_columns(_article: Article, _attempt: _Attempt) -> Columns:
    return {"submitted_by": None}


def _build_no_columns(_article: Article, _attempt: _Attempt) -> Columns:
    return {}


_COLUMNS: Final[Mapping[str, Callable[[Article, _Attempt], Columns]]] = {
    "submit": _build_submit_columns,
    "request_changes": _build_no_columns,
    "approve": _build_no_columns,
    "publish": _build_publish_columns,
    "edit": _build_edit_columns,
    "withdraw": _build_withdraw_columns,
    "restore": _build_restore_columns,
    "spike": _build_no_columns,
}
