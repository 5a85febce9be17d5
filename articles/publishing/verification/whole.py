"""The whole verification: all walks, one after another, in one state of the database."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.models import Article, Removal, StatusChange
from articles.publishing.verification.approvals import verify_approvals
from articles.publishing.verification.chains import BrokenLink, verify_chains
from articles.publishing.verification.corrections import verify_corrections
from articles.publishing.verification.findings import Finding, Tally
from articles.publishing.verification.heads import Head, verify_head
from articles.publishing.verification.originals import verify_originals
from articles.publishing.verification.removals import verify_removals
from articles.publishing.verification.revisions import verify_revisions
from articles.publishing.verification.rows import verify_rows
from articles.publishing.verification.signatures import verify_signatures
from articles.publishing.verification.triggers import verify_triggers


def verify_whole(tally: Tally, *, against: Head | None = None) -> Iterator[Finding | BrokenLink]:
    """Yield all that is not as it was written, and count what was seen and expected."""
    yield from verify_triggers(tally)
    yield from _verify_chains(tally)
    yield from verify_revisions(tally)
    yield from verify_rows(tally)
    yield from verify_corrections(tally)
    yield from verify_originals(tally)
    yield from verify_signatures(tally)
    yield from verify_approvals()
    yield from verify_removals(tally)
    if against is not None:
        yield from verify_head(against)
    if not any(table.objects.exists() for table in (Article, StatusChange, Removal)):
        yield Finding(
            _("The database has no article, so nothing was proved. Is this the right database?")
        )


def _verify_chains(tally: Tally) -> Iterator[BrokenLink]:
    for chain in verify_chains():
        tally.expected["chains"] += 1
        tally.expected["changes"] += chain.expected_count
        tally.seen["changes"] += chain.count
        if chain.broken:
            yield chain.broken
        else:
            tally.seen["chains"] += 1
