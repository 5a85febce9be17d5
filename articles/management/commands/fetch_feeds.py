"""Fetch the feeds that are due, and make drafts of what is new in them."""

import json
import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.fetching import feed_polling
from articles.importing.options import OUTCOMES

SOME_FAILED = 1


class Command(BaseCommand):
    help = "Fetch the feeds of sources that are due. Exit status: 0, or 1 when some failed."

    def add_arguments(self, parser: CommandParser) -> None:
        told = "print what was done as one JSON object, only that"
        parser.add_argument("--json", action="store_true", help=told)

    def handle(self, **given: Any) -> None:
        visits = []
        for visit in feed_polling.poll_due_feeds():
            visits.append(visit)
            self._say(visit, is_json=given["json"])
        failed = sum(bool(visit.problem) for visit in visits)
        if given["json"]:
            self.stdout.write(json.dumps(as_json(visits)))
        else:
            self.stdout.write(f"{len(visits)} feeds fetched, {failed} of them with a problem.")
        if failed:
            sys.exit(SOME_FAILED)

    def _say(self, visit: feed_polling.PollResult, *, is_json: bool) -> None:
        if visit.problem:
            self.stderr.write(f"{visit.address}: {visit.problem}")
        elif not is_json:
            told = [f"{name} {visit.counts[name]}" for name in OUTCOMES if visit.counts.get(name)]
            self.stdout.write(f"{visit.address}: {', '.join(told) or 'nothing new'}")


def as_json(visits: list[feed_polling.PollResult]) -> dict[str, Any]:
    """Return the sums of the outcomes, and each problem with its address."""
    sums: Counter[str] = Counter()
    for visit in visits:
        sums.update(visit.counts)
    problems = {visit.address: visit.problem for visit in visits if visit.problem}
    counts = {name: sums[name] for name in OUTCOMES}
    return {"feeds": len(visits), "failed": len(problems), **counts, "problems": problems}
