"""JSON lines, one object a line."""

import base64
import codecs
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.lines import LINE_LIMIT
from articles.parsing.problems import Problem
from articles.parsing.records import EmbeddedInput, Record, Reject, SkippedItem
from articles.parsing.tabular import jsonl
from articles.vocabulary import Credit, Precision, SourceDate
from tests.problems import is_worded, list_codes
from tests.timing import measure_growth

LEAST = {"headline": "Ferry Opens", "body": "<p>It rained.</p>"}


def parse(content: str | bytes, *, charset: str = "") -> list[Record | Reject | EmbeddedInput]:
    data = content.encode() if isinstance(content, str) else content
    results = jsonl.parse(io.BytesIO(data), charset=charset)
    return [each for each in results if not isinstance(each, SkippedItem)]


def test_headline_and_body_are_enough() -> None:
    line = json.dumps(LEAST).encode()
    assert parse(line + b"\r\n") == [
        Record(
            headline="Ferry Opens",
            body="<p>It rained.</p>",
            original=line,
            media_type="application/json",
            charset="utf-8",
            parser="jsonl/1",
            position="line 1",
        )
    ]


WHOLE_OBJECT = {
    "id": "post-7",
    "headline": "Feribot",
    "standfirst": "It was late.",
    "body": "<p>Yağmur yağdı.</p>",
    "kind": "report",
    "language": "tr",
    "our_date": "2020-12-03",
    "source": "Liman Gazetesi",
    "source_date": "1 Aralık 2020",
    "source_detail": "s. 3",
    "source_address": "https://liman.example/7",
    "is_own_work": False,
    "byline": "Ayşe IŞIK",
    "authors": ["Ayşe Işık"],
    "tags": ["feribot", "Çevre"],
}


def test_every_name_fills_its_field() -> None:
    line = json.dumps(
        WHOLE_OBJECT,
        ensure_ascii=False,
    )
    assert parse(line) == [
        Record(
            headline="Feribot",
            body="<p>Yağmur yağdı.</p>",
            original=line.encode(),
            media_type="application/json",
            charset="utf-8",
            parser="jsonl/1",
            position="line 1",
            standfirst="It was late.",
            kind="report",
            language="tr",
            our_date=date(2020, 12, 3),
            source="Liman Gazetesi",
            source_date=SourceDate(date(2020, 12, 1), None, Precision.DAY, "1 Aralık 2020"),
            source_detail="s. 3",
            source_address="https://liman.example/7",
            origin_id="post-7",
            byline="Ayşe IŞIK",
            credits=(Credit("Ayşe Işık"),),
            tags=("feribot", "Çevre"),
        )
    ]


def test_with_a_name_map_unknown_names_are_ignored() -> None:
    line = json.dumps({"rubrik": "Ferry", "text": "<p>a", "body": "b", "lead": "c", "x": 7})
    parsed, passed_over = jsonl.parse(
        io.BytesIO(line.encode()), name_map={"Rubrik": "headline", "body": "-", "lead": ""}
    )
    assert passed_over == SkippedItem("column x")
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.body, parsed.standfirst) == ("Ferry", "<p>a", "")


# Lines.


@pytest.mark.parametrize("line", ["[1]", '"text"', "null"])
def test_a_line_that_is_not_an_object_is_rejected_as_its_value(line: str) -> None:
    assert parse(line) == [Reject("line 1", Problem("jsonl.no_object"), json.loads(line))]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "Expecting property name enclosed in double quotes: column 2 (char 1)"),
        ('{"a": }', "Expecting value: column 7 (char 6)"),
        ("text", "Expecting value: column 1 (char 0)"),
        ("{} {}", "Extra data: column 4 (char 3)"),
    ],
)
def test_a_line_that_is_not_json_is_rejected_unchanged(line: str, message: str) -> None:
    reason = Problem("json.malformed", {"message": message})
    assert parse(line) == [Reject("line 1", reason, line)]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "null"])
def test_what_tools_write_for_an_empty_cell_is_no_value(value: str) -> None:
    line = (
        json.dumps(LEAST)[:-1] + f', "id": {value}, "tags": {value}, "embargoed_until": {value}}}'
    )
    (parsed,) = parse(line)
    assert isinstance(parsed, Record)
    assert (parsed.origin_id, parsed.tags, parsed.remarks) == ("", (), ())


def test_a_number_of_too_many_digits_is_read_as_a_text() -> None:
    (parsed,) = parse(json.dumps(LEAST)[:-1] + ', "id": ' + "9" * 5000 + "}")
    assert isinstance(parsed, Record)
    assert parsed.origin_id == "9" * 5000


def test_blank_lines_are_counted_and_yield_nothing() -> None:
    line = json.dumps(LEAST)
    assert [each.position for each in parse(f"\n{line}\r\n \t\n\n{line}")] == ["line 2", "line 5"]


def test_an_invalid_line_is_rejected_alone() -> None:
    line = json.dumps(LEAST)
    parsed = parse(f"{line}\n{{\n{line}\n")
    assert [type(each) for each in parsed] == [Record, Reject, Record]


def test_a_bom_is_kept_in_the_original_of_the_first_line() -> None:
    line = b"\xef\xbb\xbf" + json.dumps(LEAST).encode()
    (parsed,) = parse(line)
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.original) == ("Ferry Opens", line)


WIDE = pytest.mark.parametrize(
    ("bom", "charset"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)


@WIDE
def test_lines_are_read_in_the_wide_charset_of_the_bom(bom: bytes, charset: str) -> None:
    first = json.dumps({**LEAST, "headline": "Şile"}, ensure_ascii=False)
    odd = "\u010a\u0a0a\u0a01\u0100\u0a00"  # full of the bytes of a line feed
    second = json.dumps({**LEAST, "headline": odd}, ensure_ascii=False)
    parsed = parse(bom + f"{first}\r\n \n{second}".encode(charset))
    assert [
        (each.headline, each.charset, each.position, each.original)
        for each in parsed
        if isinstance(each, Record)
    ] == [
        ("Şile", charset, "line 1", bom + first.encode(charset)),
        (odd, charset, "line 3", bom + second.encode(charset)),
    ]


@WIDE
def test_an_original_in_a_wide_charset_can_be_read_alone(bom: bytes, charset: str) -> None:
    line = json.dumps(LEAST) + "\n"
    parsed = parse(bom + (line * 2).encode(charset))
    originals = [each.original for each in parsed if isinstance(each, Record)]
    assert [len(parse(original)) for original in originals] == [1, 1]
    assert len(set(originals)) == 1


@WIDE
def test_an_invalid_line_in_a_wide_charset_is_rejected_with_the_bom(
    bom: bytes, charset: str
) -> None:
    line, bad = (each.encode(charset) for each in (json.dumps(LEAST) + "\n", "{\n"))
    parsed = parse(bom + line + bad + line)
    assert [type(each) for each in parsed] == [Record, Reject, Record]
    assert isinstance(parsed[1], Reject)
    assert parsed[1].record == {"base64": base64.b64encode(bom + bad).decode()}
    assert parse(bom + bad) == [replace(parsed[1], position="line 1")]


@WIDE
def test_a_wide_line_that_ends_inside_a_character_is_rejected(bom: bytes, charset: str) -> None:
    (parsed,) = parse(bom + json.dumps(LEAST).encode(charset)[:-1])
    assert isinstance(parsed, Reject)
    assert list_codes(parsed.reason)[-1] == "charset.wrong_bom"


def test_a_line_is_read_in_the_given_charset() -> None:
    line = json.dumps({**LEAST, "headline": "Şile"}, ensure_ascii=False).encode("windows-1254")
    (parsed,) = parse(line, charset="windows-1254")
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.charset) == ("Şile", "windows-1254")


def test_a_line_in_an_unknown_charset_is_rejected_alone() -> None:
    lines = [json.dumps({**LEAST, "headline": head}, ensure_ascii=False) for head in ("Şile", "A")]
    parsed = parse("\n".join(lines).encode("windows-1254"))
    assert isinstance(parsed[0], Reject)
    assert list_codes(parsed[0].reason) == ["charset.wrong_byte", "charset.choose"]
    first = base64.b64encode(lines[0].encode("windows-1254") + b"\n").decode()
    assert (parsed[0].position, parsed[0].record) == ("line 1", {"base64": first})
    assert isinstance(parsed[1], Record)


def test_a_line_over_the_limit_is_rejected_and_the_next_one_read() -> None:
    long = b'{"headline": "' + b"x" * (2 * LINE_LIMIT + 10) + b'"}\n'
    parsed = parse(long + json.dumps(LEAST).encode())
    reason = Problem("jsonl.long_line", {"size": 16})
    assert parsed[0] == Reject("line 1", reason, None)
    assert [each.position for each in parsed] == ["line 1", "line 2"]


def test_a_last_line_over_the_limit_is_rejected() -> None:
    parsed = parse(b"x" * (LINE_LIMIT + 1))
    reason = Problem("jsonl.long_line", {"size": 16})
    assert parsed == [Reject("line 1", reason, None)]


# Nesting.


@pytest.mark.parametrize("depth", [33, 100, 500, 900])
def test_a_line_nested_deeper_than_any_record_is_rejected_as_text(depth: int) -> None:
    line = '{"tags": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"
    reason = Problem("json.too_deep", {"levels": 32})
    parsed = parse(line)
    assert isinstance(parsed[0], Reject)
    assert (parsed[0].reason, parsed[0].record) == (reason, line)


def test_a_line_may_hold_the_blocks_of_an_editor() -> None:
    blocks = json.loads('{"child": ' * 20 + "7" + "}" * 20)
    (parsed,) = parse(json.dumps({"title": "Ferry", "text": "It left.", "blocks": blocks}))
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.remarks) == ("Ferry", ())


def test_a_line_nested_beyond_the_recursion_limit_is_rejected_as_text() -> None:
    line = '{"tags": ' + "[" * 100_000
    (parsed,) = parse(line)
    assert isinstance(parsed, Reject)
    assert (is_worded(parsed.reason), parsed.record) == (True, line)


@pytest.mark.parametrize(
    "line",
    [
        '{"titel": "\\ud83d"}',
        '["\\ud83d"]',
        '{"path": "", "position": "", "reason": "", "record": ["\\ud83d"]}',
    ],
)
def test_a_reject_with_half_a_surrogate_pair_holds_its_line_instead(line: str) -> None:
    (parsed,) = parse(line)
    assert isinstance(parsed, Reject)
    assert parsed.record == line


# Lines of a rejects file.


def build_reject_line(payload: Any) -> str:
    reject = {"path": "x.jsonl", "position": "line 7", "reason": "It has no headline."}
    return json.dumps({**reject, "record": payload})


def test_a_mended_record_is_read_from_its_rejects_line() -> None:
    line = build_reject_line(LEAST)
    (parsed,) = parse(line)
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.original) == ("Ferry Opens", line.encode())


def test_a_record_that_is_not_mended_is_rejected_without_its_rejects_line() -> None:
    reason = Problem.join([Problem("record.no_headline"), Problem("record.no_text")])
    assert parse(build_reject_line({})) == [Reject("line 1", reason, {})]


@pytest.mark.parametrize(
    ("payload", "content"),
    [
        ("## Şile\n", "## Şile\n".encode()),
        ({"base64": "3mlsZQ=="}, b"\xdeile"),
        ("", b""),
        ([{"title": "Şile"}], '[{"title": "Şile"}]'.encode()),
    ],
)
def test_a_rejects_line_yields_the_bytes_that_it_holds(payload: Any, content: bytes) -> None:
    assert parse("\n" + build_reject_line(payload)) == [EmbeddedInput("line 2", content)]


@pytest.mark.parametrize(
    "payload",
    [
        *(None, 7, True, [], {"base64": "?"}, {"base64": "ş"}, {"base64": "abc"}),
        *({"base64": 7}, {"base64": None}, {"base64": []}),
    ],
)
def test_a_rejects_line_without_a_record_is_rejected_again(payload: Any) -> None:
    reason = Problem("jsonl.no_record")
    assert parse(build_reject_line(payload)) == [Reject("line 1", reason, payload)]


@pytest.mark.parametrize(
    ("head", "is_jsonl"),
    [
        ("{}", True),
        ('\n  {"a": 1}\nanything', True),
        ('{"a": "a first line longer than the hea', True),
        ("{\n}", False),
        ('{"a": 1}x\n{}', False),
        ("[{}]\n", False),
        ("## Headline\n", False),
        ('{"a": ' + "[" * 100_000, True),
        ('{"a": ' + "[" * 100_000 + "\n{}", False),
        ("", False),
    ],
)
def test_json_lines_are_sniffed_by_the_first_line(head: str, is_jsonl: bool) -> None:  # noqa: FBT001 - a column
    assert jsonl.sniff(head) == is_jsonl


# Any bytes at all.

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("headline", "body", "text", "kind", "language", "our_date", "source_date"),
                    *("authors", "tags", "is_own_work", "source_address", "name", "first", "last"),
                    *("precision", "path", "position", "reason", "record", "base64"),
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)
LINES = st.lists(
    JSON.map(json.dumps) | JSON.map(build_reject_line) | st.text(max_size=9), max_size=5
)
ANY_BYTES = st.binary(max_size=100) | LINES.map(
    lambda lines: "\n".join(lines).encode("utf-8", "replace")
)


@given(ANY_BYTES, st.sampled_from(["", "windows-1254"]))
def test_any_bytes_yield_records_rejects_with_a_reason_or_embedded_inputs(
    content: bytes, charset: str
) -> None:
    parsed = parse(content, charset=charset)
    reasons = [each.reason for each in parsed if isinstance(each, Reject)]
    assert [reason for reason in reasons if not is_worded(reason)] == []
    assert {type(each) for each in parsed} <= {Record, Reject, EmbeddedInput}


@given(ANY_BYTES)
def test_a_rejects_file_can_hold_any_reject(content: bytes) -> None:
    rejects = [each for each in parse(content) if isinstance(each, Reject)]
    written = [json.dumps(each.record, ensure_ascii=False).encode() for each in rejects]
    assert len(written) == len(rejects)


SHAPES = {
    "one huge line": ('{"headline": "a", "text": "', "word ", '"}'),
    "one huge line of breaks": ('{"headline": "a", "text": "', "\\n", '"}'),
    "one huge line of paragraphs": ('{"headline": "a", "text": "', "a\\n\\n", '"}'),
    "one huge wrong value": ('{"headline": 7, "tags": [', "7,", "7]}"),
    "deep lists": ('{"tags": ', "[", ""),
    "deep objects": ("", '{"a":', ""),
    "wide lists": ('{"authors": [', "[],", "{}]}"),
    "combining marks": ('{"text": "a", "headline": "', "\u0323\u0301", '"}'),
    "blank lines": ("", "\n", ""),
    "short lines": ("", "{}\n", ""),
    "backslashes": ('{"headline": "', "\\\\", '"}'),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_time_of_long_lines_grows_linearly(shape: tuple[str, str, str]) -> None:
    before, again, after = shape
    assert measure_growth(lambda size: parse(before + again * size + after), 1_500) < 24


def test_the_time_of_many_unknown_names_grows_linearly() -> None:
    def work(size: int) -> object:
        return parse(json.dumps({f"n{number}": 0 for number in range(size)}))

    assert measure_growth(work, 2_000) < 24
