"""Fetch the feeds that are due, and create drafts of their new entries."""

import json
import sys
from collections import Counter
from typing import Any

from django.core.management.base import CommandParser

from articles.fetching import feed_polling
from articles.fetching.feed_polling import PollResult
from articles.fetching.problems import word_for_shell
from articles.importing.options import OUTCOMES
from articles.management.base import EnglishCommand

SOME_FAILED = 1


class Command(EnglishCommand):
    help = "Fetch the feeds of sources that are due. Exit status: 0, or 1 when some failed."

    def add_arguments(self, parser: CommandParser) -> None:
        description = "print the result as one JSON object and nothing else"
        parser.add_argument("--json", action="store_true", help=description)

    def handle(self, **options: Any) -> None:
        results = []
        for result in feed_polling.poll_due_feeds():
            results.append(result)
            self._report(result, is_json=options["json"])
        failed = sum(bool(result.problem) for result in results)
        if options["json"]:
            self.stdout.write(json.dumps(build_report(results)))
        else:
            self.stdout.write(f"{len(results)} feeds fetched, {failed} failed.")
        if failed:
            sys.exit(SOME_FAILED)

    def _report(self, result: PollResult, *, is_json: bool) -> None:
        if result.problem:
            self.stderr.write(f"{result.url}: {word_for_shell(result.problem)}")
        elif not is_json:
            counts = [
                f"{name} {result.counts[name]}" for name in OUTCOMES if result.counts.get(name)
            ]
            self.stdout.write(f"{result.url}: {', '.join(counts) or 'nothing new'}")


def build_report(results: list[PollResult]) -> dict[str, Any]:
    """Return the sum of each outcome, and the problems by the URLs of their feeds."""
    sums: Counter[str] = Counter()
    for result in results:
        sums.update(result.counts)
    problems = {result.url: word_for_shell(result.problem) for result in results if result.problem}
    counts = {name: sums[name] for name in OUTCOMES}
    return {"feeds": len(results), "failed": len(problems), **counts, "problems": problems}
