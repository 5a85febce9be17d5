"""The preview of an import: it returns what the import then does, and changes nothing."""

import json
from typing import Any

import pytest

from articles.importing.ingest import ingest
from articles.importing.options import Options, Tally
from articles.importing.preview import preview
from articles.models import Article, ImportRun, Original
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Record, Reject, SkippedItem
from tests.factories import make_source

pytestmark = pytest.mark.django_db

FIELDS: dict[str, Any] = {"headline": "Ferry sails", "body": "<p>It left at noon.</p>"}
SAME_TEXT = {"body": "<p>Two ferries left Saltmere at noon, both of them full.</p>"}


def make_item(number: int, **fields: Any) -> ParsedItem:
    """Return a record at this line, by default with a text of its own."""
    fields = FIELDS | {"body": f"<p>Ferry {number} left at {number}.</p>"} | fields
    defaults = {
        "original": json.dumps(fields, default=str, sort_keys=True).encode(),
        "media_type": "application/json",
        "charset": "utf-8",
        "parser": "test/1",
        "position": f"line {number}",
    }
    return ParsedItem("a.jsonl", Record(**{**defaults, **fields}))


CASES: dict[str, list[dict[str, Any]]] = {
    "new ones": [{}, {}, {}],
    "the same record again": [{"origin_id": "1", **SAME_TEXT}] * 3,
    "another text of one": [{"origin_id": "1"}, {"origin_id": "1"}, {"origin_id": "1"}],
    "back to the first text": [
        {"origin_id": "1", **SAME_TEXT},
        {"origin_id": "1"},
        {"origin_id": "1", **SAME_TEXT},
    ],
    "one address, two ids": [
        {"origin_id": "1", "source_address": "https://gazette.example/1"},
        {"origin_id": "2", "source_address": "https://gazette.example/1"},
    ],
    "one text of one outlet": [
        {"origin_id": "1", "source": "Gazette", **SAME_TEXT},
        {"origin_id": "2", "source": "GAZETTE", **SAME_TEXT},
    ],
    "one text of two outlets": [
        {"origin_id": "1", "source": "Gazette", **SAME_TEXT},
        {"origin_id": "2", "source": "Courier", **SAME_TEXT},
    ],
    "one text, first without an outlet": [
        {"origin_id": "1", **SAME_TEXT},
        {"origin_id": "2", "source": "Courier", **SAME_TEXT},
    ],
    "one text, then without an outlet": [
        {"origin_id": "1", "source": "Courier", **SAME_TEXT},
        {"origin_id": "2", **SAME_TEXT},
    ],
    "one text, first our own work": [
        {"origin_id": "1", "is_own_work": True, **SAME_TEXT},
        {"origin_id": "2", "source": "Courier", **SAME_TEXT},
    ],
    "two of our own export with the same text": [
        {"identity": "a" * 64, **SAME_TEXT},
        {"identity": "b" * 64, **SAME_TEXT},
    ],
    "one that was rejected, and mended": [
        {"origin_id": "1", "body": "<p></p>"},
        {"origin_id": "1", "body": "<p>Mended.</p>"},
    ],
    "one that was canceled": [
        {"origin_id": "1", **SAME_TEXT},
        {"origin_id": "1", "is_canceled": True, **SAME_TEXT},
    ],
    "one that was never imported, canceled": [{"origin_id": "1", "is_canceled": True, **SAME_TEXT}],
}


def get_counts(tally: Tally) -> dict[str, int]:
    return {name: count for name, count in tally.counts.items() if count}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", [1, 500])
def test_it_returns_the_tally_of_the_later_import(case: str, size: int) -> None:
    records = [make_item(number, **fields) for number, fields in enumerate(CASES[case], 1)]
    options = Options(label="a test", chunk_size=size)
    previewed = get_counts(preview(records, options=options))
    assert (Article.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert previewed == get_counts(ingest(records, options=options))
    again = get_counts(preview(records, options=options))
    assert again == get_counts(ingest(records, options=options))


def test_the_default_source_counts_as_the_outlet() -> None:
    options = Options(label="a test", chunk_size=1, source=make_source("Courier"))
    records = [
        make_item(1, origin_id="1", source="Courier", **SAME_TEXT),
        make_item(2, **SAME_TEXT),
    ]
    assert get_counts(preview(records, options=options)) == {"created": 1, "duplicate": 1}


def test_each_reject_is_reported_with_its_place() -> None:
    rejects = []
    unread = ParsedItem("b.txt", Reject("line 7", Problem("file.empty"), None))
    records = [
        make_item(1, body="<p></p>"),
        unread,
        ParsedItem("c", SkippedItem("attachments")),
        make_item(2),
    ]
    tally = preview(
        records,
        options=Options(label="a test", chunk_size=1),
        on_reject=lambda path, reject: rejects.append((path, reject.position)),
    )
    assert rejects == [("a.jsonl", "line 1"), ("b.txt", "line 7")]
    assert (get_counts(tally), dict(tally.left_out), tally.run) == (
        {"created": 1, "rejected": 2},
        {"attachments": 1},
        None,
    )


def test_records_imported_before_are_recognised() -> None:
    records = [make_item(number, origin_id=str(number)) for number in (1, 2)]
    ingest(records[:1], options=Options(label="a test"))
    options = Options(label="a test", chunk_size=1)
    assert get_counts(preview(records, options=options)) == {"unchanged": 1, "created": 1}
    assert Original.objects.count() == 1
