"""Prove that every article is found by what it says, or name those that are not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.search import consistency, index


class Command(BaseCommand):
    help = "Compare what searches look at with what the articles say; name what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make it right again")

    def handle(self, *, repair: bool, **_options: Any) -> None:
        looked_at = wrong = 0
        for each in consistency.check_entries():
            looked_at += 1
            if each.fault:
                wrong += 1
                self.stderr.write(f"Article {each.article.pk}: {each.fault}.")
                if repair:
                    index.index_article(each.article)
        if not consistency.is_index_whole():
            wrong += 1
            self.stderr.write("The index is not that of the entries.")
            if repair:
                consistency.rebuild_index()
        if wrong and not repair:
            raise CommandError(
                f"{wrong} faults in {looked_at} articles. Run check_search --repair to mend them."
            )
        self.stdout.write(f"{looked_at} articles looked at, {wrong} faults mended.")
