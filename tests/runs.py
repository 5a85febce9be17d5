"""Imports for tests: records as a parser yields them, and runs that import them."""

import io
import json
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from articles.importing.ingest import ingest
from articles.importing.options import OUTCOMES, Options, Tally
from articles.importing.undo import undo
from articles.models import (
    Article,
    Author,
    Byline,
    ImportRun,
    Original,
    Revision,
    SearchEntry,
    Source,
    SourceAlias,
    Tag,
    Tagging,
)
from articles.parsing import formats
from articles.parsing.records import ParsedItem, Record
from tests.factories import make_revision

ARTICLE_FIELDS: dict[str, Any] = {
    "headline": "Ferry sails again",
    "body": "<p>The ferry left Saltmere at noon, full for once.</p>",
    "source": "Harbour Gazette",
}
# Two more texts of the same article.
SECOND_TEXT = {"body": "<p>The ferry left Saltmere at one.</p>"}
THIRD_TEXT = {"body": "<p>The ferry left Saltmere at two.</p>"}


def make_item(*, path: str = "a.jsonl", **fields: Any) -> ParsedItem:
    """Return a record with these fields and the origin_id "1"; its bytes are their JSON."""
    return make_idless(path=path, **{"origin_id": "1", **fields})


def make_idless(*, path: str = "a.jsonl", **fields: Any) -> ParsedItem:
    """Return a record with these fields and no origin_id; its bytes are their JSON."""
    fields = {**ARTICLE_FIELDS, **fields}
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
    """Return the record of a JSON line with these fields; ``errors`` are fields read wrongly."""
    line = json.dumps({**ARTICLE_FIELDS, "id": "1", **fields}).encode()
    [record] = formats.read_stream(io.BytesIO(line), format_name="jsonl")
    assert isinstance(record, Record)
    return ParsedItem("in.jsonl", replace(record, position="line 7", **(errors or {})))


def get_counts(tally: Tally) -> dict[str, int]:
    """Return the counts of the tally that are not 0."""
    return {outcome: tally.counts[outcome] for outcome in OUTCOMES if tally.counts[outcome]}


def import_items(*items: ParsedItem, **options: Any) -> dict[str, int]:
    """Import the records; return the counts that are not 0."""
    return get_counts(ingest(items, options=Options(**{"label": "a test", **options})))


def fetch_imported_rows() -> dict[str, list[dict[str, Any]]]:
    """Return all rows that an import may write, by table, except runs and revisions."""
    tables = (Article, Author, Byline, Original, Source, SourceAlias, Tag, Tagging)
    return {table.__name__: list(QuerySet(table).order_by("pk").values()) for table in tables}


def fetch_rows() -> dict[str, list[dict[str, Any]]]:
    """Return all rows that an undo restores, by table: no runs, status changes and names."""
    tables = (Article, Revision, Original, SearchEntry, Tagging)
    return {each.__name__: list(QuerySet(each).order_by("pk").values()) for each in tables}


def undo_run(run: ImportRun) -> tuple[dict[str, int], list[str]]:
    """Undo the run; return the counts, and the reasons of what remains."""
    report = undo(run)
    return dict(report.counts), [article.reason for article in report.remaining]


def edit_article(article: Article, boss: User) -> None:
    make_revision(article, by=boss, headline="Mended")


def list_headlines() -> list[str]:
    """Return the headlines of all articles, in the order in which they were created."""
    return list(Article.objects.order_by("pk").values_list("headline", flat=True))
