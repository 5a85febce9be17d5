"""What transitions write: columns of the article besides its status, and other rows."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction

from articles.models import Article, Note
from articles.publishing import closing, contents, revisions

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A transition to perform: by whom, why, the time to go live at, and the time now.

    ``by`` is None for the program itself, ``at`` is None for the planned time or now.
    """

    by: User | None
    reason: str
    at: datetime | None
    now: datetime


# Columns of the article.


def build_no_columns(_article: Article, _attempt: Attempt) -> Columns:
    """Leave all columns as they are."""
    return {}


def build_submit_columns(_article: Article, attempt: Attempt) -> Columns:
    """Record who submitted the article."""
    return {"submitted_by": attempt.by}


def build_publish_columns(article: Article, attempt: Attempt) -> Columns:
    """Make the working revision live; where readers see another one, schedule it if it is early."""
    revision = revisions.get_working_revision(article)
    instant = get_live_time(article, at=attempt.at, now=attempt.now)
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


def build_go_live_columns(article: Article, attempt: Attempt) -> Columns:
    """Make the scheduled revision live."""
    revision = revisions.get_working_revision(article)
    return {
        "live_revision": revision,
        "scheduled_revision": None,
        "scheduled_at": None,
        "updated_at": attempt.now if revision.content["correction"] else article.updated_at,
    }


def build_edit_columns(article: Article, _attempt: Attempt) -> Columns:
    """Cancel the schedule; what readers see stays."""
    columns = {"scheduled_revision": None, "scheduled_at": None, "submitted_by": None}
    if article.has_been_live:
        return columns
    return columns | {"is_released": False, "published_at": None, "live_revision": None}


def build_withdraw_columns(_article: Article, attempt: Attempt) -> Columns:
    """Take the article down with the reason for readers, and cancel the schedule."""
    return {
        "is_released": False,
        "withdrawn_at": attempt.now,
        "withdrawn_reason": attempt.reason,
        "scheduled_revision": None,
        "scheduled_at": None,
    }


def build_forget_submitter_columns(_article: Article, _attempt: Attempt) -> Columns:
    """Forget who submitted the article."""
    return {"submitted_by": None}


def get_live_time(article: Article, *, at: datetime | None, now: datetime) -> datetime:
    """Return when publishing now would show the working revision to readers.

    Only a first publication may have a time in the past. The planned time does not count for an
    article that was withdrawn.
    """
    content = revisions.get_working_revision(article).content
    plan = contents.parse_instant(content, "publish_at")
    if article.published_at is None:
        return at or plan or now
    return max(at or (plan if article.is_released and plan else now), now)


# Other rows.


def keep_note(article: Article, attempt: Attempt) -> None:
    """Keep what the person entered as a note of the article."""
    if attempt.by:
        Note.objects.create(article=article, text=attempt.reason, written_by=attempt.by)


def discard_planned_corrections(article: Article, attempt: Attempt) -> None:
    """Delete the notices of corrections that are not public yet."""
    planned = article.corrections.filter(published_at__gt=attempt.now)
    closing.delete_planned_corrections(planned, by=attempt.by)


def apply_working_text(article: Article, _attempt: Attempt) -> None:
    """Write the text of the working revision into the row of an article that readers do not see.

    What the database refuses, such as a slug that another article has by now, waits in the
    revision until an editor changes it: the article could not be restored otherwise.
    """
    with suppress(IntegrityError, DataError), transaction.atomic():
        revisions.apply_content(article, revisions.get_working_revision(article).content)
