"""Verify that no status change was altered; name the first altered one of each article."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.publishing import audit_log


class Command(BaseCommand):
    help = "Walk the record of all articles; name the first change of each that does not hold."

    def handle(self, *_args: Any, **_options: Any) -> None:
        changes = whole = broken = 0
        for chain in audit_log.verify_chains():
            changes += chain.count
            if chain.broken:
                broken += 1
                self.stderr.write(str(chain.broken))
            else:
                whole += 1
        summary = f"Changes that hold: {changes}. Articles whose record is whole: {whole}"
        if broken:
            raise CommandError(f"{summary}, broken: {broken}.")
        self.stdout.write(f"{summary}.")
