"""Records and rejects, which parsers yield."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from articles.parsing.records import Reading, Record, Remark, Sureness
from articles.vocabulary import Credit, Kind, Precision, SourceDate

RECORD = Record(
    headline="Ferry Terminal Opens",
    body="<p>It rained.</p>",
    original=b"the bytes",
    media_type="text/plain",
    charset="utf-8",
    parser="clipping/1",
    position="line 1",
)


def test_fields_of_a_record_are_empty_by_default() -> None:
    values = (
        *(RECORD.standfirst, RECORD.kind, RECORD.language, RECORD.our_date, RECORD.source),
        *(RECORD.source_date, RECORD.source_detail, RECORD.source_address, RECORD.origin_id),
        *(RECORD.is_own_work, RECORD.byline, RECORD.credits, RECORD.tags, RECORD.readings),
        RECORD.remarks,
    )
    empty_values: tuple[object, ...] = (
        "",
        "",
        "",
        None,
        "",
        SourceDate(),
        "",
        "",
        "",
        False,
        "",
        (),
        (),
        {},
        (),
    )
    assert values == empty_values


def test_no_text_of_a_record_has_characters_that_nobody_sees() -> None:
    record = replace(
        RECORD,
        headline="Frei\u00adberufler",
        source="Harbour\u200b Times",
        credits=(Credit("Ada\ufeff Quill", "Harbour Institute"),),
        tags=("fer\u00adries", "\u200b"),
    )
    assert (record.headline, record.source, record.credits, record.tags) == (
        "Freiberufler",
        "Harbour Times",
        (Credit("Ada Quill", "Harbour Institute"),),
        ("ferries",),
    )


def test_a_source_date_is_unknown_by_default() -> None:
    assert SourceDate() == SourceDate(None, None, Precision.UNKNOWN, "")


def test_the_digest_of_a_record_is_that_of_its_bytes() -> None:
    assert RECORD.sha256 == hashlib.sha256(b"the bytes").hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "Other"},
        {"standfirst": "Other"},
        {"body": "<p>Other.</p>"},
        {"kind": Kind.NEWS},
        {"language": "tr"},
        {"byline": "By Ada Quill"},
        {"credits": (Credit("Ada Quill"),)},
        {"credits": (Credit("Ada Quill", "Harbour Institute", is_organisation=True),)},
        {"tags": ("ferries",)},
        {"our_date": date(2020, 12, 3)},
        {"source": "Harbour Times"},
        {"source_date": SourceDate(date(2020, 12, 1), None, Precision.DAY, "1 December 2020")},
        {"source_detail": "p. 3"},
        {"source_address": "https://harbour.example/1"},
        {"is_own_work": True},
    ],
)
def test_another_text_has_another_text_digest(change: dict[str, Any]) -> None:
    assert replace(RECORD, **change).compute_text_digest() != RECORD.compute_text_digest()


@pytest.mark.parametrize(
    "change",
    [
        {"original": b"other bytes"},
        {"media_type": "application/json"},
        {"charset": "utf-16-le"},
        {"parser": "jsonl/1"},
        {"position": "line 9"},
        {"readings": {"headline": Reading(Sureness.GUESS, 3)}},
        {"remarks": (Remark("rejoined", 7),)},
    ],
)
def test_the_way_of_parsing_does_not_change_the_text_digest(change: dict[str, Any]) -> None:
    assert replace(RECORD, **change).compute_text_digest() == RECORD.compute_text_digest()
