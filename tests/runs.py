"""Imports for tests: records as a parser yields them, and batches that took them."""

import io
import json
from dataclasses import replace
from typing import Any

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import ImportRun
from articles.parsing import formats
from articles.parsing.records import (
    ParsedItem,
    Record,
)

ARTICLE_FIELDS: dict[str, Any] = {
    "headline": "Ferry sails again",
    "body": "<p>The ferry left Saltmere at noon, full for once.</p>",
    "source": "Harbour Gazette",
}


def make_item(**fields: Any) -> ParsedItem:
    """Return a record whose bytes are made of its fields; its id at the origin is "1" if none."""
    told = ARTICLE_FIELDS | {"origin_id": "1"} | fields
    written = {
        "original": json.dumps(told, default=str, sort_keys=True).encode(),
        "media_type": "application/json",
        "charset": "utf-8",
        "parser": "test/1",
        "position": "line 1",
    }
    return ParsedItem("a.jsonl", Record(**(written | told)))


def make_items(number: int, **fields: Any) -> list[ParsedItem]:
    """Return so many records, each of a piece of its own."""
    pieces = ({"origin_id": f"{i}", "headline": f"Ferry {i}"} for i in range(number))
    return [make_item(**each, body=f"<p>{each['headline']} left.</p>", **fields) for each in pieces]


def run_import(*records: ParsedItem, **options: Any) -> ImportRun:
    """Import the records; return their batch."""
    tally = ingest(records, options=Options(**{"label": "a test", **options}))
    return ImportRun.objects.get(pk=tally.run or 0)


def make_misread(wrong: dict[str, Any] | None = None, **told: Any) -> ParsedItem:
    """Return a piece of a line of JSON as a parser of old read it: so, but for what is wrong."""
    line = json.dumps({**ARTICLE_FIELDS, "id": "1", **told}).encode()
    [record] = formats.read_stream(io.BytesIO(line), name="jsonl")
    assert isinstance(record, Record)
    return ParsedItem("in.jsonl", replace(record, position="line 7", **(wrong or {})))
