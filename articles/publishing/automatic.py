"""Changes of status that no button makes: those of imports, and scheduled ones that are due."""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.models import Article, Status, StatusChange
from articles.publishing import revisions
from articles.publishing.effects import Attempt, Columns, build_go_live_columns
from articles.publishing.status_writer import (
    TransitionNotPossible,
    build_change,
    explain_database_error,
    write_status,
    write_transition,
)
from articles.publishing.transitions import GO_LIVE, IMPORT


def record_import(
    article: Article, *, status: Status, reason: str, by: User | None
) -> StatusChange | None:
    """Give an imported draft its status, and return the change; None where it stays a draft.

    ``by`` is who runs the import, None for a feed and for the command line. Nothing else follows:
    the article's rows hold the imported text, and nobody is notified.
    """
    if status is Status.DRAFT:
        return None
    change, columns = build_import_change(article, status=status, reason=reason, by=by)
    write_status(article, IMPORT, change, columns)
    return change


def build_import_change(
    article: Article, *, status: Status, reason: str, by: User | None
) -> tuple[StatusChange, Columns]:
    """Return what ``record_import`` writes: the status change and the article's columns."""
    attempt = Attempt(by=by, reason=reason, at=None, now=timezone.now())
    columns: Columns = {"status": status}
    if status is Status.PUBLISHED:
        columns |= {
            "is_released": True,
            "published_at": article.publish_at or attempt.now,
            "live_revision": revisions.get_working_revision(article),
        }
    return build_change(article, IMPORT, attempt, columns), columns


def publish_due() -> Iterator[StatusChange | TransitionNotPossible]:
    """Make scheduled revisions live that are due; yield each change, or why it was not possible.

    If several processes run this at once, only one of them makes each change.
    """
    for article in Article.objects.due().order_by("scheduled_at", "pk"):
        try:
            with transaction.atomic():
                change = _go_live(article)
        except DatabaseError as error:
            reason = explain_database_error(error)
            yield TransitionNotPossible(f"Article {article.pk} ({article}): {reason}")
        else:
            if change:
                yield change


def _go_live(article: Article) -> StatusChange | None:
    """Make the scheduled revision live; return None if another process did, or unscheduled it."""
    attempt = Attempt(by=None, reason="", at=None, now=timezone.now())
    columns = build_go_live_columns(article, attempt)
    try:
        return write_transition(article, GO_LIVE, attempt, columns)
    except TransitionNotPossible:
        return None
