"""What is wrong with the audit log, for tests of whatever writes to it."""

from collections.abc import Iterator

from articles.publishing.verification.chains import BrokenLink, verify_chains


def find_broken_links() -> Iterator[BrokenLink]:
    """Yield the first broken link of each chain that is broken."""
    yield from (chain.broken for chain in verify_chains() if chain.broken)
