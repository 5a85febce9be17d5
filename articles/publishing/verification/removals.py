"""Closing links: what they say, that their rows are gone, and that the chain has their head."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from articles.models import Article, Correction, Original, Removal, Revision, StatusChange
from articles.publishing.verification.findings import Finding, Tally
from articles.publishing.verification.streams import CHUNK

_TABLES: Final = {
    Removal.Kind.ARTICLE: Article,
    Removal.Kind.REVISION: Revision,
    Removal.Kind.ORIGINAL: Original,
    Removal.Kind.CORRECTION: Correction,
}


def verify_removals(tally: Tally) -> Iterator[Finding]:
    """Verify each closing link."""
    head = StatusChange.objects.filter(
        article=OuterRef("article_key"), number=OuterRef("head_count")
    )
    rows = Removal.objects.annotate(chain_sha256=Subquery(head.values("sha256")))
    for removal in rows.order_by("pk").iterator(chunk_size=CHUNK):
        tally.seen["closing links"] += 1
        tally.expected["closing links"] += 1
        if reason := _find_fault(removal):
            yield Finding(reason, removal.article_key)
    yield from _find_rows_that_are_here()


def _find_fault(removal: Any) -> str:
    if removal.sha256 != removal.compute_digest():
        return _("The closing link of a deletion was altered.")
    if removal.awaited_id is not None:
        return _("A closing link says that something was deleted, which is not true.")
    if removal.head_sha256 != (removal.chain_sha256 or ""):
        return _("A closing link names a change that the audit log does not have.")
    return ""


def _find_rows_that_are_here() -> Iterator[Finding]:
    """Yield what was deleted and is here again."""
    for kind, table in _TABLES.items():
        keys: QuerySet[Any, Any] = QuerySet(table).values("pk")
        rows = Removal.objects.filter(kind=kind, awaited=None, row_key__in=keys)
        for key in rows.order_by("pk").values_list("article_key", flat=True):
            yield Finding(_("Something of it was deleted, and is here again."), key)
