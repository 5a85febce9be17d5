"""Verify that no status change was altered; name the first altered one of each article."""

from typing import Any

from django.core.management.base import CommandError

from articles.management.base import EnglishCommand
from articles.publishing.verification.chains import verify_chains


class Command(EnglishCommand):
    help = "Check the audit log of every article; name the first broken entry of each."

    def handle(self, *_args: Any, **_options: Any) -> None:
        changes = whole = broken = 0
        for chain in verify_chains():
            changes += chain.count
            if chain.broken:
                broken += 1
                self.stderr.write(str(chain.broken))
            else:
                whole += 1
        if broken:
            raise CommandError(
                f"The audit log of {broken} articles is broken; that of {whole} is intact."
            )
        self.stdout.write(f"Audit log intact: {changes} changes, {whole} articles.")
