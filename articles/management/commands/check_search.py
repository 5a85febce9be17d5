"""Check that the search index agrees with the articles; name those where it does not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from articles.management.base import EnglishCommand
from articles.search import consistency, index


class Command(EnglishCommand):
    help = "Compare the search index with the articles and list the differences."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="repair what is wrong")

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
            self.stderr.write("The index does not match the articles.")
            if repair:
                consistency.rebuild_index()
        if fault_count and not repair:
            raise CommandError(
                f"{fault_count} faults in {checked_count} articles. "
                "Run check_search --repair to fix them."
            )
        self.stdout.write(f"Checked {checked_count} articles; fixed {fault_count} faults.")
