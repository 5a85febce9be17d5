"""Imports for tests: records as a parser yields them, and runs that import them."""

import io
import json
from dataclasses import replace
from typing import Any

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import ImportRun
from articles.parsing import formats
from articles.parsing.records import ParsedItem, Record

ARTICLE_FIELDS: dict[str, Any] = {
    "headline": "Ferry sails again",
    "body": "<p>The ferry left Saltmere at noon, full for once.</p>",
    "source": "Harbour Gazette",
}


def make_item(*, path: str = "a.jsonl", **fields: Any) -> ParsedItem:
    """Return a record with these fields, whose bytes are their JSON; its origin_id is "1"."""
    fields = {**ARTICLE_FIELDS, "origin_id": "1", **fields}
    defaults = {
        "original": json.dumps(fields, default=str, sort_keys=True).encode(),
        "media_type": "application/json",
        "charset": "utf-8",
        "parser": "test/1",
        "position": "line 1",
    }
    return ParsedItem(path, Record(**{**defaults, **fields}))


def make_items(number: int, **fields: Any) -> list[ParsedItem]:
    """Return that many records, each of an article of its own."""
    return [
        make_item(origin_id=f"{i}", headline=f"Ferry {i}", body=f"<p>Ferry {i} left.</p>", **fields)
        for i in range(number)
    ]


def run_import(*items: ParsedItem, **options: Any) -> ImportRun:
    """Import the records; return the run."""
    tally = ingest(items, options=Options(**{"label": "a test", **options}))
    return ImportRun.objects.get(pk=tally.run or 0)


def make_misread(errors: dict[str, Any] | None = None, **fields: Any) -> ParsedItem:
    """Return the record of a line of JSON with these fields, as a parser with errors read it."""
    line = json.dumps({**ARTICLE_FIELDS, "id": "1", **fields}).encode()
    [record] = formats.read_stream(io.BytesIO(line), name="jsonl")
    assert isinstance(record, Record)
    return ParsedItem("in.jsonl", replace(record, position="line 7", **(errors or {})))
