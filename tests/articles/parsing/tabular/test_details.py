"""No detail of a record costs the record, whatever type its value has."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from articles.parsing.records import Record, Remark, SkippedItem
from articles.parsing.tabular import json_document, jsonl, table

OURS = {"headline": "Ferry Opens", "body": "<p>It rained.</p>"}
THEIRS = {"title": "Ferry Opens", "content": "<p>It rained.</p>"}
TIMES = ("our_date", "publish_at", "expire_at", "embargoed_until")
TEXTS = ("id", "standfirst", "source", "source_detail", "source_date", "byline")
CODES = ("kind", "language", "source_address", "is_own_work", "authors", "tags", *TIMES)
EXPORTED = ("identity", "keys", "slug")

# Values of no field of our exports, but a boolean of the mark "own work".
WRONG = (True, 7, 7.5, 10**30, [[7]], {"x": 7}, {"name": {"y": 7}})
CASES = [
    *((name, value) for name in (*TEXTS, *CODES, *EXPORTED) for value in WRONG),
    *((name, "…?!") for name in (*CODES, *EXPORTED)),
]
# Other programs write numbers, and lists and objects of one value, and one string for a list.
THEIR_CASES = [
    *(
        (name, value)
        for name in (*TEXTS, *CODES)
        for value in (True, [["a", "b"], {}], {"x": {"y": 7}})
    ),
    *((name, "…?!") for name in CODES if name not in {"authors", "tags"}),
]
for cases in (CASES, THEIR_CASES):
    cases.remove(("is_own_work", True))


def check_that_only_the_value_is_missing(parsed: Any, expected: Record, name: str) -> None:
    """Check that the record is the one without the value, which a remark on it names."""
    assert isinstance(parsed, Record), parsed
    code = "times_left_out" if name in TIMES else "details_left_out"
    assert parsed.remarks == (Remark(code, 1, {"names": name}),)
    withheld = replace(expected, is_withheld=name in TIMES, remarks=parsed.remarks)
    assert replace(parsed, original=expected.original) == withheld


def list_ids(cases: list[tuple[str, Any]]) -> list[str]:
    return [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in cases]


def parse_line(values: dict[str, Any]) -> Any:
    (parsed,) = jsonl.parse(io.BytesIO(json.dumps(values).encode()))
    return parsed


def parse_document(values: dict[str, Any]) -> Any:
    (parsed,) = json_document.parse(io.BytesIO(json.dumps([values]).encode()))
    return parsed


def parse_row(values: dict[str, Any]) -> Any:
    rows = ("|".join(each) for each in (values, values.values()))
    (parsed,) = table.parse(io.BytesIO("\n".join(rows).encode()))
    return parsed


@pytest.mark.parametrize(("name", "value"), CASES, ids=list_ids(CASES))
def test_a_wrong_value_of_our_own_names_is_left_out(name: str, value: Any) -> None:
    for parse in (parse_line, parse_document):
        check_that_only_the_value_is_missing(parse({**OURS, name: value}), parse(OURS), name)


@pytest.mark.parametrize(("name", "value"), THEIR_CASES, ids=list_ids(THEIR_CASES))
def test_a_wrong_value_among_names_of_other_programs_is_left_out(name: str, value: Any) -> None:
    for parse in (parse_line, parse_document):
        check_that_only_the_value_is_missing(parse({**THEIRS, name: value}), parse(THEIRS), name)


@pytest.mark.parametrize("name", [*sorted({*CODES} - {"authors", "tags"}), "identity", "slug"])
def test_a_wrong_cell_of_a_table_is_left_out(name: str) -> None:
    check_that_only_the_value_is_missing(parse_row({**OURS, name: "…?!"}), parse_row(OURS), name)


def test_what_cannot_be_read_is_named_in_one_remark() -> None:
    values = {"tags": 7, "embargoed_until": "soon", "kind": "poem", "expire_at": "later"}
    assert parse_line({**OURS, **values}).remarks == (
        Remark("times_left_out", 1, {"names": "embargoed_until, expire_at"}),
        Remark("details_left_out", 1, {"names": "tags, kind"}),
    )


def test_a_name_that_is_not_known_costs_nothing_and_is_named() -> None:
    for parse in (jsonl.parse, json_document.parse):
        content = json.dumps({**OURS, "colour": "red"}).encode()
        parsed, passed_over = parse(io.BytesIO(content))
        assert isinstance(parsed, Record)
        assert (parsed.headline, passed_over) == ("Ferry Opens", SkippedItem("column colour"))


def test_a_new_name_in_our_own_export_does_not_make_it_another_programs() -> None:
    values = {**OURS, "identity": "0f" * 32, "slug": "ferry", "tags": ["a, b"], "colour": "red"}
    parsed, _ = jsonl.parse(io.BytesIO(json.dumps(values).encode()))
    assert isinstance(parsed, Record)
    assert (parsed.identity, parsed.slug, parsed.tags) == ("0f" * 32, "ferry", ("a, b",))


def test_parts_of_a_text_that_are_no_text_are_left_out() -> None:
    parsed = parse_line(
        {"title": "Ferry", "content": ["It rained.", {"image": 7}, None, "It blew."]}
    )
    assert parsed.body == "<p>It rained.</p>\n<p>It blew.</p>"
    assert parsed.remarks == (Remark("details_left_out", 1, {"names": "content"}),)
