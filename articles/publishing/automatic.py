"""Changes of status that no person makes: those of imports, and scheduled ones that are due."""

from collections.abc import Iterator

from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.models import Article, Status, StatusChange
from articles.publishing import audit_log, notifications, revisions
from articles.publishing.status_writer import (
    Columns,
    TransitionNotPossible,
    apply_effects,
    explain_database_error,
    get_effective_time,
    write_status,
)


def record_import(article: Article, *, status: Status, reason: str) -> StatusChange | None:
    """Give an imported draft its status, and return the change; None where it stays a draft."""
    if status is Status.DRAFT:
        return None
    change, columns = build_import_change(article, status=status, reason=reason)
    write_status(article, change, columns)
    return change


def build_import_change(
    article: Article, *, status: Status, reason: str
) -> tuple[StatusChange, Columns]:
    """Return what ``record_import`` writes: the status change and the article's columns."""
    revision, now = revisions.get_working_revision(article), timezone.now()
    columns: Columns = {"status": status}
    if status is Status.PUBLISHED:
        instant = article.publish_at or now
        columns |= {"is_released": True, "published_at": instant, "live_revision": revision}
    change = audit_log.build_link(
        article,
        transition="import",
        from_status=article.status,
        to_status=status,
        changed_at=now,
        reason=reason,
        revision=revision,
        readers_sha256=revision.sha256 if status is Status.PUBLISHED else "",
        takes_effect_at=get_effective_time(columns, now),
    )
    return change, columns


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
    revision, now = revisions.get_working_revision(article), timezone.now()
    change = audit_log.build_link(
        article,
        transition="go_live",
        from_status=article.status,
        to_status=article.status,
        changed_at=now,
        revision=revision,
        readers_sha256=revision.sha256,
    )
    columns: Columns = {
        "live_revision": revision,
        "scheduled_revision": None,
        "scheduled_at": None,
        "updated_at": now if revision.content["correction"] else article.updated_at,
    }
    try:
        write_status(article, change, columns)
    except TransitionNotPossible:
        return None
    apply_effects(article, change.transition, columns)
    notifications.notify(change, article=article)
    return change
