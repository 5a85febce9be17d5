"""Revisions: what each says, whose it is, who made it and when, and that none is missing."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from articles.models import Article, Removal, Revision
from articles.models.revision import ROOT
from articles.publishing import contents
from articles.publishing.verification.findings import Finding, Tally
from articles.publishing.verification.streams import merge_streams, stream_groups, stream_rows

_ROLES: Final = (
    "working_revision",
    "live_revision",
    "previous_live_revision",
    "scheduled_revision",
)


def verify_revisions(tally: Tally) -> Iterator[Finding]:
    """Verify the revisions of each article, and count them."""
    removals = Removal.objects.filter(kind=Removal.Kind.REVISION)
    for key, (article, revisions, removed) in merge_streams(
        stream_rows(Article.objects.only("pk", "identity", *_ROLES)),
        stream_groups(Revision.objects.all(), "article_id", "number"),
        stream_groups(removals, "article_key", "pk"),
    ):
        digests = {each.row_sha256 for each in removed or ()}
        if article is None:
            reasons = _find_orphans(revisions or (), tally)
        else:
            reasons = _find_faults(article, revisions or (), digests, tally)
        yield from (Finding(reason, key) for reason in reasons)


def _find_orphans(revisions: Iterable[Revision], tally: Tally) -> Iterator[str]:
    for revision in revisions:
        tally.seen["revisions"] += 1
        yield _("Revision %(number)s belongs to no article.") % {"number": revision.number}


def _find_faults(
    article: Article, revisions: Iterable[Revision], removed: set[str], tally: Tally
) -> Iterator[str]:
    """Yield what is wrong; ``removed`` has the digests of revisions that were deleted."""
    known, keys = {*removed}, set[int]()
    for revision in revisions:
        tally.seen["revisions"] += 1
        tally.expected["revisions"] += 1
        if reason := _find_fault(revision, article.identity, known if keys else {*known, ROOT}):
            yield reason % {"number": revision.number}
        known.add(revision.record_sha256)
        keys.add(revision.pk)
    named = {getattr(article, f"{role}_id") for role in _ROLES} - {None}
    tally.expected["revisions"] += len(named - keys)
    if named - keys:
        yield _("A revision that its record names is missing.")


def _find_fault(revision: Revision, identity: str, known: set[str]) -> str:
    """Return what is wrong with the revision, with a place for its number, or ""."""
    if contents.compute_digest(revision.content) != revision.sha256:
        return _("The text of revision %(number)s was altered.")
    if revision.compute_record_digest(identity) != revision.record_sha256:
        return _("Who made revision %(number)s, or when, was altered.")
    if revision.previous_sha256 not in known:
        return _("The revision before revision %(number)s is missing or was altered.")
    return ""
