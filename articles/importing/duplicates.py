"""A duplicate, listed with the article that it is taken for."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that was not imported, since the article of this primary key has its text.

    ``article`` is None in a preview, for an article that the same import would make.
    """

    position: str
    headline: str
    article: int | None
    article_headline: str

    def as_json(self, path: str) -> dict[str, Any]:
        return {
            "path": path,
            "position": self.position,
            "headline": self.headline,
            "article": self.article,
            "article_headline": self.article_headline,
        }

    def to_line(self, path: str) -> str:
        """Return the line for a file of duplicates (JSON lines)."""
        return json.dumps(self.as_json(path), ensure_ascii=False) + "\n"
