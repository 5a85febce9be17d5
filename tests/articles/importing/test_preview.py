"""The preview of an import: what it tells is what the import then does, and it does nothing."""

import json
from typing import Any

import pytest

from articles.importing.ingest import ingest
from articles.importing.options import Options, Tally
from articles.importing.preview import preview
from articles.models import Article, ImportRun, Original
from articles.parsing.records import ParsedItem, Record, Reject, SkippedItem
from tests.factories import make_source

pytestmark = pytest.mark.django_db

PIECE: dict[str, Any] = {"headline": "Ferry sails", "body": "<p>It left at noon.</p>"}
SAME_TEXT = {"body": "<p>Two ferries left Saltmere at noon, both of them full.</p>"}


def found(number: int, **fields: Any) -> ParsedItem:
    """Return a record with words of its own, unless told otherwise."""
    told = PIECE | {"body": f"<p>Ferry {number} left at {number}.</p>"} | fields
    written = {
        "original": json.dumps(told, default=str, sort_keys=True).encode(),
        "media_type": "application/json",
        "charset": "utf-8",
        "parser": "test/1",
        "position": f"line {number}",
    }
    return ParsedItem("a.jsonl", Record(**(written | told)))


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
    "what our own export tells apart": [
        {"identity": "a" * 64, **SAME_TEXT},
        {"identity": "b" * 64, **SAME_TEXT},
    ],
    "one that was refused, and mended": [
        {"origin_id": "1", "kind": "gossip"},
        {"origin_id": "1", "kind": "news"},
    ],
    "one that was taken back": [
        {"origin_id": "1", **SAME_TEXT},
        {"origin_id": "1", "is_canceled": True, **SAME_TEXT},
    ],
    "one that was never here, taken back": [{"origin_id": "1", "is_canceled": True, **SAME_TEXT}],
}


def told(tally: Tally) -> dict[str, int]:
    return {name: count for name, count in tally.counts.items() if count}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", [1, 500])
def test_it_tells_what_the_import_then_does(case: str, size: int) -> None:
    records = [found(number, **fields) for number, fields in enumerate(CASES[case], 1)]
    options = Options(label="a test", chunk_size=size)
    foreseen = told(preview(records, options=options))
    assert (Article.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert foreseen == told(ingest(records, options=options))
    again = told(preview(records, options=options))
    assert again == told(ingest(records, options=options))


def test_the_source_that_stands_in_counts_as_the_outlet() -> None:
    options = Options(label="a test", chunk_size=1, source=make_source("Courier"))
    records = [
        found(1, origin_id="1", source="Courier", **SAME_TEXT),
        found(2, origin_id="2", **SAME_TEXT),
    ]
    assert told(preview(records, options=options)) == {"created": 1, "duplicate": 1}


def test_all_that_is_rejected_is_told_with_its_place() -> None:
    rejects = []
    unread = ParsedItem("b.txt", Reject("line 7", "It is empty.", None))
    records = [
        found(1, kind="gossip"),
        unread,
        ParsedItem("c", SkippedItem("attachments")),
        found(2),
    ]
    tally = preview(
        records,
        options=Options(label="a test", chunk_size=1),
        on_reject=lambda path, reject: rejects.append((path, reject.position)),
    )
    assert rejects == [("a.jsonl", "line 1"), ("b.txt", "line 7")]
    assert (told(tally), dict(tally.left_out), tally.run) == (
        {"created": 1, "rejected": 2},
        {"attachments": 1},
        None,
    )


def test_what_was_here_before_is_known() -> None:
    records = [found(number, origin_id=str(number)) for number in (1, 2)]
    ingest(records[:1], options=Options(label="a test"))
    options = Options(label="a test", chunk_size=1)
    assert told(preview(records, options=options)) == {"unchanged": 1, "created": 1}
    assert Original.objects.count() == 1
