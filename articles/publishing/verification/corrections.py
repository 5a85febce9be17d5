"""Notices of corrections: each says what its revision says, and since when; none is missing."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, Correction, StatusChange
from articles.publishing.verification.findings import Finding, Tally
from articles.publishing.verification.streams import CHUNK


def verify_corrections(tally: Tally) -> Iterator[Finding]:
    """Compare each notice with the revision and the change that published it."""
    yield from _verify_rows(tally)
    yield from _find_missing(tally)


def _verify_rows(tally: Tally) -> Iterator[Finding]:
    changes = StatusChange.objects.filter(
        Q(changed_at=OuterRef("published_at"))
        | Q(takes_effect_at=OuterRef("published_at"))
        | Q(published_at=OuterRef("published_at")),
        article=OuterRef("article"),
    )
    rows: QuerySet[Any] = Correction.objects.annotate(has_change=Exists(changes)).select_related(
        "revision"
    )
    for correction in rows.order_by("pk").iterator(chunk_size=CHUNK):
        tally.seen["corrections"] += 1
        tally.expected["corrections"] += 1
        said = {name: getattr(correction, name) for name in ("kind", "text", "place")}
        revision = correction.revision
        is_whole = revision.content["correction"] == said and correction.has_change
        if not is_whole or revision.article_id != correction.article_id:
            reason = _("The notice of a correction, or since when it is public, was altered.")
            yield Finding(reason, correction.article_id)


def _find_missing(tally: Tally) -> Iterator[Finding]:
    """Yield articles whose live revision has a notice that readers do not see."""
    notices = Correction.objects.filter(revision=OuterRef("live_revision"))
    rows = Article.objects.filter(~Exists(notices), is_released=True).exclude(
        live_revision__content__correction=None
    )
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        tally.expected["corrections"] += 1
        yield Finding(_("The notice of a correction is missing."), pk)
