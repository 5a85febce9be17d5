"""Originals: their bytes have the SHA-256 that was written when they were received."""

import hashlib
import zlib
from collections.abc import Iterator
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles.models import Article, Original
from articles.publishing.verification.findings import Finding, Tally

_CHUNK: Final = 20  # each may have some hundred kilobytes


def verify_originals(tally: Tally) -> Iterator[Finding]:
    """Compare the bytes of each original with its digest."""
    article = Article.objects.filter(pk=OuterRef("article"))
    rows = Original.objects.only("article", "sha256", "size", "compressed")
    for original in (
        rows.annotate(has_article=Exists(article)).order_by("pk").iterator(chunk_size=_CHUNK)
    ):
        tally.seen["originals"] += 1
        tally.expected["originals"] += 1
        if not original.has_article or not _is_whole(original):
            reason = _("Original %(number)s is not as it was received.") % {"number": original.pk}
            yield Finding(reason, original.article_id)


def _is_whole(original: Original) -> bool:
    try:
        content = original.content
    except zlib.error:
        return False
    digest = hashlib.sha256(content).hexdigest()
    return (digest, len(content)) == (original.sha256, original.size)
