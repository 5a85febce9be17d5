"""JSON lines, one object a line."""

import base64
import codecs
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.lines import LINE_LIMIT
from articles.parsing.records import (
    EmbeddedInput,
    Record,
    Reject,
)
from articles.parsing.tabular import jsonl
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.timing import measure_growth

HALF_PAST_SIX = datetime(2020, 12, 3, 6, 30, tzinfo=UTC)
LEAST = {"headline": "Ferry Opens", "body": "<p>It rained.</p>"}


def parse(content: str | bytes, *, charset: str = "") -> list[Record | Reject | EmbeddedInput]:
    data = content.encode() if isinstance(content, str) else content
    return list(jsonl.parse(io.BytesIO(data), charset=charset))


def parse_record(**fields: Any) -> Record:
    (parsed,) = parse(json.dumps({**LEAST, **fields}))
    assert isinstance(parsed, Record)
    return parsed


def get_reject_reason(**fields: Any) -> str:
    (parsed,) = parse(json.dumps({**LEAST, **fields}))
    assert isinstance(parsed, Reject)
    assert parsed.record == {**LEAST, **fields}
    return parsed.reason


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


def test_every_name_fills_its_field() -> None:
    line = json.dumps(
        {
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
        },
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
    (parsed,) = jsonl.parse(
        io.BytesIO(line.encode()), name_map={"Rubrik": "headline", "body": "-", "lead": ""}
    )
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.body, parsed.standfirst) == ("Ferry", "<p>a", "")


def test_null_is_read_like_a_missing_value() -> None:
    names = (
        "id standfirst text kind language our_date source source_date source_detail "
        "source_address is_own_work byline authors tags"
    )
    assert (
        parse_record(**dict.fromkeys(names.split())).compute_text_digest()
        == parse_record().compute_text_digest()
    )


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("headline", "  Ferry\n Opens ", "headline", "Ferry Opens"),
        ("headline", "S\u0327ile\0", "headline", "Şile"),
        ("headline", "Half \ud83d a pair", "headline", "Half a pair"),
        ("standfirst", " One.\r\nTwo. ", "standfirst", "One.\nTwo."),
        ("id", 'x"7', "origin_id", 'x"7'),
        ("our_date", "03.12.2020", "our_date", date(2020, 12, 3)),
        ("our_date", "03/12/2020", "our_date", date(2020, 12, 3)),
        ("our_date", "3 Aralık 2020", "our_date", date(2020, 12, 3)),
        ("our_date", "2020-12-03T09:30:00Z", "our_date", date(2020, 12, 3)),
        ("identity", "0f" * 32, "identity", "0f" * 32),
        ("slug", "ferry-opens-2", "slug", "ferry-opens-2"),
        ("publish_at", "2020-12-03T09:30:00+03:00", "publish_at", HALF_PAST_SIX),
        ("expire_at", "2020-12-03T06:30:00Z", "expire_at", HALF_PAST_SIX),
        ("embargoed_until", "2020-12-03 06:30+00:00", "embargoed_until", HALF_PAST_SIX),
        (
            "source_date",
            "Thu, 3 Dec 2020 09:30:00 +0300",
            "source_date",
            SourceDate(date(2020, 12, 3), None, Precision.DAY, "Thu, 3 Dec 2020 09:30:00 +0300"),
        ),
        (
            "source_date",
            "2020-02-31T09:30:00Z",
            "source_date",
            SourceDate(text="2020-02-31T09:30:00Z"),
        ),
        ("language", "zh-Hant-TW", "language", "zh-Hant-TW"),
        ("source_address", " HTTPS://x.example/ ", "source_address", "HTTPS://x.example/"),
        ("is_own_work", True, "is_own_work", True),
        ("tags", [" a ", "", "…", "b"], "tags", ("a", "b")),
        ("tags", [], "tags", ()),
        ("source_date", "winter of 2019", "source_date", SourceDate(text="winter of 2019")),
        ("source_date", "", "source_date", SourceDate()),
        (
            "source_date",
            "Nisan 2019",
            "source_date",
            SourceDate(date(2019, 4, 1), None, Precision.MONTH, "Nisan 2019"),
        ),
        ("source_date", {}, "source_date", SourceDate()),
        ("source_date", {"text": " no\nday "}, "source_date", SourceDate(text="no day")),
        (
            "source_date",
            {"first": "2019-04-01", "last": None, "precision": "month", "text": "Nisan 2019"},
            "source_date",
            SourceDate(date(2019, 4, 1), None, Precision.MONTH, "Nisan 2019"),
        ),
        (
            "source_date",
            {"first": "01.04.2019", "last": "03.04.2019", "precision": "range"},
            "source_date",
            SourceDate(date(2019, 4, 1), date(2019, 4, 3), Precision.RANGE, ""),
        ),
        (
            "authors",
            ["Ada Quill", {"name": " Ben  Oar ", "affiliation": "Sea Institute"}],
            "credits",
            (Credit("Ada Quill"), Credit("Ben Oar", "Sea Institute")),
        ),
        (
            "authors",
            [{"name": "AFP", "is_organisation": True}],
            "credits",
            (Credit("AFP", is_organisation=True),),
        ),
    ],
)
def test_a_value_is_coerced_to_its_field(name: str, value: Any, field: str, read: Any) -> None:
    assert getattr(parse_record(**{name: value}), field) == read


def test_plain_text_becomes_paragraphs() -> None:
    line = json.dumps({"headline": "Ferry", "text": "a < b\r\n\r\n<p>c\n\n\n & d"})
    (parsed,) = parse(line)
    assert isinstance(parsed, Record)
    assert parsed.body == "<p>a &lt; b</p>\n<p>&lt;p&gt;c</p>\n<p>&amp; d</p>"


def test_the_html_of_the_body_is_not_changed() -> None:
    assert parse_record(body=" <p onclick=x>a ").body == "<p onclick=x>a"


DATE_TAKES = "a date as printed, or an object of first, last, precision and text that fit together"
INSTANT_TAKES = "an instant with its zone, such as 2019-11-08T09:30:00+03:00"
AUTHORS_TAKE = "a list of names, or of objects with a name"


@pytest.mark.parametrize(
    ("name", "value", "value_text", "takes"),
    [
        ("id", 7, "7", "a text"),
        ("headline", ["a"], '["a"]', "a text"),
        ("body", True, "true", "HTML"),
        ("kind", "poem", '"poem"', "one of news, analysis, commentary, report, announcement"),
        ("kind", [], "[]", "one of news, analysis, commentary, report, announcement"),
        ("language", "Turkish", '"Turkish"', "a language tag such as en or tr"),
        ("language", "tr_TR", '"tr_TR"', "a language tag such as en or tr"),
        ("our_date", "31.02.2020", '"31.02.2020"', "a day such as 2019-11-08 or 08.11.2019"),
        ("our_date", "May 2020", '"May 2020"', "a day such as 2019-11-08 or 08.11.2019"),
        ("our_date", 20201203, "20201203", "a day such as 2019-11-08 or 08.11.2019"),
        ("source", {}, "{}", "the name of an outlet"),
        ("source_date", 2019, "2019", DATE_TAKES),
        ("source_date", {"day": "x"}, '{"day": "x"}', DATE_TAKES),
        ("source_date", {"precision": "week"}, '{"precision": "week"}', DATE_TAKES),
        ("source_date", {"precision": "day"}, '{"precision": "day"}', DATE_TAKES),
        ("source_date", {"first": "2019-04-01"}, '{"first": "2019-04-01"}', DATE_TAKES),
        ("source_date", {"text": None}, '{"text": null}', DATE_TAKES),
        (
            "source_date",
            {"first": "2019-04-01", "last": "2019-04-01", "precision": "range"},
            '{"first": "2019-04-01", "last": "2019-04-01", "precision": "…',
            DATE_TAKES,
        ),
        (
            "source_date",
            {"first": "2019-04-01", "last": "2019-04-02", "precision": "day"},
            '{"first": "2019-04-01", "last": "2019-04-02", "precision": "…',
            DATE_TAKES,
        ),
        ("source_address", "x.example", '"x.example"', "an address such as https://example.org/"),
        (
            "source_address",
            "javascript:alert(1)",
            '"javascript:alert(1)"',
            "an address such as https://example.org/",
        ),
        ("is_own_work", 1, "1", "true or false"),
        ("is_own_work", "true", '"true"', "true or false"),
        ("authors", "Ada Quill", '"Ada Quill"', AUTHORS_TAKE),
        ("authors", [7], "[7]", AUTHORS_TAKE),
        ("authors", [""], '[""]', AUTHORS_TAKE),
        ("authors", [{"affiliation": "x"}], '[{"affiliation": "x"}]', AUTHORS_TAKE),
        ("authors", [{"name": "A", "age": 7}], '[{"name": "A", "age": 7}]', AUTHORS_TAKE),
        ("authors", [[["name", "A"]]], '[[["name", "A"]]]', AUTHORS_TAKE),
        ("authors", [None], "[null]", AUTHORS_TAKE),
        ("identity", "0f", '"0f"', "the 64 hexadecimal digits of our own export"),
        ("slug", "a b", '"a b"', "letters a to z, digits and hyphens"),
        ("publish_at", "2020-12-03T09:30", '"2020-12-03T09:30"', INSTANT_TAKES),
        ("publish_at", "2020-12-03", '"2020-12-03"', INSTANT_TAKES),
        ("expire_at", "tomorrow", '"tomorrow"', INSTANT_TAKES),
        ("embargoed_until", "0001-01-01T00:00+03:00", '"0001-01-01T00:00+03:00"', INSTANT_TAKES),
        ("tags", "a", '"a"', "a list of texts"),
        ("tags", [7], "[7]", "a list of texts"),
    ],
)
def test_a_wrong_value_is_rejected_with_what_it_takes(
    name: str, value: Any, value_text: str, takes: str
) -> None:
    assert get_reject_reason(**{name: value}) == f"{name} is {value_text}, but it takes {takes}."


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"headline": " "}, "It has no headline."),
        ({"headline": None}, "It has no headline."),
        ({"body": ""}, "It has neither body nor text."),
        ({"headline": None, "body": None}, "It has no headline. It has neither body nor text."),
        ({"text": "a"}, "It has both body and text; one of them is enough."),
        ({"is_own_work": True, "source": "AFP"}, "Own work has no source."),
        (
            {"language": "Turkish", "tags": 7},
            (
                'language is "Turkish", but it takes a language tag such as en or tr. '
                "tags is 7, but it takes a list of texts."
            ),
        ),
    ],
)
def test_missing_and_contradicting_fields_are_rejected(fields: dict[str, Any], reason: str) -> None:
    assert get_reject_reason(**fields) == reason


KNOWN = (
    "Known are id, headline, standfirst, body, text, kind, language, our_date, source, "
    "source_date, source_detail, source_address, is_own_work, byline, authors, tags, identity, "
    "slug, publish_at, expire_at, embargoed_until. To say which is which, and pass the others "
    "over, give --map their=ours."
)


def test_an_unknown_name_is_rejected_rather_than_ignored() -> None:
    assert get_reject_reason(titel="x") == f'The name "titel" is unknown. {KNOWN}'


def test_a_reason_names_the_first_five_unknown_names() -> None:
    reason = get_reject_reason(**{f"n{number}": 0 for number in range(1000)})
    names = " ".join(f'The name "n{number}" is unknown.' for number in range(5))
    assert reason == f"{names} {KNOWN}"


def test_a_reason_shortens_a_long_name() -> None:
    assert get_reject_reason(**{"n" * 100: 0}) == f'The name "{"n" * 59}… is unknown. {KNOWN}'


def test_a_reason_holds_no_terminal_escapes() -> None:
    assert get_reject_reason(tags="\x9b31m") == 'tags is "31m", but it takes a list of texts.'


# Lines.


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1]", "The line is not a JSON object: {…}."),
        ('"text"', "The line is not a JSON object: {…}."),
        ("null", "The line is not a JSON object: {…}."),
    ],
)
def test_a_line_that_is_not_an_object_is_rejected_as_its_value(line: str, reason: str) -> None:
    assert parse(line) == [Reject("line 1", reason, json.loads(line))]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Expecting property name enclosed in double quotes: column 2 (char 1)"),
        ('{"a": }', "Expecting value: column 7 (char 6)"),
        ("text", "Expecting value: column 1 (char 0)"),
        ("{} {}", "Extra data: column 4 (char 3)"),
        ('{"id": NaN}', "NaN is no number"),
    ],
)
def test_a_line_that_is_not_json_is_rejected_unchanged(line: str, reason: str) -> None:
    assert parse(line) == [Reject("line 1", f"It is not JSON: {reason}.", line)]


def test_a_number_of_too_many_digits_is_rejected() -> None:
    (parsed,) = parse('{"id": ' + "9" * 5000 + "}")
    assert isinstance(parsed, Reject)
    assert parsed.reason.startswith("It is not JSON: Exceeds the limit (4300 digits)")


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
    assert parsed.reason.endswith("save it again, as UTF-8, and import that.")


def test_a_line_is_read_in_the_given_charset() -> None:
    line = json.dumps({**LEAST, "headline": "Şile"}, ensure_ascii=False).encode("windows-1254")
    (parsed,) = parse(line, charset="windows-1254")
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.charset) == ("Şile", "windows-1254")


def test_a_line_in_an_unknown_charset_is_rejected_alone() -> None:
    lines = [json.dumps({**LEAST, "headline": head}, ensure_ascii=False) for head in ("Şile", "A")]
    parsed = parse("\n".join(lines).encode("windows-1254"))
    assert parsed[0] == Reject(
        "line 1",
        "Byte 15 is not UTF-8. Say which charset the file is in, such as --encoding windows-1254.",
        {"base64": base64.b64encode(lines[0].encode("windows-1254") + b"\n").decode()},
    )
    assert isinstance(parsed[1], Record)


def test_a_line_over_the_limit_is_rejected_and_the_next_one_read() -> None:
    long = b'{"headline": "' + b"x" * (2 * LINE_LIMIT + 10) + b'"}\n'
    parsed = parse(long + json.dumps(LEAST).encode())
    reason = "The line is longer than 16 MiB; divide the record."
    assert parsed[0] == Reject("line 1", reason, None)
    assert [each.position for each in parsed] == ["line 1", "line 2"]


def test_a_last_line_over_the_limit_is_rejected() -> None:
    parsed = parse(b"x" * (LINE_LIMIT + 1))
    reason = "The line is longer than 16 MiB; divide the record."
    assert parsed == [Reject("line 1", reason, None)]


# Nesting.


@pytest.mark.parametrize("depth", [9, 100, 500, 900])
def test_a_line_nested_deeper_than_any_record_is_rejected_as_text(depth: int) -> None:
    line = '{"tags": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"
    reason = "It nests more than 8 levels deep, which no record does."
    parsed = parse(line)
    assert isinstance(parsed[0], Reject)
    assert (parsed[0].reason, parsed[0].record) == (reason, line)


def test_a_line_nested_beyond_the_recursion_limit_is_rejected_as_text() -> None:
    line = '{"tags": ' + "[" * 100_000
    (parsed,) = parse(line)
    assert isinstance(parsed, Reject)
    assert (parsed.reason.endswith("."), parsed.record) == (True, line)


def test_nesting_within_the_limit_is_rejected_as_a_wrong_value() -> None:
    assert (
        get_reject_reason(tags=[[[[[[[]]]]]]])
        == "tags is [[[[[[[]]]]]]], but it takes a list of texts."
    )


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
    reason = "It has no headline. It has neither body nor text."
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
    reason = "The rejects line holds no record; take it from the file."
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
    assert [reason for reason in reasons if not reason.endswith(".")] == []
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
