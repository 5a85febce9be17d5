"""The record of status changes: a chain for each article, of which a command can prove every link.

A link carries the SHA-256 of itself and of the link before; the article's row carries that of the
newest one, so that a link cut off the end is missed as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from articles import revisions
from articles.models import Article, Revision, StatusChange
from articles.models.status_change import ROOT

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link of an article's chain that does not hold: which, and why."""

    article: int
    number: int
    reason: str

    def __str__(self) -> str:
        told = _("Article %(article)s, change %(number)s: %(reason)s")
        return told % {"article": self.article, "number": self.number, "reason": self.reason}


def link(article: Article, **columns: Any) -> StatusChange:
    """Return the next link of the article's chain, not written yet."""
    change = StatusChange(
        article=article,
        number=article.record_count + 1,
        previous_sha256=article.record_sha256 or ROOT,
        **columns,
    )
    change.revision_sha256 = change.revision.sha256
    change.sha256 = change.digest()
    return change


def broken_links() -> Iterator[Broken]:
    """Walk all chains in constant memory; yield the first broken link of each that is broken."""
    yield from _broken_chains()
    yield from _broken_ends()


def _broken_chains() -> Iterator[Broken]:
    rows = StatusChange.objects.order_by("article_id", "number").prefetch_related("revision")
    walk = rows.iterator(chunk_size=CHUNK)
    for article, chain in groupby(walk, key=attrgetter("article_id")):
        previous = ROOT
        for number, change in enumerate(chain, 1):
            if reason := _fault(change, number, previous):
                yield Broken(article, number, reason)
                break
            previous = change.sha256


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
        return _("its revision is missing.")
    if revisions.digest(revision.content) != change.revision_sha256:
        return _("its revision was altered.")
    return ""


def _broken_ends() -> Iterator[Broken]:
    """Yield the articles whose row does not agree with the last link of their chain."""
    newest = StatusChange.objects.filter(article=OuterRef("pk")).order_by("-number")
    rows = Article.objects.annotate(
        last_sha256=Coalesce(Subquery(newest.values("sha256")[:1]), Value("")),
        last_status=Coalesce(Subquery(newest.values("to_status")[:1]), F("status")),
    ).filter(~Q(record_sha256=F("last_sha256")) | ~Q(status=F("last_status")))
    told = rows.order_by("pk").values_list("pk", "record_count", "record_sha256", "last_sha256")
    for article, number, sha256, last_sha256 in told.iterator(chunk_size=CHUNK):
        if sha256 != last_sha256:
            yield Broken(article, number, _("the article's row names another one as the last."))
        else:
            yield Broken(article, number, _("the article's status is not the one it leads to."))
