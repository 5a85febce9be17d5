"""The only writer of an article's status: its row, the audit log, and the effects on other rows."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Correction, StatusChange
from articles.publishing import revisions
from articles.publishing.transitions import TRANSITIONS, Transition

Columns = dict[str, Any]


class TransitionNotPossible(Exception):  # noqa: N818 - named like its sibling and PermissionDenied
    """The article's state does not allow the transition; the message tells the editor why."""


def write_status(
    article: Article,
    change: StatusChange,
    columns: Columns,
    *,
    transition: Transition | None = None,
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


def _explain_race(article: Article, transition: Transition | None) -> str:
    """Return a sentence about what somebody else did to the article first."""
    article.refresh_from_db()
    if transition is None or article.status not in transition.from_statuses:
        return explain_status(article, transition or TRANSITIONS["publish"])
    return _("Somebody else was faster: the piece has changed. Reload the page and read it again.")


def explain_status(article: Article, transition: Transition) -> str:
    """Return a sentence that says that the article's status does not allow the transition."""
    return _("“%(move)s” is not possible: the piece is %(status)s. Reload the page.") % {
        "move": transition.label,
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
    return _("The tables do not take it: %(reason)s") % {"reason": text.strip()}


def get_effective_time(columns: Columns, now: datetime) -> datetime | None:
    """Return the instant at which the columns will take effect; None if they do so now."""
    planned = columns.get("scheduled_at") or columns.get("published_at")
    return planned if planned and planned > now else None


def apply_effects(article: Article, transition: str, columns: Columns) -> None:
    """Bring the rows that readers see in line with the transition of that name.

    - edit: drop notices that are not public yet;
    - restore: let the row hold the newest text;
    - whatever makes a revision live: write it into the rows, and publish its notice.
    """
    if transition == "edit":
        article.corrections.filter(published_at__gt=timezone.now()).delete()
    if transition == "restore":
        _apply_newest_text(article)
    if columns.get("live_revision"):
        revisions.apply_content(article, revisions.get_working_revision(article).content)
        _publish_correction(article)


def _apply_newest_text(article: Article) -> None:
    """Write the newest text into the row of an article that readers do not see.

    What the database refuses, such as a slug that another article has by now, waits in the
    revision until an editor mends it: the article could not be restored otherwise.
    """
    with suppress(IntegrityError, DataError), transaction.atomic():
        revisions.apply_content(article, revisions.get_working_revision(article).content)


def _publish_correction(article: Article) -> None:
    """Publish the notice of the revision that went live, if it has one that is not public yet."""
    revision = revisions.get_working_revision(article)
    correction = revision.content["correction"]
    if correction and not Correction.objects.filter(revision=revision).exists():
        instant = max(timezone.now(), article.published_at or timezone.now())
        Correction.objects.create(
            article=article, revision=revision, published_at=instant, **correction
        )
