"""Perform the scheduled transitions of articles that are due."""

from typing import Any

from django.core.management.base import CommandError

from articles.management.base import EnglishCommand
from articles.models import StatusChange
from articles.publishing import automatic


class Command(EnglishCommand):
    help = "Make scheduled changes to live articles whose time has come; run it every minute."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = failed = 0
        for outcome in automatic.publish_due():
            if isinstance(outcome, StatusChange):
                done += 1
                self.stdout.write(format_change(outcome))
            else:
                failed += 1
                self.stderr.write(str(outcome))
        if failed:
            raise CommandError(f"Published {done} scheduled changes; {failed} failed.")
        self.stdout.write(f"Published {done} scheduled changes.")


def format_change(change: StatusChange) -> str:
    """Return a line that says which revision of which article went live."""
    article = change.article
    return f"Article {article.pk} ({article}): revision {change.revision.number} is live."
