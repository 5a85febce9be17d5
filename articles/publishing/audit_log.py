"""The audit log: a chain of status changes for each article, and the proof that it is whole.

A link holds the SHA-256 of itself and of the link before; the article's row holds that of the
newest link, so that a link cut off the end is noticed as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from articles.models import Article, Revision, StatusChange
from articles.models.status_change import ROOT
from articles.publishing import contents

CHUNK = 100


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first wrong link of an article's chain: the article's key, the link's number, why."""

    article: int
    number: int
    reason: str

    def __str__(self) -> str:
        message = _("Article %(article)s, change %(number)s: %(reason)s")
        return message % {"article": self.article, "number": self.number, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Chain:
    """The verified chain of an article: how many links are right, and the first that is not."""

    article: int
    count: int
    broken: BrokenLink | None = None


def build_link(article: Article, **columns: Any) -> StatusChange:
    """Return the next link of the article's chain, unsaved."""
    change = StatusChange(
        article=article,
        number=article.audit_count + 1,
        previous_sha256=article.audit_sha256 or ROOT,
        **columns,
    )
    change.revision_sha256 = change.revision.sha256
    change.sha256 = change.compute_digest()
    return change


def verify_chains() -> Iterator[Chain]:
    """Verify all chains in constant memory, and yield each."""
    walk = _query_changes().iterator(chunk_size=CHUNK)
    for article, chain in groupby(walk, key=attrgetter("article_id")):
        yield _verify_chain(article, chain)
    for article in _query_missing_chains().iterator(chunk_size=CHUNK):
        yield Chain(article, 0, BrokenLink(article, 1, _("it is missing, and all after it.")))


def _query_changes() -> QuerySet[StatusChange]:
    """Return all changes with their article's columns, which are None where it was deleted."""
    row = Article.objects.filter(pk=OuterRef("article_id"))
    return (
        StatusChange.objects.order_by("article_id", "number")
        .annotate(
            row_count=Subquery(row.values("audit_count")),
            row_sha256=Subquery(row.values("audit_sha256")),
            row_status=Subquery(row.values("status")),
        )
        .prefetch_related("revision")
    )


def _query_missing_chains() -> QuerySet[Article, int]:
    """Return the keys of articles whose row names a last change though there is none."""
    changes = StatusChange.objects.filter(article=OuterRef("pk"))
    rows = Article.objects.exclude(audit_count=0, audit_sha256="").filter(~Exists(changes))
    return rows.order_by("pk").values_list("pk", flat=True)


def _verify_chain(article: int, chain: Iterable[StatusChange]) -> Chain:
    previous, number, last = ROOT, 0, None
    for number, change in enumerate(chain, 1):
        if reason := _find_fault(change, number, previous):
            return Chain(article, number - 1, BrokenLink(article, number, reason))
        previous, last = change.sha256, change
    reason = _find_end_fault(last) if last else ""
    return Chain(article, number, BrokenLink(article, number, reason) if reason else None)


def _find_fault(change: StatusChange, number: int, previous: str) -> str:
    """Return why the change is not a valid link with this number after ``previous``, or ""."""
    if change.number != number:
        return _("it is missing; the next one there is number %(next)s.") % {"next": change.number}
    if change.sha256 != change.compute_digest():
        return _("its record was altered.")
    if change.previous_sha256 != previous:
        return _("it does not follow the change before it.")
    return _find_revision_fault(change)


def _find_revision_fault(change: StatusChange) -> str:
    try:
        revision = change.revision
    except Revision.DoesNotExist:
        # The revisions of an article are deleted with it; its audit log stays.
        return _("its revision is missing.") if _get_row_columns(change) else ""
    if contents.compute_digest(revision.content) != change.revision_sha256:
        return _("its revision was altered.")
    return ""


def _find_end_fault(last: StatusChange) -> str:
    """Return how the article's row disagrees with the last link, or ""."""
    count, sha256, status = _get_row_columns(last) or (last.number, last.sha256, last.to_status)
    if count > last.number:
        return _("the ones after it are missing.")
    if (count, sha256) != (last.number, last.sha256):
        return _("the article's record names another one as the last.")
    return "" if status == last.to_status else _("the article’s status is not the one it leads to.")


def _get_row_columns(change: StatusChange) -> tuple[int, str, str] | None:
    """Return count, SHA-256 and status from the article's row; None where it was deleted."""
    row: Any = change  # annotated
    return None if row.row_status is None else (row.row_count, row.row_sha256, row.row_status)
