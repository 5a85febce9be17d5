"""What transitions write: columns of the article besides its status, and other rows."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction

from articles.models import Article, Correction, Note, Original, Revision, Status
from articles.publishing import closing, contents, revisions, signatures

Columns = dict[str, Any]

# Nobody else has to sign what readers see.
_SIGNED: Final[Columns] = {"needs_second_signature": False, "previous_live_revision": None}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A transition to perform: by whom, why, the time to go live at, and the time now.

    ``by`` is None for the program itself, ``at`` is None for the planned time or now. ``unsigned``
    are the article's revisions that wait for a signature.
    """

    by: User | None
    reason: str
    at: datetime | None
    now: datetime
    unsigned: Sequence[Revision] = ()


# Columns of the article.


def build_no_columns(_article: Article, _attempt: Attempt) -> Columns:
    """Leave all columns as they are."""
    return {}


def build_submit_columns(_article: Article, attempt: Attempt) -> Columns:
    """Record who submitted the article."""
    return {"submitted_by": attempt.by}


def build_approve_columns(_article: Article, attempt: Attempt) -> Columns:
    """Let the article wait in review for the signature of the person's own changes, if any."""
    if settings.NEWSROOM_FOUR_EYES and signatures.select_remaining(attempt.unsigned, by=attempt.by):
        return {"status": Status.REVIEW}
    return dict(_SIGNED)


def build_sign_columns(article: Article, attempt: Attempt) -> Columns:
    """Complete an approval that waits for this signature alone."""
    if signatures.select_remaining(attempt.unsigned, by=attempt.by):
        return {}
    is_approved = signatures.is_approval_pending(article)
    return _SIGNED | ({"status": Status.APPROVED} if is_approved else {})


def build_one_signature_columns(article: Article, attempt: Attempt) -> Columns:
    """Make the working revision live at once; ask for a second signature of one's own changes."""
    columns = build_publish_columns(article, replace(attempt, at=attempt.now))
    if not (
        settings.NEWSROOM_FOUR_EYES and signatures.select_remaining(attempt.unsigned, by=attempt.by)
    ):
        return columns | _SIGNED
    before = article.live_revision if article.has_been_live else None
    if article.needs_second_signature:
        before = article.previous_live_revision
    return columns | {"needs_second_signature": True, "previous_live_revision": before}


def build_confirm_columns(article: Article, attempt: Attempt) -> Columns:
    """Ask for no second signature any more when the last change of the live text is signed."""
    live = signatures.select_live(attempt.unsigned, article)
    return {} if signatures.select_remaining(live, by=attempt.by) else dict(_SIGNED)


def build_revert_columns(article: Article, attempt: Attempt) -> Columns:
    """Bring back the text that readers saw before; withdraw an article that has none.

    Work on the text that goes on meanwhile stays as it is. A notice that was published with the
    text that goes stays, too: readers have read it. The reason of the revert is published as the
    next notice, so that they know that the text is not what it says any more.
    """
    before = get_text_to_bring_back(article, now=attempt.now)
    if before is None:
        return build_withdraw_columns(article, attempt) | {"status": Status.WITHDRAWN}
    notice = _build_revert_notice(article, before, attempt)
    is_working = article.status == Status.PUBLISHED
    if is_working or notice:
        before = revisions.restore_revision(
            article, before, by=attempt.by, notice=notice, is_working=is_working
        )
    return _SIGNED | {
        "live_revision": before,
        "updated_at": attempt.now if notice else article.updated_at,
    }


def get_text_to_bring_back(article: Article, *, now: datetime) -> Revision | None:
    """Return the revision that a revert shows readers again.

    Return None where they saw no other one before, or where that one has expired by now.
    """
    before = article.previous_live_revision
    if before is None:
        return None
    expiry = contents.parse_instant(before.content, "expire_at")
    return None if expiry and expiry <= now else before


def is_withdrawn_by_revert(article: Article, now: datetime) -> bool:
    """Return whether a revert would take the article from readers."""
    is_waiting = article.needs_second_signature
    return is_waiting and get_text_to_bring_back(article, now=now) is None


def _build_revert_notice(
    article: Article, before: Revision, attempt: Attempt
) -> dict[str, str] | None:
    """Return the notice of a revert; None where no notice came since the revision before."""
    published = article.corrections.filter(revision__number__gt=before.number)
    place = published.values_list("place", flat=True).first()
    if place is None:
        return None
    return {"kind": Correction.Kind.EDITORS_NOTE, "text": attempt.reason, "place": place}


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
        **_SIGNED,
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


def settle_cancellation(article: Article, _attempt: Attempt) -> None:
    """Record that nothing is left to decide, if the source has cancelled the article."""
    if article.has_held_revision:
        held = article.originals.filter(outcome__in=Original.WAITING_FOR_EDITOR)
        newest = held.order_by("-pk").values_list("outcome", flat=True).first()
        if newest == Original.Outcome.HELD_CANCELLATION:
            Article.objects.filter(pk=article.pk).update(has_held_revision=False)


def apply_working_text(article: Article, _attempt: Attempt) -> None:
    """Write the text of the working revision into the row of an article that readers do not see.

    What the database refuses, such as a slug that another article has by now, waits in the
    revision until an editor changes it: the article could not be restored otherwise.
    """
    with suppress(IntegrityError, DataError), transaction.atomic():
        revisions.apply_content(article, revisions.get_working_revision(article).content)
