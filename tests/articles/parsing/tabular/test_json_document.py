"""JSON documents: a list of objects, an object with one such list in it, or one object alone."""

import codecs
import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.tabular import field_names, json_document
from articles.vocabulary import Credit
from tests.problems import is_worded, list_codes
from tests.timing import measure_growth

LEAST = {"headline": "Ferry Opens", "body": "<p>It rained.</p>"}
ONE = json.dumps(LEAST)


def parse(
    content: str | bytes, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> list[Record | Reject]:
    data = content.encode() if isinstance(content, str) else content
    results = json_document.parse(io.BytesIO(data), charset=charset, name_map=name_map)
    return [each for each in results if not isinstance(each, SkippedItem)]


def get_codes(reject: Reject) -> str:
    return " ".join(list_codes(reject.reason))


def read_headlines(content: str | bytes, *, charset: str = "") -> list[str]:
    """Return the headlines of the records, and the codes of the rejects."""
    parsed = parse(content, charset=charset)
    return [each.headline if isinstance(each, Record) else get_codes(each) for each in parsed]


def test_each_object_of_a_list_is_a_record_with_its_own_bytes() -> None:
    other = '{"headline":\n"B", "text": "\\u015fi]}\\"le"}'
    assert parse(f" [\n{ONE},\n  {other}\n]\n") == [
        Record(
            headline="Ferry Opens",
            body="<p>It rained.</p>",
            original=ONE.encode(),
            media_type="application/json",
            charset="utf-8",
            parser="json/1",
            position="line 2, item 1",
        ),
        Record(
            headline="B",
            body='<p>şi]}"le</p>',
            original=other.encode(),
            media_type="application/json",
            charset="utf-8",
            parser="json/1",
            position="line 3, item 2",
        ),
    ]


def test_one_object_is_one_record() -> None:
    (parsed,) = parse(f"\n\n{ONE}\n")
    assert isinstance(parsed, Record)
    assert (parsed.position, parsed.original) == ("line 3", ONE.encode())


@pytest.mark.parametrize(
    "around",
    [
        '{{"articles": [{0}, {0}]}}',
        '{{"n": 1, "by": {{"a": [{{}}]}}, "x": [1, [{{}}]], "\\u0061": [{0}, {0}], "y": []}}',
        '{{"title": "All", "items" : [{0} , {0}] }}',
    ],
)
def test_an_object_with_one_list_of_objects_is_that_list(around: str) -> None:
    parsed = parse(around.format(ONE))
    assert [each.position for each in parsed] == ["line 1, item 1", "line 1, item 2"]
    assert [each.original for each in parsed if isinstance(each, Record)] == [ONE.encode()] * 2


def test_a_record_with_a_list_of_objects_in_it_is_one_record() -> None:
    (parsed,) = parse(json.dumps({**LEAST, "title": "x", "pictures": [{"headline": "y"}]}))
    assert isinstance(parsed, Record)
    assert parsed.headline == "Ferry Opens"


@pytest.mark.parametrize(
    ("around", "codes"),
    [
        ({"authors": [{"name": "A"}]}, ["record.no_headline", "record.no_text"]),
        ({"title": "x", "a": []}, ["record.no_text"]),
    ],
)
def test_an_object_without_such_a_list_is_rejected_itself(
    around: dict[str, Any], codes: list[str]
) -> None:
    (reject,) = parse(json.dumps(around))
    assert isinstance(reject, Reject)
    assert list_codes(reject.reason) == codes
    assert (reject.position, reject.record) == ("line 1", [around])


def test_common_names_of_other_programs_are_recognised() -> None:
    (parsed,) = parse(
        json.dumps(
            [
                {
                    "title": "Ferry",
                    "content": ["It rained.", "It stopped."],
                    "author": "Ada Quill",
                    "link": "https://harbour.example/7",
                    "thumbnail": None,
                }
            ]
        )
    )
    assert isinstance(parsed, Record)
    assert parsed.body == "<p>It rained.</p>\n<p>It stopped.</p>"
    assert parsed.credits == (Credit("Ada Quill"),)


def test_a_name_map_says_what_each_name_means() -> None:
    (parsed,) = parse(
        '[{"a": "Ferry", "b": "Rain", "c": 1}]', name_map={"A": "headline", "b": "text"}
    )
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.body) == ("Ferry", "<p>Rain</p>")


GHOST = {"title": "A", "html": "<p>b</p>", "published_at": "2020-12-03T09:30:00.000Z"}


@pytest.mark.parametrize(
    ("document", "headlines"),
    [
        ({"db": [{"meta": {}, "data": {"users": [{"name": "x"}], "posts": [GHOST]}}]}, ["A"]),
        ({"db": [{"data": {"posts": [GHOST]}}, {"data": {"posts": [GHOST]}}]}, ["A", "A"]),
        ({"meta": {"n": 1}, "data": {"posts": [GHOST, GHOST]}}, ["A", "A"]),
        ({"a": [LEAST], "b": [1], "c": [LEAST, 1]}, ["Ferry Opens"] * 2 + ["json.no_object"]),
        ({"data": [{"type": "node", "attributes": GHOST}]}, ["A"]),
        ({"_source": GHOST}, ["A"]),
    ],
)
def test_lists_of_records_are_found_inside(document: Any, headlines: list[str]) -> None:
    assert read_headlines(json.dumps(document)) == headlines


@pytest.mark.parametrize(
    ("head", "is_document"),
    [
        ('{"db": [{"meta": {}, "data": {"posts": [{"title": "A"', True),
        ('{"meta": {"n": 1}, "data": {"posts": [{"title": "A"', True),
        ('{"status": "ok", "response": {"docs": []}}', True),
        ('{"status": "ok", "response": {"docs": []}}\n{}', False),
        ('{"status": "ok", "title": "A", "text": "b"}', False),
    ],
)
def test_the_envelope_of_an_api_is_sniffed_as_a_document(
    head: str,
    is_document: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert json_document.sniff(head) is is_document


def test_one_date_proves_the_order_of_the_others() -> None:
    days = ("03/04/2019", "12/31/2019")
    records = parse(json.dumps([{"title": day, "text": "b", "date": day} for day in days]))
    assert [each.source_date.first for each in records if isinstance(each, Record)] == [
        date(2019, 3, 4),
        date(2019, 12, 31),
    ]


def test_names_that_are_not_read_are_told_once() -> None:
    content = json.dumps([{"title": "A", "text": "b", "colour": "red"}] * 2)
    results = json_document.parse(io.BytesIO(content.encode()))
    assert [each for each in results if isinstance(each, SkippedItem)] == [
        SkippedItem("column colour")
    ]


# Rejects.


def test_an_object_of_a_list_is_rejected_as_a_list_of_it() -> None:
    assert parse(f'[{{"title": "x"}}, {ONE}]')[0] == Reject(
        "line 1, item 1", Problem("record.no_text"), [{"title": "x"}]
    )


@pytest.mark.parametrize("value", ["1", "-0.5", '"a"', "null", "true", "[]", '[{"a": 1}]'])
def test_a_value_that_is_not_an_object_is_rejected(value: str) -> None:
    reason = Problem("json.no_object")
    assert parse(f"[{value}]") == [Reject("line 1, item 1", reason, [json.loads(value)])]


@pytest.mark.parametrize("value", ["1", '"a"', "null"])
def test_a_document_of_one_plain_value_is_rejected(value: str) -> None:
    assert read_headlines(f" {value} ") == ["json.no_object"]


@pytest.mark.parametrize("content", ["[]", " [ ] "])
def test_an_empty_list_is_rejected(content: str) -> None:
    assert read_headlines(content) == ["json.no_item"]


@pytest.mark.parametrize("content", ["", "\n", "\ufeff"])
def test_an_empty_document_is_rejected(content: str) -> None:
    assert read_headlines(content) == ["file.empty"]


UNDIVIDED = "json.undivided"
MORE = "json.more_after_end"


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (f"[{ONE} {ONE}]", ["Ferry Opens", UNDIVIDED]),
        (f"[{ONE}", ["Ferry Opens", UNDIVIDED]),
        (f"[{ONE}]]", ["Ferry Opens", MORE]),
        (f"{ONE}\n{ONE}", ["Ferry Opens", MORE]),
        (
            f"[{ONE},]",
            ["Ferry Opens", "json.malformed", UNDIVIDED],
        ),
        (
            '[\n\n{"a": \ntru}]',
            ["json.malformed"],
        ),
        (
            '["\\',
            ["json.malformed", UNDIVIDED],
        ),
    ],
)
def test_invalid_json_is_rejected_and_the_objects_before_it_are_read(
    content: str, reasons: list[str]
) -> None:
    assert read_headlines(content) == reasons


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[tru]", "Expecting value: column 1 (char 0)"),
        ('[\n\n{"a": \ntru}]', "Expecting value: line 4 column 1 (char 7)"),
    ],
)
def test_what_is_no_json_is_named_with_its_place(content: str, message: str) -> None:
    (reject,) = parse(content)
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("json.malformed", {"message": message})


def test_an_invalid_object_is_rejected_alone_as_a_list_of_it() -> None:
    parsed = parse(f'[{ONE}, {{"headline": tru}}, {ONE}]')
    assert [type(each) for each in parsed] == [Record, Reject, Record]
    assert isinstance(parsed[1], Reject)
    assert parsed[1].record == '[{"headline": tru}]'


def test_a_reject_with_half_a_surrogate_pair_holds_its_text_instead() -> None:
    (parsed,) = parse('[{"title": "\\ud83d"}]')
    assert isinstance(parsed, Reject)
    assert parsed.record == '{"title": "\\ud83d"}'


# Limits.

DEEP = "json.too_deep"
NOTHING = "record.no_headline record.no_text"
LONG = "json.too_long"


def test_an_object_nested_deeper_than_any_record_is_rejected_as_text() -> None:
    deep = '{"tags": ' + "[" * 32 + "]" * 32 + "}"
    assert parse(f"[{deep}, {ONE}]")[0] == Reject(
        "line 1, item 1", Problem(DEEP, {"levels": 32}), f"[{deep}]"
    )
    assert read_headlines(f"[{deep}, {ONE}]") == [DEEP, "Ferry Opens"]
    assert read_headlines(deep) == [DEEP]
    assert read_headlines("[" * 100_000) == [DEEP, UNDIVIDED]
    assert read_headlines('{"a":' * 100_000) == [UNDIVIDED]


@pytest.mark.parametrize("depth", [16, 17, 64, 65, 200, 5_000])
def test_a_deeply_nested_object_is_skipped_up_to_its_end(depth: int) -> None:
    deep = '{"]": "\\"[", "a":[' * depth + "1, [{}]" + "]}" * depth
    assert read_headlines(f"[{deep},{deep}, {ONE}]") == [DEEP, DEEP, "Ferry Opens"]


@pytest.mark.parametrize("more", ["\\", '"', "]", "{", "ş", "\n", 'a"}],['])
def test_the_ends_of_chunks_do_not_change_what_is_read(more: str) -> None:
    objects = [
        {"headline": f"{number}", "text": "x" + more * 700, "tags": [more * number]}
        for number in range(1, 300)
    ]
    parsed = parse(json.dumps(objects, ensure_ascii=False))
    assert [json.loads(each.original) for each in parsed if isinstance(each, Record)] == objects


def test_an_object_over_the_limit_is_rejected_and_the_next_one_read() -> None:
    long = '{"headline": "' + "x\\\\" * 6 * 2**20 + '"}'
    parsed = parse(f"[{long},\n{ONE}]")
    assert parsed[0] == Reject("line 1, item 1", Problem(LONG, {"size": 16}), None)
    assert [each.position for each in parsed] == ["line 1, item 1", "line 2, item 2"]
    assert parse(long) == [Reject("line 1", Problem(LONG, {"size": 16}), None)]


def test_a_list_in_an_object_over_the_limit_is_read() -> None:
    filler = json.dumps({"headline": "x" * 2**20, "text": "y"})
    content = '{"n": 1, "tags": ["a"], "all":\n[' + f"{filler}, " * 17 + f"{ONE}]}}"
    parsed = parse(content)
    assert [type(each) for each in parsed] == [Record] * 18
    assert parsed[-1].position == "line 2, item 18"


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ("1: 2}", "json.unnamed"),
        ('"a" 2}', "json.unnamed"),
        ('"a": 2 "b": 3}', UNDIVIDED),
        ('"\\x": [{}]}', NOTHING),
        ('"a": [1]}', LONG),
    ],
)
def test_an_object_over_the_limit_that_is_not_json_is_rejected(members: str, reason: str) -> None:
    assert read_headlines('{"x": "' + "x" * 17 * 2**20 + '", ' + members) == [reason]


# Charsets.


@pytest.mark.parametrize(
    ("bom", "charset"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF8, "utf-8"),
    ],
)
def test_a_document_is_read_in_the_charset_of_its_bom(bom: bytes, charset: str) -> None:
    one = json.dumps({**LEAST, "headline": "Şile"}, ensure_ascii=False)
    (parsed,) = parse(bom + f"[{one}]".encode(charset))
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.charset) == ("Şile", charset)
    own = "" if charset == "utf-8" else bom.decode(charset)
    assert parsed.original == (own + one).encode(charset)


def test_a_document_is_read_in_the_given_charset_unless_it_is_utf_8() -> None:
    one = json.dumps([{**LEAST, "headline": "Şile"}], ensure_ascii=False)
    for charset in ("windows-1254", "utf-8"):
        (parsed,) = parse(one.encode(charset), charset="windows-1254")
        assert isinstance(parsed, Record)
        assert (parsed.headline, parsed.charset) == ("Şile", charset)


def test_objects_before_bytes_of_another_charset_are_read() -> None:
    content = f'[{ONE},\n{{"headline": "Şile"}}]'.encode("windows-1254")
    parsed = parse(content)
    reason = Problem.join(
        [Problem("json.wrong_charset", {"charset": "UTF-8"}), Problem("charset.choose")]
    )
    assert parsed[1:] == [Reject("line 2", reason, None)]
    assert [each.reason for each in parse(b"\xff[]") if isinstance(each, Reject)] != []


# Sniffing.


@pytest.mark.parametrize(
    ("head", "is_json"),
    [
        ("[{}]", True),
        ("\n[\n", True),
        ("[1, 2]", True),
        ("[Update] The ferry\n", False),
        ("{\n", True),
        ('{\n"a": 1}', True),
        ('{"a": 1,\n', True),
        ("{}", False),
        ('{"a": 1}\n{"a": 2}', False),
        ('{"a": "a first line longer than the hea', False),
        ('{"articles": [{"title": "a first line longer than the hea', True),
        ('{"status": "ok", "n": 7, "a": null , "articles": [ {"title": "x"}]}', True),
        ('{"headline": "A", "pictures": [{"x": 1}]}', False),
        ('{"authors": [{"name": "A"}]}', False),
        ("{" * 100_000, False),
        ("{a}", False),
        ('[{"uri": "x", "versioncreated": "y"', False),
        ('{\n"version": "https://jsonfeed.org/version/1"', False),
        ("## Headline\n", False),
        ("", False),
    ],
)
def test_a_list_or_an_object_of_several_lines_is_sniffed_as_a_document(
    head: str,
    is_json: bool,  # noqa: FBT001 - a column
) -> None:
    assert json_document.sniff(head) == is_json


# Any bytes at all.

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "headline body title content date author tags url id is_own_work items".split()
            )
            | st.text(max_size=3),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)
LEASTS = JSON.map(lambda more: {**LEAST, **more} if isinstance(more, dict) else [more, LEAST])
TOKENS = st.lists(
    st.sampled_from([*'[]{},:" \n\\', ONE, '{"a": [', '"a"', "1", "ş", "\\u", "\ufeff"]),
    max_size=20,
)
DOCUMENTS = (JSON | LEASTS | st.lists(LEASTS, max_size=3)).map(json.dumps) | TOKENS.map("".join)


@given(
    st.binary(max_size=100)
    | st.builds(
        lambda text, charset: text.encode(charset, "replace"),
        DOCUMENTS,
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be"]),
    ),
    st.sampled_from(["", "windows-1254"]),
)
def test_any_bytes_yield_rejects_with_a_reason_and_records_whose_originals_parse_again(
    content: bytes, charset: str
) -> None:
    parsed = parse(content, charset=charset)
    assert parsed != []
    for each in parsed:
        if isinstance(each, Reject):
            assert is_worded(each.reason)
            assert json.dumps(each.record, ensure_ascii=False).encode() != b""
        else:
            assert each.original != b""
            assert each.body or (each.headline and each.source_address)  # a stub
            (again,) = parse(each.original, charset=charset)
            assert isinstance(again, Record)
            assert again.compute_text_digest() == each.compute_text_digest()


@given(JSON)
def test_what_python_reads_as_json_is_never_rejected_as_invalid(value: Any) -> None:
    text = json.dumps(value)
    assert [each for each in read_headlines(text) if "not JSON" in each] == []


SHAPES = {
    "deep lists": ("", "[", ""),
    "deep objects": ("", '{"a":', ""),
    "flat lists": ("[", "1,", "1]"),
    "lists in a list": ("[[", "[],", "[]]]"),
    "objects": ("[", "{},", "{}]"),
    "strings": ('["', "\\\\", '"]'),
    "quotes": ("[", '"', "]"),
    "spaces": ("", " \n", "[]"),
    "members": ("{", '"a":[],', '"b":1}'),
    "closings": ("[", "]", ""),
    "text": ("", "a", ""),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_time_of_long_documents_grows_linearly(shape: tuple[str, str, str]) -> None:
    before, again, after = shape
    assert measure_growth(lambda size: parse(before + again * size + after), 1_000) < 24


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_time_of_sniffing_grows_linearly(shape: tuple[str, str, str]) -> None:
    before, again, _ = shape
    assert measure_growth(lambda size: json_document.sniff(before + again * size), 1_000) < 24
