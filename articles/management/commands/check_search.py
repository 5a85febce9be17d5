"""Check that the search index agrees with the articles; name those where it does not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.search import consistency, index


class Command(BaseCommand):
    help = "Compare what searches look at with what the articles say; name what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make it right again")

    def handle(self, *, repair: bool, **_options: Any) -> None:
        checked_count = fault_count = 0
        for each in consistency.check_entries():
            checked_count += 1
            if each.fault:
                fault_count += 1
                self.stderr.write(f"Article {each.article.pk}: {each.fault}.")
                if repair:
                    index.index_article(each.article)
        if not consistency.is_index_whole():
            fault_count += 1
            self.stderr.write("The index is not that of the entries.")
            if repair:
                consistency.rebuild_index()
        if fault_count and not repair:
            raise CommandError(
                f"{fault_count} faults in {checked_count} articles. "
                "Run check_search --repair to mend them."
            )
        self.stdout.write(f"{checked_count} articles looked at, {fault_count} faults mended.")
