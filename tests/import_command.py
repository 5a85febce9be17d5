"""The command import_articles for tests: its result, and inputs for it.

Nothing of Django is imported: a conftest, which is loaded before Django is set up, imports this.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Of environment variables that processes must not inherit.
OWN_PREFIXES = ("NEWSROOM_", "DJANGO_")
OUTCOMES = "created updated unchanged duplicate rejected".split()
# The keys of the JSON tally, in its order.
KEYS = [
    "read",
    *OUTCOMES,
    *"held canceled withdrawn held_cancellations stubs left_out seconds run".split(),
]


@dataclass
class Run:
    status: int
    out: str
    err: str

    @property
    def tally(self) -> dict[str, Any]:
        """Return the counts of the outcomes in the JSON tally that are not 0."""
        tally: dict[str, Any] = json.loads(self.out)
        return {outcome: tally[outcome] for outcome in OUTCOMES if tally[outcome]}


Import = Callable[..., Run]


def make_clipping(headline: str = "Ferry sails again", source: str = "Harbour Gazette") -> str:
    return (
        f"## {headline}\n-\n08.11.2019\n---\n{source} (07 November 2019)\n\n"
        f"The text of {headline}, which is long enough to be one.\n\n---\nKaynak/Source:\n"
    )


def make_line(headline: str = "Ferry sails again", **fields: Any) -> str:
    defaults = {
        "headline": headline,
        "text": f"The text of {headline}.",
        "source": "Harbour Gazette",
    }
    return json.dumps(defaults | fields, ensure_ascii=False) + "\n"
