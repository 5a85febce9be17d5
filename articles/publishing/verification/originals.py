"""Originals: their bytes, and their files, have the SHA-256 that was written when they came."""

import hashlib
import zlib
from collections.abc import Iterator
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles.models import Article, Original
from articles.models.blob import FileDamagedError
from articles.publishing.verification.findings import Finding, Tally

_CHUNK: Final = 20  # each may have some hundred kilobytes


def verify_originals(tally: Tally) -> Iterator[Finding]:
    """Compare the bytes of each original with its digest."""
    article = Article.objects.filter(pk=OuterRef("article"))
    rows = Original.objects.select_related("blob").defer("path", "readings", "remarks")
    for original in (
        rows.annotate(has_article=Exists(article)).order_by("pk").iterator(chunk_size=_CHUNK)
    ):
        tally.seen["originals"] += 1
        tally.expected["originals"] += 1
        if not original.has_article or not _is_whole(original):
            yield Finding(_describe(original), original.article_id)


def _is_whole(original: Original) -> bool:
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in original.read_chunks():
            digest.update(chunk)
            size += len(chunk)
    except (zlib.error, FileDamagedError):
        return False
    return (digest.hexdigest(), size) == (original.sha256, original.size)


def _describe(original: Original) -> str:
    reason = _("Original %(number)s is not as it was received.") % {"number": original.pk}
    return f"{reason} {original.describe_damage()}".strip()
