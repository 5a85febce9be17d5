"""Signatures: each change of status signed what its signatures say, and no others."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from articles.models import Article, Revision, Signature, StatusChange
from articles.publishing import signatures
from articles.publishing.verification.findings import Finding, Tally
from articles.publishing.verification.streams import CHUNK


def verify_signatures(tally: Tally) -> Iterator[Finding]:
    """Compare the signatures with the changes that gave them."""
    article = Article.objects.filter(pk=OuterRef("article"))
    given = Signature.objects.filter(status_change=OuterRef("pk"))
    changes = StatusChange.objects.filter(
        Q(Exists(given)) | ~Q(signed_sha256=""), Exists(article)
    ).prefetch_related("signatures__revision")
    for change in changes.order_by("pk").iterator(chunk_size=CHUNK):
        rows = list(change.signatures.all())
        tally.seen["signatures"] += len(rows)
        tally.expected["signatures"] += len(rows)
        if not _is_whole(change, rows):
            yield Finding(_("Signatures are missing, or were altered."), change.article_id)
    yield from _find_strays()


def _is_whole(change: StatusChange, rows: list[Signature]) -> bool:
    given = (change.article_id, change.changed_by_id, change.changed_at)
    if any((each.article_id, each.signed_by_id, each.signed_at) != given for each in rows):
        return False
    try:
        return signatures.compute_digest(each.revision for each in rows) == change.signed_sha256
    except Revision.DoesNotExist:
        return False


def _find_strays() -> Iterator[Finding]:
    """Yield articles with signatures that no change of status gave."""
    change = StatusChange.objects.filter(pk=OuterRef("status_change"), article=OuterRef("article"))
    strays = Signature.objects.filter(~Exists(change)).order_by("article_id")
    for key in strays.values_list("article_id", flat=True).distinct():
        yield Finding(_("It has a signature that no change of status gave."), key)
