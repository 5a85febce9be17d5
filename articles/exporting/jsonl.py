"""JSON lines: one object for each article, with the names that the import of JSON lines reads."""

import json
from collections.abc import Iterable, Iterator

from articles.exporting import fields
from articles.models import Article


def render(article: Article) -> str:
    """Return the line of one article."""
    values = fields.build_fields(article)
    if keys := fields.build_keys(article):
        values["keys"] = keys
    return json.dumps(values, ensure_ascii=False) + "\n"


def stream(articles: Iterable[Article]) -> Iterator[str]:
    return map(render, articles)
