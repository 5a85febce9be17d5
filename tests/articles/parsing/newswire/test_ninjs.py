"""Files of ninjs: one object, a list, or an object on each line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.newswire import ninjs
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, Remark
from tests.newswire import LEAST_NINJS, parse_ninjs
from tests.problems import is_worded, list_codes
from tests.timing import measure_growth


def test_an_id_a_headline_and_a_text_are_enough() -> None:
    assert parse_ninjs(LEAST_NINJS) == [
        Record(
            headline="Ferry Opens",
            body="<p>It rained.</p>",
            origin_id="urn:hna:7",
            original=json.dumps(LEAST_NINJS).encode(),
            media_type="application/json",
            charset="utf-8",
            parser="ninjs/1",
            position="item 1",
        )
    ]


# One object or several

SECOND = {**LEAST_NINJS, "uri": "urn:hna:8"}
LINES = f"{json.dumps(LEAST_NINJS)}\n\n{json.dumps(SECOND)}\n"


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        "\ufeff" + LINES,
        json.dumps([LEAST_NINJS, SECOND]),
        json.dumps([LEAST_NINJS, SECOND], indent=2),
        json.dumps({"_items": [LEAST_NINJS, SECOND], "_meta": {"total": 2}}),
        json.dumps({"total": 2, "item": [LEAST_NINJS, SECOND]}),
        json.dumps(LEAST_NINJS, indent=2) + json.dumps(SECOND, indent=2),
        json.dumps([LEAST_NINJS, SECOND]).encode("utf-16"),
        LINES.encode("utf-16"),
        LINES.encode("utf-16-be").join([b"\xfe\xff", b""]),
    ],
)
def test_several_objects_may_stand_in_a_list_in_an_object_or_on_lines(content: str | bytes) -> None:
    results = parse_ninjs(content)
    assert [each.origin_id for each in results if isinstance(each, Record)] == [
        "urn:hna:7",
        "urn:hna:8",
    ]
    assert len(results) == 2


def test_each_of_many_objects_has_an_original_of_its_own() -> None:
    both = json.dumps([LEAST_NINJS, SECOND], indent=1)
    first, second = parse_ninjs(both)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert json.loads(second.original) == SECOND
    assert (first.position, second.position) == ("item 1", "item 2")


def test_lines_are_numbered_and_a_bad_one_is_rejected_alone() -> None:
    results = parse_ninjs(f'{json.dumps(LEAST_NINJS)}\n{{"uri": \n\n[]\n{json.dumps(SECOND)}')
    assert [getattr(each, "position", "") for each in results] == [
        "line 1",
        "line 2",
        "line 4",
        "line 5",
    ]
    assert [type(each) for each in results] == [Record, Reject, Reject, Record]


def test_a_remark_on_an_embargo_names_its_line() -> None:
    _, second = parse_ninjs(
        f"{json.dumps(LEAST_NINJS)}\n{json.dumps({**LEAST_NINJS, 'embargoed': '2020-01-01'})}\n"
    )
    assert isinstance(second, Record)
    assert second.remarks == (Remark("no_zone", 2),)


def test_a_line_in_another_charset_leaves_the_others_alone() -> None:
    bad = json.dumps({**LEAST_NINJS, "headline": "Şile"}, ensure_ascii=False).encode("windows-1254")
    lines = b"\n".join([json.dumps(LEAST_NINJS).encode(), bad])
    first, second = parse_ninjs(lines)
    assert isinstance(first, Record)
    assert isinstance(second, Reject)
    assert list_codes(second.reason) == ["charset.wrong_byte", "charset.choose"]
    again = parse_ninjs(lines, charset="windows-1254")[1]
    assert isinstance(again, Record)
    assert (again.headline, again.charset) == ("Şile", "windows-1254")
    (same,) = parse_ninjs(again.original, charset=again.charset)
    assert isinstance(same, Record)
    assert same.compute_text_digest() == again.compute_text_digest()


def test_a_document_in_another_charset_is_read_in_the_given_one() -> None:
    bad = json.dumps([{**LEAST_NINJS, "headline": "Şile"}], ensure_ascii=False).encode(
        "windows-1254"
    )
    (record,) = parse_ninjs(bad, charset="windows-1254")
    assert isinstance(record, Record)
    assert (record.headline, record.charset) == ("Şile", "windows-1254")
    (reject,) = parse_ninjs(bad)
    assert isinstance(reject, Reject)
    assert list_codes(reject.reason) == ["json.wrong_charset", "charset.choose"]


@pytest.mark.parametrize(
    ("content", "position"),
    [
        ('{"uri": "a:b",\n"headline": }', "item 1"),
        (json.dumps(LEAST_NINJS) + "\n" * 3 + " {", "line 4"),
        (f"[{json.dumps(LEAST_NINJS)}, {{}}", "item 3"),
        (f"[{json.dumps(LEAST_NINJS)}, {{]", "item 3"),
        ("[" * 9_999, "item 2"),
        ("[" + "[" * 9_999 + "]" * 10_000, "item 1"),
        ('{"a": ' + "1" * 5000 + "}", "item 1"),
    ],
)
def test_broken_json_is_rejected_with_its_position(content: str, position: str) -> None:
    last = parse_ninjs(content)[-1]
    assert isinstance(last, Reject)
    assert (last.position, list_codes(last.reason)[0].split(".")[0]) == (position, "json")


@pytest.mark.parametrize("content", ["", "  \n", "[]", '{"_items": []}'])
def test_an_input_without_objects_is_rejected(content: str) -> None:
    reason = Problem("wire.no_story")
    assert parse_ninjs(content) == [Reject("line 1", reason, None)]


@pytest.mark.parametrize("value", ["1", '"a"', "[]", "null"])
def test_a_value_that_is_no_object_is_rejected(value: str) -> None:
    results = parse_ninjs(f"[{json.dumps(LEAST_NINJS)},{value}]")
    assert [type(each) for each in results] == [Record, Reject]


def test_an_object_over_the_limit_is_rejected_and_later_lines_are_read() -> None:
    large = json.dumps({**LEAST_NINJS, "body_text": "x" * 9_000_000})
    reason = Problem("wire.too_large_or_no_json", {"size": 4})
    assert parse_ninjs(f"[{large}]") == [Reject("item 1", reason, None)]
    results = parse_ninjs(f"{json.dumps(LEAST_NINJS)}\n{large}\n{json.dumps(LEAST_NINJS)}\n{large}")
    assert results[1] == Reject("line 2", reason, None)
    assert [type(each) for each in results] == [Record, Reject, Record, Reject]


def test_a_broken_value_leaves_the_others_alone() -> None:
    one = json.dumps(LEAST_NINJS)
    results = parse_ninjs(f'[{one}, {{"uri": }},{" " * 5_000_000} x, {one}]')
    assert [each.record for each in results if isinstance(each, Reject)] == ['{"uri": }', "x"]
    assert [type(each) for each in results] == [Record, Reject, Reject, Record]


@pytest.mark.parametrize("content", ["Ferry opens\n3 boats sail", "<a>\n  <b/>\n</a>", "x , y , z"])
@pytest.mark.parametrize("before", [0, 1])
def test_what_is_no_object_ends_a_document(content: str, before: int) -> None:
    """A file that is no JSON would have a reject for each of its words."""
    results = parse_ninjs(f"{json.dumps(LEAST_NINJS, indent=1)}\n" * before + content)
    rejects = [each.reason for each in results if isinstance(each, Reject)]
    assert [type(each) for each in results[:before]] == [Record] * before
    assert [list_codes(each)[0] for each in rejects] == ["json.malformed", "json.undivided"]


def test_an_object_over_the_limit_leaves_those_after_it_alone() -> None:
    least, large = (
        json.dumps({**LEAST_NINJS, "body_text": text}, indent=1) for text in ("a", "x" * 5_000_000)
    )
    results = parse_ninjs(f"{least}\n{large}\n{least}")
    assert [type(each) for each in results] == [Record, Reject, Record]


def test_a_value_that_is_no_object_may_be_the_last() -> None:
    assert [type(each) for each in parse_ninjs(f"{json.dumps(LEAST_NINJS)} x")] == [Record, Reject]


@pytest.mark.parametrize(
    "content",
    [
        {"data": {"meta": {"a": [1]}, "item": LEAST_NINJS}},
        {"data": {"next": "a", "items": [{"meta": {}, "item": LEAST_NINJS}]}},
        {"data": {"items": [LEAST_NINJS]}},
        {"item": LEAST_NINJS},
        [{"item": LEAST_NINJS}],
    ],
)
def test_items_may_be_wrapped_as_in_the_api_of_ap(content: Any) -> None:
    (record,) = parse_ninjs(content)
    assert isinstance(record, Record)
    assert (record.headline, record.position) == ("Ferry Opens", "item 1")
    assert parse_ninjs(record.original) == [record]


def test_other_data_is_no_wrapper() -> None:
    (reject,) = parse_ninjs({"data": {"data": {"item": LEAST_NINJS}}})
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("wire.empty")
    deep = '{"data":' * 500 + '{"item": {}}' + "}" * 500
    assert [type(each) for each in parse_ninjs(deep)] == [Reject]


@pytest.mark.parametrize("name", ["_items", "items", "item"])
def test_a_list_in_an_object_may_be_larger_than_the_limit(name: str) -> None:
    filler = {**LEAST_NINJS, "body_text": "x" * 3_000_000}
    results = parse_ninjs({"_links": {"self": [{}]}, name: [LEAST_NINJS, filler, filler, SECOND]})
    assert [each.origin_id for each in results if isinstance(each, Record)][-1] == "urn:hna:8"
    assert len(results) == 4


def test_an_object_over_the_limit_without_a_list_is_rejected() -> None:
    (reject,) = parse_ninjs({**LEAST_NINJS, "body_text": "x" * 5_000_000})
    assert isinstance(reject, Reject)
    assert (reject.position, reject.reason.code) == ("item 1", "wire.too_large_or_no_json")


def test_a_story_may_have_a_list_of_items() -> None:
    (record,) = parse_ninjs({**LEAST_NINJS, "items": [{}]})
    assert isinstance(record, Record)


# Recognising the format


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (LEAST_NINJS, True),
        ([LEAST_NINJS], True),
        ({"_items": [LEAST_NINJS]}, True),
        ({"uri": "a:b", "pubStatus": "usable"}, True),
        ({"guid": "a:b", "versioncreated": "2020"}, True),
        ({"headline": "A", "body": "B"}, False),
        ({"headline": "A", "text": "B", "id": "C"}, False),
        ({"uri": "a:b"}, False),
        ({"uri": "a:b", "title": "A"}, True),
        ({"uri": "a:b", "title": "A", "body": "B"}, False),
        ({"guid": "a:b", "title": "A"}, False),
        ({"a": {"uri": "a:b", "headline": "A"}}, False),
        ({"a": '"uri": "headline": {'}, False),
        ({"data": {"item": LEAST_NINJS}}, True),
        ({"api": 1, "data": {"meta": {}, "items": [{"meta": {}, "item": LEAST_NINJS}]}}, True),
        ([{"meta": {}, "item": LEAST_NINJS}], True),
        ({"data": {"items": [LEAST_NINJS]}}, True),
        ({"data": {"item": {"id": 1}}}, False),
        ({"data": [1]}, False),
        ([1, 2], False),
        ([], False),
        ("uri headline", False),
    ],
)
def test_the_format_is_recognised_by_an_id_and_another_name(content: Any, *, is_ours: bool) -> None:
    assert ninjs.sniff(json.dumps(content)) is is_ours


@pytest.mark.parametrize("cut", ['{"uri": "a:b", "headline": "It', '{"uri":"a","headline":"\\'])
def test_the_format_is_recognised_in_a_head_that_is_cut_off(cut: str) -> None:
    assert ninjs.sniff("\ufeff " + cut) is True


# Any file


@pytest.mark.parametrize(
    "shape",
    ['\\"', '"', "{", "[", '"a":', '{"items":', '{"data":', '"item": {', "\\", "<h2>", "x\n\n"],
)
def test_the_time_of_long_inputs_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: ninjs.sniff('{"uri":"' + shape * size), 1_000) < 24
    assert measure_growth(lambda size: ninjs.sniff('{"data":{' + shape * size), 1_000) < 24
    assert measure_growth(lambda size: parse_ninjs(shape * size), 1_000) < 24
    assert (
        measure_growth(lambda size: parse_ninjs({**LEAST_NINJS, "body_html": shape * size}), 1_000)
        < 24
    )


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
NAMES = st.sampled_from(
    [
        *("uri", "guid", "type", "headline", "headlines", "title", "byline", "by", "people"),
        *("body_text", "body_html", "bodies", "description_text", "descriptions", "pubstatus"),
        *("embargoed", "versioncreated", "language", "subject", "genre", "infosource", "source"),
    ]
)
LIKELY = st.sampled_from(
    [
        *("A", "2020-12-03", "canceled", "withheld", "picture", "text", "a:b", "By Ann Writer"),
        [{"value": "A", "role": "main"}],
        [{"value": "<p>A</p>", "contentType": "text/html"}],
        [{"name": "A", "rel": "author"}],
    ]
)
ITEMS = st.dictionaries(NAMES, LIKELY | VALUES, max_size=9)


LISTS = st.lists(ITEMS, max_size=2).map(lambda items: json.dumps(items).encode())


@given(st.binary(max_size=99) | LISTS)
def test_any_bytes_are_records_and_rejects_with_a_reason(content: bytes) -> None:
    results = parse_ninjs(content)
    reasons = [each.reason for each in results if isinstance(each, Reject)]
    assert [reason for reason in reasons if not is_worded(reason)] == []
    bad = [each for each in results if isinstance(each, Record) and not each.headline]
    assert (bad, bool(results)) == ([], True)


@given(ITEMS)
def test_the_same_record_is_read_from_its_original(fields: dict[str, Any]) -> None:
    (first,) = parse_ninjs({**LEAST_NINJS, **fields})
    if isinstance(first, Record):
        assert parse_ninjs(first.original) == [first]
