"""Check that the search index agrees with the articles; name those where it does not."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.management.base import CommandError

from articles.management.base import EnglishCommand
from articles.models.names import save_words
from articles.search import consistency, index


class Command(EnglishCommand):
    help = "Compare the search index with the articles and list the differences."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="repair what is wrong")

    def handle(self, *, repair: bool, **_options: Any) -> None:
        self.checked_count = fault_count = 0
        for fault, mend in self._find_faults():
            fault_count += 1
            self.stderr.write(fault)
            if repair:
                mend()
        if fault_count and not repair:
            raise CommandError(
                f"{fault_count} faults in {self.checked_count} articles. "
                "Run check_search --repair to fix them."
            )
        self.stdout.write(f"Checked {self.checked_count} articles; fixed {fault_count} faults.")

    def _find_faults(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield each fault as a sentence, with what mends it; count the articles."""
        for each in consistency.check_entries():
            self.checked_count += 1
            if each.fault:
                sentence = f"Article {each.article.pk}: {each.fault}."
                yield sentence, partial(index.index_article, each.article)
        for named in consistency.find_wrong_names():
            yield f"The words of the name “{named}” are wrong.", partial(save_words, named)
        if not consistency.is_index_whole():
            yield "The index does not match the articles.", consistency.rebuild_index
