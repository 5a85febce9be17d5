"""Values in the types of our own exports, as JSON lines hold them."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from articles.parsing.records import Record, Reject, Remark
from articles.parsing.tabular import jsonl
from articles.text import body_html
from articles.vocabulary import Credit, IdentityKey, Precision, SourceDate
from tests.problems import say

HALF_PAST_SIX = datetime(2020, 12, 3, 6, 30, tzinfo=UTC)
LEAST = {"headline": "Ferry Opens", "body": "<p>It rained.</p>"}


def parse_record(**fields: Any) -> Record:
    (parsed,) = jsonl.parse(io.BytesIO(json.dumps({**LEAST, **fields}).encode()))
    assert isinstance(parsed, Record)
    return parsed


def get_reject_reason(**fields: Any) -> str:
    (parsed,) = jsonl.parse(io.BytesIO(json.dumps({**LEAST, **fields}).encode()))
    assert isinstance(parsed, Reject)
    assert parsed.record == {**LEAST, **fields}
    return say(parsed.reason)


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
        ("slug", "ferry_opens", "slug", "ferry_opens"),
        ("slug", "լաստանավը-եկավ", "slug", "լաստանավը-եկավ"),
        ("publish_at", "2020-12-03T09:30:00+03:00", "publish_at", HALF_PAST_SIX),
        ("expire_at", "2020-12-03T06:30:00Z", "expire_at", HALF_PAST_SIX),
        ("embargoed_until", "2020-12-03 06:30+00:00", "embargoed_until", HALF_PAST_SIX),
        (
            "source_date",
            "Thu, 3 Dec 2020 09:30:00 +0300",
            "source_date",
            SourceDate(date(2020, 12, 3), None, Precision.DAY, ""),
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
    record = parse_record(body=None, text="a < b\r\n\r\n<p>c\n\n\n & d")
    assert record.body == "<p>a &lt; b</p>\n<p>&lt;p&gt;c</p>\n<p>&amp; d</p>"


def test_the_html_of_the_body_is_not_changed() -> None:
    assert parse_record(body=" <p onclick=x>a ").body == "<p onclick=x>a"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": ""}, "No text: both body and text are empty."),
        ({"headline": None, "body": None}, "No headline. No text: both body and text are empty."),
        (
            {"headline": [], "body": None, "source_address": "https://x.example/"},
            "No headline.",
        ),
        (
            {"body": True},
            (
                "body is true, but must be a text: HTML, or paragraphs with blank lines between "
                "them."
            ),
        ),
    ],
)
def test_what_has_no_text_or_nothing_to_call_it_is_rejected(
    fields: dict[str, Any], reason: str
) -> None:
    assert get_reject_reason(**fields) == reason


@pytest.mark.parametrize("headline", [None, " ", True, 7, ["a"], {"a": "b"}])
def test_a_text_needs_no_headline(headline: Any) -> None:
    parsed = parse_record(headline=headline)
    assert (parsed.headline, parsed.body) == ("", "<p>It rained.</p>")
    is_wrong = not isinstance(headline, str | None)
    assert [each.params["names"] for each in parsed.remarks] == (["headline"] if is_wrong else [])


@pytest.mark.parametrize("value", [True, 7, 7.5, ["a"], {"a": "b"}])
@pytest.mark.parametrize("other", ["body", "text"])
def test_of_two_texts_one_is_left_out_and_marked(other: str, value: Any) -> None:
    name = "text" if other == "body" else "body"
    parsed = parse_record(**{other: "It rained.", name: value})
    assert body_html.to_text(parsed.body) == "It rained."
    assert parsed.remarks == (Remark("details_left_out", 1, {"names": name}),)


def test_the_html_is_preferred_to_the_text() -> None:
    parsed = parse_record(text="It was dry.")
    assert parsed.body == "<p>It rained.</p>"
    assert parsed.remarks == (Remark("details_left_out", 1, {"names": "text"}),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 7),
        ("kind", "poem"),
        ("kind", []),
        ("language", "Turkish"),
        ("language", "tr_TR"),
        ("source", {}),
        ("source_date", 2019),
        ("source_date", {"day": "x"}),
        ("source_date", {"precision": "week"}),
        ("source_date", {"precision": "day"}),
        ("source_date", {"first": "2019-04-01"}),
        ("source_date", {"text": None}),
        ("source_date", {"first": "2019-04-01", "last": "2019-04-01", "precision": "range"}),
        ("source_date", {"first": "2019-04-01", "last": "2019-04-02", "precision": "day"}),
        ("source_address", "x.example"),
        ("source_address", "javascript:alert(1)"),
        ("is_own_work", 1),
        ("is_own_work", "true"),
        ("authors", "Ada Quill"),
        ("authors", [7]),
        ("authors", [""]),
        ("authors", [{"affiliation": "x"}]),
        ("authors", [{"name": "A", "age": 7}]),
        ("authors", [[["name", "A"]]]),
        ("authors", [None]),
        ("identity", "0f"),
        ("slug", "a b"),
        ("tags", "a"),
        ("tags", [7]),
        ("tags", [[[[[[[]]]]]]]),
        ("keys", "id"),
        ("keys", [{"kind": "id"}]),
        ("keys", [{"kind": "id", "source": "", "value": ""}]),
        ("keys", [{"kind": "id", "source": "x" * 401, "value": "7"}]),
    ],
)
def test_a_detail_that_cannot_be_read_is_left_out_and_marked(name: str, value: Any) -> None:
    parsed = parse_record(**{name: value})
    assert replace(parsed, original=b"", remarks=()) == replace(parse_record(), original=b"")
    assert parsed.remarks == (Remark("details_left_out", 1, {"names": name}),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("publish_at", "2020-12-03T09:30"),
        ("publish_at", "2020-12-03"),
        ("expire_at", "tomorrow"),
        ("embargoed_until", 7),
        ("our_date", "31.02.2020"),
        ("our_date", "May 2020"),
        ("our_date", 20201203),
    ],
)
def test_a_time_that_cannot_be_read_is_left_out_and_the_article_withheld(
    name: str, value: Any
) -> None:
    parsed = parse_record(**{name: value})
    expected = replace(parse_record(), original=b"", is_withheld=True)
    assert replace(parsed, original=b"", remarks=()) == expected
    assert parsed.remarks == (Remark("times_left_out", 1, {"names": name}),)


@pytest.mark.parametrize("name", ["publish_at", "expire_at", "embargoed_until"])
@pytest.mark.parametrize(
    "value",
    [
        *("0001-01-01T00:00+03:00", "0001-01-01", "0000-00-00 00:00:00", "1970-01-01 00:00"),
        *("1970-01-01T00:00:00.000Z",),
    ],
)
def test_the_zero_of_a_program_is_no_instant(name: str, value: str) -> None:
    parsed = parse_record(**{name: value})
    assert (getattr(parsed, name), parsed.is_withheld, parsed.remarks) == (None, False, ())


def test_an_instant_after_the_last_one_is_the_last_one() -> None:
    parsed = parse_record(publish_at="9999-12-31T23:59:59-05:00")
    assert parsed.publish_at == datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value", "field", "rest"),
    [
        ("tags", ["a", 7, "b"], "tags", ("a", "b")),
        ("authors", ["Ada Quill", {"age": 7}], "credits", (Credit("Ada Quill"),)),
        (
            "keys",
            [{"kind": "id", "source": "", "value": "7"}, {"kind": "isbn"}],
            "identity_keys",
            (IdentityKey("id", "", "7"),),
        ),
    ],
)
def test_one_item_that_cannot_be_read_does_not_cost_the_others(
    name: str, value: Any, field: str, rest: Any
) -> None:
    parsed = parse_record(**{name: value})
    assert getattr(parsed, field) == rest
    assert parsed.remarks == (Remark("details_left_out", 1, {"names": name}),)


def test_our_own_work_may_name_a_source() -> None:
    parsed = parse_record(is_own_work=True, source="AFP")
    assert (parsed.is_own_work, parsed.source) == (True, "AFP")


def test_a_reason_holds_no_terminal_escapes() -> None:
    assert get_reject_reason(body=["\x9b31m"]).startswith('body is ["31m"], but')


def test_nesting_within_the_limit_is_rejected_as_a_wrong_value() -> None:
    assert get_reject_reason(body=[[[[[[[]]]]]]]).startswith("body is [[[[[[[]]]]]]], but")
