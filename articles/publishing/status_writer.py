"""Write a change of status: the article's row, the audit log, and the effects on other rows.

Nothing else changes the status of an article; imports insert new articles with their first one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from articles.models import Article, Correction, Revision, StatusChange
from articles.publishing import audit_log, notifications, revisions, signatures
from articles.publishing.effects import Attempt, Columns
from articles.publishing.transitions import Condition, LoggedTransition, Transition
from articles.search import index


class TransitionNotPossible(Exception):  # noqa: N818 - named like its sibling and PermissionDenied
    """The article's state does not allow the transition; the message tells the editor why."""


def write_transition(
    article: Article, transition: LoggedTransition, attempt: Attempt, columns: Columns
) -> StatusChange:
    """Write a change of status and all that follows from it, and return its link on the audit log.

    In this order:

    1. the columns of the article's row, the status among them, the link, and the signatures that
       the person gives by it; all or none;
    2. the effects that the transition names: the note to the writer is kept, notices of corrections
       that are not public yet are discarded, or the text of the working revision is written into
       the row;
    3. the content of a revision that goes live is written into the article's rows, and its notice
       of a correction is published; of any other change the search entry is renewed alone, for the
       note and for what only the desk sees from now on;
    4. whom it concerns is notified; their mail is sent after the transaction.

    Raise TransitionNotPossible if somebody has changed the article since it was read. Run it in a
    transaction.
    """
    signed = _list_signed(article, transition, attempt)
    change = build_change(article, transition, attempt, columns, signed=signed)
    write_status(article, transition, change, columns)
    signatures.sign(signed, change=change)
    if isinstance(transition, Transition):
        for apply_effect in transition.effects:
            apply_effect(article, attempt)
    if live := columns.get("live_revision"):
        revisions.apply_content(article, live.content)
        _publish_correction(article, live, attempt.now)
    else:
        index.index_article(article)
    notifications.notify(change, article=article, transition=transition)
    return change


def _list_signed(
    article: Article, transition: LoggedTransition, attempt: Attempt
) -> Sequence[Revision]:
    """Return the revisions that the person signs by the transition."""
    if not (isinstance(transition, Transition) and transition.gives_signatures):
        return ()
    unsigned = attempt.unsigned
    if transition.condition == Condition.ON_ONE_SIGNATURE:
        unsigned = signatures.select_live(unsigned, article)
    return signatures.select_signable(unsigned, by=attempt.by)


def build_change(
    article: Article,
    transition: LoggedTransition,
    attempt: Attempt,
    columns: Columns,
    *,
    signed: Iterable[Revision] = (),
) -> StatusChange:
    """Return the link of the audit log for a change that writes these columns, unsaved.

    ``signed`` are the revisions that the person signs by it.
    """
    is_four_eyes_off = not settings.NEWSROOM_FOUR_EYES
    published_at = columns.get("published_at")
    return audit_log.build_link(
        article,
        written=columns,
        transition=transition.name,
        from_status=article.status,
        to_status=columns.get("status", article.status),
        changed_at=attempt.now,
        changed_by=attempt.by,
        reason=attempt.reason,
        revision=revisions.get_working_revision(article),
        readers_sha256=_get_readers_sha256(article, columns),
        published_at=published_at if published_at != article.published_at else None,
        takes_effect_at=_get_effective_time(columns, attempt.now),
        signed_sha256=signatures.compute_digest(signed),
        is_four_eyes_off=is_four_eyes_off and _clears_for_publication(transition),
    )


def _clears_for_publication(transition: LoggedTransition) -> bool:
    """Return whether the text may be published after the transition, and could not before."""
    if not isinstance(transition, Transition):
        return False
    return transition.gives_signatures and transition.to_status is not None


def _get_readers_sha256(article: Article, columns: Columns) -> str:
    """Return the digest of what readers see from now on, or saw until now; "" if that stays."""
    if revision := columns.get("live_revision") or columns.get("scheduled_revision"):
        return str(revision.sha256)
    if columns.get("withdrawn_at") and article.live_revision:
        return article.live_revision.sha256
    return ""


def _get_effective_time(columns: Columns, now: datetime) -> datetime | None:
    """Return the instant at which the columns will take effect; None if they do so now."""
    planned = columns.get("scheduled_at") or columns.get("published_at")
    return planned if planned and planned > now else None


def write_status(
    article: Article, transition: LoggedTransition, change: StatusChange, columns: Columns
) -> None:
    """Write the columns and save the status change, both or neither.

    Raise TransitionNotPossible if somebody has changed the article's status or text since it was
    read: the UPDATE asks for the row as it was.
    """
    unchanged = Article.objects.filter(
        pk=article.pk,
        status=article.status,
        audit_count=article.audit_count,
        working_revision=change.revision,
    )
    audit_columns = {"audit_count": change.number, "audit_sha256": change.sha256}
    if not unchanged.update(**columns, **audit_columns):
        raise TransitionNotPossible(_explain_race(article, transition))
    change.save(force_insert=True)
    for name, value in (columns | audit_columns).items():
        setattr(article, name, value)


def _explain_race(article: Article, transition: LoggedTransition) -> str:
    """Return a sentence about what somebody else did to the article first."""
    article.refresh_from_db()
    if isinstance(transition, Transition) and article.status not in transition.from_statuses:
        return explain_status(article, transition)
    return _("Somebody else has just changed the article. Read it again first.")


def explain_status(article: Article, transition: Transition) -> str:
    """Return a sentence that says that the article's status does not allow the transition."""
    return _("“%(transition)s” is not possible now: the status is “%(status)s”.") % {
        "transition": transition.label,
        "status": article.get_status_display(),
    }


def explain_database_error(error: DatabaseError) -> str:
    """Return the message of the constraint that the error names, or one that quotes the error."""
    text = str(error)
    # Of a unique constraint, SQLite names the column instead.
    for constraint in Article._meta.constraints:
        column = f"articles_article.{constraint.fields[0]}" if hasattr(constraint, "fields") else ""
        if constraint.name in text or (column and column in text):
            return str(constraint.violation_error_message)
    return _("It could not be saved: %(reason)s") % {"reason": text.strip()}


def _publish_correction(article: Article, revision: Revision, now: datetime) -> None:
    """Publish the notice of the revision that went live, if it has one that is not public yet."""
    correction = revision.content["correction"]
    if correction and not Correction.objects.filter(revision=revision).exists():
        instant = max(now, article.published_at or now)
        Correction.objects.create(
            article=article, revision=revision, published_at=instant, **correction
        )
