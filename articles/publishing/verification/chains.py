"""Each article's chain of status changes, from its first link to the article's row or its end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from articles.models import Article, Removal, Revision, Status, StatusChange
from articles.models.revision import ROOT
from articles.publishing import contents
from articles.publishing.audit_log import DECIDING, compute_row_digest
from articles.publishing.verification.streams import merge_streams, stream_groups, stream_rows

_COLUMNS: Final = (*DECIDING, "identity", "audit_count", "audit_sha256")


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
    """The verified chain of an article: its right links, how many it should have, what is wrong."""

    article: int
    count: int
    expected_count: int
    broken: BrokenLink | None = None


def verify_chains() -> Iterator[Chain]:
    """Verify the chain of each article that has one or should have one."""
    articles = stream_rows(Article.objects.only("pk", *_COLUMNS))
    changes = stream_groups(
        StatusChange.objects.prefetch_related("revision"), "article_id", "number"
    )
    closings = Removal.objects.filter(kind=Removal.Kind.ARTICLE)
    for key, (article, links, closing) in merge_streams(
        articles, changes, stream_rows(closings, "row_key")
    ):
        chain = _verify_chain(key, links or (), article, closing)
        if chain.count or chain.expected_count or chain.broken:
            yield chain


def _verify_chain(
    key: int, links: Iterable[StatusChange], article: Article | None, closing: Removal | None
) -> Chain:
    expected = article.audit_count if article else closing.head_count if closing else 0
    previous, number, last = ROOT, 0, None
    for number, change in enumerate(links, 1):
        if reason := _find_fault(change, number, previous, article):
            fault = BrokenLink(key, number, reason)
            return Chain(key, number - 1, max(expected, number), fault)
        previous, last = change.sha256, change
    if article:
        reason = _find_row_fault(article, last, closing)
    else:
        reason = _find_closing_fault(last, closing)
    broken = BrokenLink(key, max(number, 1), reason) if reason else None
    return Chain(key, number, max(expected, number), broken)


def _find_fault(change: StatusChange, number: int, previous: str, article: Article | None) -> str:
    """Return why the change is not a valid link with this number after ``previous``, or ""."""
    if change.number != number:
        return _("it is missing; the next one there is number %(next)s.") % {"next": change.number}
    if change.sha256 != change.compute_digest():
        return _("its record was altered.")
    if change.previous_sha256 != previous:
        return _("it does not follow the change before it.")
    # The revisions of an article are deleted with it; its audit log stays.
    return _find_revision_fault(change, article) if article else ""


def _find_revision_fault(change: StatusChange, article: Article) -> str:
    try:
        revision = change.revision
    except Revision.DoesNotExist:
        return _("its revision is missing.")
    if revision.sha256 != contents.compute_digest(revision.content):
        return _("its revision was altered.")
    record = revision.compute_record_digest(article.identity)
    return "" if record == change.revision_sha256 else _("its revision was altered.")


def _find_row_fault(article: Article, last: StatusChange | None, closing: Removal | None) -> str:
    """Return how the article's row disagrees with the last link, or ""."""
    if closing:
        return _("the article was deleted, and is here again.")
    if last is None:
        return _find_missing_chain(article)
    return _find_end_fault(article, last)


def _find_end_fault(article: Article, last: StatusChange) -> str:
    if article.audit_count > last.number:
        return _("the ones after it are missing.")
    if (article.audit_count, article.audit_sha256) != (last.number, last.sha256):
        return _("the article's record names another one as the last.")
    if article.status != last.to_status:
        return _("the article’s status is not the one it leads to.")
    if compute_row_digest(article) != last.row_sha256:
        return _("what readers see of the article, or since when, is not what it says.")
    return ""


def _find_missing_chain(article: Article) -> str:
    """Return why an article without changes should have some, or ""."""
    if article.audit_count or article.audit_sha256:
        return _("it is missing, and all after it.")
    if article.status != Status.DRAFT or article.is_released or article.published_at:
        return _("it is missing: the article is not a draft.")
    return ""


def _find_closing_fault(last: StatusChange | None, closing: Removal | None) -> str:
    """Return how the closing link of an article that is gone disagrees with its chain, or ""."""
    if closing is None:
        return _("the article was deleted without a closing link.")
    head = (last.number, last.sha256) if last else (0, "")
    if (closing.head_count, closing.head_sha256) != head:
        return _("the closing link of the article names another one as the last.")
    return ""
