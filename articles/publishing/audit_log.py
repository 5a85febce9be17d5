"""The record of status changes: a chain for each article, of which a command can prove every link.

A link carries the SHA-256 of itself and of the link before; the article's row carries that of the
newest one, so that a link cut off the end is missed as well.
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
from articles.publishing import revisions

CHUNK = 100


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first link of an article's chain that does not hold: which, and why."""

    article: int
    number: int
    reason: str

    def __str__(self) -> str:
        told = _("Article %(article)s, change %(number)s: %(reason)s")
        return told % {"article": self.article, "number": self.number, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Chain:
    """An article's changes from the first on: how many hold, and what breaks them off, if any."""

    article: int
    count: int
    broken: BrokenLink | None = None


def build_link(article: Article, **columns: Any) -> StatusChange:
    """Return the next link of the article's chain, not written yet."""
    change = StatusChange(
        article=article,
        number=article.audit_count + 1,
        previous_sha256=article.audit_sha256 or ROOT,
        **columns,
    )
    change.revision_sha256 = change.revision.sha256
    change.sha256 = change.digest()
    return change


def verify_chains() -> Iterator[Chain]:
    """Walk all chains in constant memory, and yield what became of each."""
    walk = _changes().iterator(chunk_size=CHUNK)
    for article, chain in groupby(walk, key=attrgetter("article_id")):
        yield _proved(article, chain)
    for article in _chainless().iterator(chunk_size=CHUNK):
        yield Chain(article, 0, BrokenLink(article, 1, _("it is missing, and all after it.")))


def find_broken_links() -> Iterator[BrokenLink]:
    """Yield the first broken link of each chain that is broken."""
    yield from (chain.broken for chain in verify_chains() if chain.broken)


def _changes() -> QuerySet[StatusChange]:
    """Return all changes, each with what its article's row holds: None where that was deleted."""
    row = Article.objects.filter(pk=OuterRef("article_id"))
    return (
        StatusChange.objects.order_by("article_id", "number")
        .annotate(
            kept_count=Subquery(row.values("audit_count")),
            kept_sha256=Subquery(row.values("audit_sha256")),
            kept_status=Subquery(row.values("status")),
        )
        .prefetch_related("revision")
    )


def _chainless() -> QuerySet[Article, int]:
    """Return the articles whose row names a last change though there is none."""
    changes = StatusChange.objects.filter(article=OuterRef("pk"))
    rows = Article.objects.exclude(audit_count=0, audit_sha256="").filter(~Exists(changes))
    return rows.order_by("pk").values_list("pk", flat=True)


def _proved(article: int, chain: Iterable[StatusChange]) -> Chain:
    previous, number, last = ROOT, 0, None
    for number, change in enumerate(chain, 1):
        if reason := _fault(change, number, previous):
            return Chain(article, number - 1, BrokenLink(article, number, reason))
        previous, last = change.sha256, change
    reason = _end_fault(last) if last else ""
    return Chain(article, number, BrokenLink(article, number, reason) if reason else None)


def _fault(change: StatusChange, number: int, previous: str) -> str:
    if change.number != number:
        return _("it is missing; the next one there is number %(next)s.") % {"next": change.number}
    if change.sha256 != change.digest():
        return _("its row was altered.")
    if change.previous_sha256 != previous:
        return _("it does not follow the change before it.")
    return _revision_fault(change)


def _revision_fault(change: StatusChange) -> str:
    try:
        revision = change.revision
    except Revision.DoesNotExist:
        # An article that was deleted took its revisions along; its record stays.
        return _("its revision is missing.") if _kept(change) else ""
    if revisions.compute_digest(revision.content) != change.revision_sha256:
        return _("its revision was altered.")
    return ""


def _end_fault(last: StatusChange) -> str:
    """Return how the article's row disagrees with the last link, or ""."""
    count, sha256, status = _kept(last) or (last.number, last.sha256, last.to_status)
    if count > last.number:
        return _("the ones after it are missing.")
    if (count, sha256) != (last.number, last.sha256):
        return _("the article's row names another one as the last.")
    return "" if status == last.to_status else _("the article's status is not the one it leads to.")


def _kept(change: StatusChange) -> tuple[int, str, str] | None:
    """Return what the article's row holds of its record; None where it was deleted."""
    row: Any = change  # annotated
    return None if row.kept_status is None else (row.kept_count, row.kept_sha256, row.kept_status)
