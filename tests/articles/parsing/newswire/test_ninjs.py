"""ninjs, in its three versions: one object, a list, or one on each line."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parsing.newswire import ninjs
from articles.parsing.records import (
    Record,
    Reject,
    Remark,
    SkippedItem,
)
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.timing import growth

LEAST = {"uri": "urn:hna:7", "headline": "Ferry Opens", "body_text": "It rained."}
NO_TEXT = "It has no text: ask the agency for the story itself, or leave it out."


def told(content: Any, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    if not isinstance(content, bytes):
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
    return list(ninjs.parse(io.BytesIO(content), charset=charset))


def record(**fields: Any) -> Record:
    (found,) = told({**LEAST, **fields})
    assert isinstance(found, Record)
    return found


def rejected(**fields: Any) -> str:
    item = {**LEAST, **fields}
    (found,) = told(item)
    assert isinstance(found, Reject)
    assert found.record == json.dumps(item)
    return found.reason


def test_an_id_a_headline_and_a_text_are_enough() -> None:
    assert told(LEAST) == [
        Record(
            headline="Ferry Opens",
            body="<p>It rained.</p>",
            origin_id="urn:hna:7",
            original=json.dumps(LEAST).encode(),
            media_type="application/json",
            charset="utf-8",
            parser="ninjs/1",
            position="item 1",
        )
    ]


def test_every_name_of_version_1_fills_its_field() -> None:
    item = {
        "uri": "https://harbour.example/7",
        "type": "text",
        "versioncreated": "2020-12-03T23:30:00+03:00",
        "firstcreated": "2020-12-01T00:00:00Z",
        "embargoed": "2020-12-04T12:00:00Z",
        "pubstatus": "usable",
        "language": "en",
        "headline": "Ferry Opens",
        "description_text": "It opens.",
        "byline": "By Ann Writer",
        "body_xhtml": "<h1>Ferry opens</h1><p>It rained.</p>",
        "body_text": "It rained.",
        "source": "Harbour News Agency",
        "copyrightholder": "Somebody Else",
        "subject": [{"name": "Ferries", "code": "1"}, {"code": "2"}],
        "genre": [{"name": "Analysis"}],
    }
    (found,) = told(item)
    assert found == Record(
        headline="Ferry Opens",
        standfirst="It opens.",
        body="<p>It rained.</p>",
        kind="analysis",
        language="en",
        source="Harbour News Agency",
        source_date=SourceDate(date(2020, 12, 3), None, Precision.DAY, "2020-12-03T23:30:00+03:00"),
        source_address="https://harbour.example/7",
        origin_id="https://harbour.example/7",
        embargoed_until=datetime(2020, 12, 4, 12, tzinfo=UTC),
        byline="By Ann Writer",
        credits=(Credit("Ann Writer"),),
        tags=("Ferries",),
        original=json.dumps(item).encode(),
        media_type="application/json",
        charset="utf-8",
        parser="ninjs/1",
        position="item 1",
    )


def test_every_name_of_version_3_fills_its_field() -> None:
    item = {
        "standard": {"name": "ninjs", "version": "3.0"},
        "uri": "urn:hna:7",
        "versionCreated": "2020-12-03T23:30:00Z",
        "embargoedUntil": "2020-12-04T12:00:00Z",
        "pubStatus": "withheld",
        "headlines": [{"role": "subheadline", "value": "Small"}, {"value": "Ferry Opens"}],
        "descriptions": [
            {"role": "caption", "value": "A picture."},
            {"role": "text", "value": "Long."},
            {"role": "summary", "contentType": "text/html", "value": "<p>It opens.</p>"},
        ],
        "bodies": [
            {"role": "xml", "contentType": "application/xml", "value": "<X/>"},
            {"role": "text", "contentType": "text/plain", "value": "Plain."},
            {"role": "html", "contentType": "text/html", "value": "<p>It rained.</p>"},
        ],
        "by": "A byline",
        "people": [{"name": "Ann Writer", "rel": "author"}, {"name": "Bob", "rel": "about"}],
        "organisations": [{"name": "Harbour Desk", "rel": "author"}, {"name": "Ferries Ltd"}],
        "infoSources": [
            {"name": "Susan", "role": "x:Interviewee"},
            {"name": "Harbour News", "role": "source"},
        ],
        "subjects": [{"name": "Ferries"}],
        "keywords": ["harbour"],
        "genres": [{"uri": "http://cv.example/genre/Opinion"}],
    }
    (found,) = told(item)
    assert isinstance(found, Record)
    assert (found.headline, found.standfirst, found.body) == (
        "Ferry Opens",
        "It opens.",
        "<p>It rained.</p>",
    )
    assert (found.byline, found.credits) == (
        "A byline",
        (Credit("Ann Writer"), Credit("Harbour Desk", is_organisation=True)),
    )
    assert (found.source, found.kind, found.tags) == (
        "Harbour News",
        "commentary",
        ("Ferries", "harbour"),
    )
    assert (found.embargoed_until, found.is_withheld) == (
        datetime(2020, 12, 4, 12, tzinfo=UTC),
        False,
    )


def test_null_is_as_good_as_nothing() -> None:
    names = "type versioncreated language byline subject bodies embargoed pubstatus body_html"
    assert (
        record(**dict.fromkeys(names.split())).compute_text_digest()
        == record().compute_text_digest()
    )


@pytest.mark.parametrize(
    ("fields", "headline"),
    [
        ({"headlines": [{"role": "x:main", "value": "Main"}, {"value": "Other"}]}, "Main"),
        ({"headlines": [{"role": "web", "value": "Web"}]}, "Web"),
        ({"headlines": [{"contentType": "text/html", "value": "<b>A</b> &amp; B"}]}, "A & B"),
        ({"headlines": [{"role": "sub", "value": "Small"}], "title": "Title"}, "Title"),
        ({"title": "Title"}, "Title"),
    ],
)
def test_the_headline_is_the_main_one(fields: dict[str, Any], headline: str) -> None:
    assert record(headline=None, **fields).headline == headline


def test_a_smaller_headline_is_a_standfirst() -> None:
    assert record(headlines=[{"role": "sub", "value": "Small"}]).standfirst == "Small"


@pytest.mark.parametrize(
    ("fields", "standfirst"),
    [
        ({"description_summary": "S", "description_text": "T"}, "S"),
        ({"description_html": "<p>A &amp; B</p>"}, "A & B"),
        ({"description_caption": "C"}, ""),
        ({"description_text": "It rained"}, ""),
        ({"description_text": "FERRY OPENS"}, ""),
    ],
)
def test_the_standfirst_is_the_shortest_description(
    fields: dict[str, Any], standfirst: str
) -> None:
    assert record(**fields).standfirst == standfirst


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"body_html": "<p>A</p>"}, "<p>A</p>"),
        ({"body_html": "<h1>A</h1><p>B</p>"}, "<h2>A</h2><p>B</p>"),
        (
            {"bodies": [{"contentType": "text/plain", "value": "A\n\nB <"}]},
            "<p>A</p>\n<p>B &lt;</p>",
        ),
        ({"bodies": [{"value": "<p>A</p>"}]}, "<p>A</p>"),
        (
            {
                "bodies": [
                    {
                        "contentType": "text/html",
                        "value": "<html><head><title>T</title></head><body><p>A</p></body></html>",
                    }
                ]
            },
            "<p>A</p></body></html>",
        ),
        ({"description_text": "It opens."}, "<p>It opens.</p>"),
    ],
)
def test_the_text_is_taken_from_where_it_is(fields: dict[str, Any], body: str) -> None:
    assert record(body_text=None, **fields).body == body


@pytest.mark.parametrize(
    ("fields", "credited"),
    [
        ({"byline": "By Ann Writer"}, (Credit("Ann Writer"),)),
        ({"authors": [{"name": "Ann Writer"}]}, (Credit("Ann Writer"),)),
        ({"byline": "x" * 201}, ()),
    ],
)
def test_who_wrote_it_is_credited(fields: dict[str, Any], credited: tuple[Credit, ...]) -> None:
    assert record(**fields).credits == credited


@pytest.mark.parametrize(
    ("fields", "source", "origin_id"),
    [
        ({"uri": "7", "provider": "HNA"}, "HNA", "HNA:7"),
        ({"uri": None, "guid": "7", "source": "HNA"}, "HNA", "HNA:7"),
        ({"uri": "7", "infosource": [{"name": "HNA"}]}, "HNA", "HNA:7"),
        ({"uri": "7"}, "", "7"),
    ],
)
def test_an_id_that_is_no_uri_is_told_with_its_source(
    fields: dict[str, Any], source: str, origin_id: str
) -> None:
    found = record(**fields)
    assert (found.source, found.origin_id) == (source, origin_id)


@pytest.mark.parametrize(
    ("fields", "is_canceled", "is_withheld"),
    [
        ({"pubstatus": "usable"}, False, False),
        ({"pubstatus": "withheld"}, False, True),
        ({"pubStatus": "canceled"}, True, False),
        ({"pubstatus": "canceled", "headline": None, "body_text": None}, True, False),
    ],
)
def test_the_status_is_honoured(
    fields: dict[str, Any], *, is_canceled: bool, is_withheld: bool
) -> None:
    found = record(**fields)
    assert (found.is_canceled, found.is_withheld) == (is_canceled, is_withheld)


def test_a_canceled_object_without_a_headline_bears_its_id() -> None:
    found = record(pubstatus="canceled", headline=None, body_text=None)
    assert (found.headline, found.body) == ("urn:hna:7", "")


def test_an_embargo_without_a_zone_is_read_as_utc_and_said() -> None:
    found = record(embargoed="2019-10-01")
    assert found.embargoed_until == datetime(2019, 10, 1, tzinfo=UTC)
    assert found.remarks == (Remark("no_zone", 1),)


@pytest.mark.parametrize(
    ("told_as", "what"),
    [("picture", "pictures"), ("video", "recordings"), ("composite", "packages")],
)
def test_what_has_no_text_by_its_type_is_left_out(told_as: str, what: str) -> None:
    item = {**LEAST, "type": told_as, "description_text": "A caption."}
    assert told({**item, "body_text": None}) == [SkippedItem(what)]
    assert [type(each) for each in told(item)] == [Record]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"uri": None}, "It has no uri, which every object of ninjs has: add it."),
        ({"uri": 7}, "uri is 7, but it takes a text. It has no uri, which every"),
        ({"body_text": None}, NO_TEXT),
        ({"headline": ""}, "It has no headline: ask the agency for one, or add it, and import it"),
        ({"body_invalid": {"a": 1}}, 'body_invalid is {"a": 1}, but it takes a text.'),
        ({"description_x": [1] * 40}, f"description_x is [{'1, ' * 19}1,…, but it takes a text."),
        ({"language": 1}, "language is 1, but it takes a text."),
        (
            {"versioncreated": "yesterday"},
            'versioncreated is "yesterday", but it takes a date such as 2024-05-31T12:00:00Z.',
        ),
        ({"embargoed": "soon"}, "Its embargo ends at 'soon', which is no date: write it as 2024"),
        ({"pubstatus": "x"}, 'pubstatus is "x", but it takes usable, withheld or canceled.'),
        ({"subject": "a"}, 'subject is "a", but it takes a list of objects.'),
        ({"subject": [1]}, "subject is [1], but it takes a list of objects."),
        ({"headlines": [{"role": "main"}]}, "headlines has one without a value, which takes a"),
    ],
)
def test_what_is_read_and_wrong_is_rejected_with_what_it_takes(
    fields: dict[str, Any], reason: str
) -> None:
    assert rejected(**fields)[: len(reason)] == reason


def test_what_is_not_read_may_be_anything() -> None:
    assert record(urgency="high", expires={}, associations=[1]).compute_text_digest() == (
        record().compute_text_digest()
    )


# One or many

SECOND = {**LEAST, "uri": "urn:hna:8"}
LINES = f"{json.dumps(LEAST)}\n\n{json.dumps(SECOND)}\n"


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        "\ufeff" + LINES,
        json.dumps([LEAST, SECOND]),
        json.dumps([LEAST, SECOND], indent=2),
        json.dumps({"_items": [LEAST, SECOND], "_meta": {"total": 2}}),
        json.dumps({"total": 2, "item": [LEAST, SECOND]}),
        json.dumps(LEAST, indent=2) + json.dumps(SECOND, indent=2),
        json.dumps([LEAST, SECOND]).encode("utf-16"),
        LINES.encode("utf-16"),
        LINES.encode("utf-16-be").join([b"\xfe\xff", b""]),
    ],
)
def test_many_may_stand_in_a_list_in_an_object_or_on_lines(content: str | bytes) -> None:
    found = told(content)
    assert [each.origin_id for each in found if isinstance(each, Record)] == [
        "urn:hna:7",
        "urn:hna:8",
    ]
    assert len(found) == 2


def test_each_of_many_is_its_own_original() -> None:
    both = json.dumps([LEAST, SECOND], indent=1)
    first, second = told(both)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert json.loads(second.original) == SECOND
    assert (first.position, second.position) == ("item 1", "item 2")


def test_lines_are_told_by_their_numbers_and_a_bad_one_is_left() -> None:
    found = told(f'{json.dumps(LEAST)}\n{{"uri": \n\n[]\n{json.dumps(SECOND)}')
    assert [getattr(each, "position", "") for each in found] == [
        "line 1",
        "line 2",
        "line 4",
        "line 5",
    ]
    assert [type(each) for each in found] == [Record, Reject, Reject, Record]


def test_an_embargo_of_a_line_is_remarked_on_that_line() -> None:
    _, second = told(f"{json.dumps(LEAST)}\n{json.dumps({**LEAST, 'embargoed': '2020-01-01'})}\n")
    assert isinstance(second, Record)
    assert second.remarks == (Remark("no_zone", 2),)


def test_a_line_in_another_charset_leaves_the_others_alone() -> None:
    bad = json.dumps({**LEAST, "headline": "Şile"}, ensure_ascii=False).encode("windows-1254")
    lines = b"\n".join([json.dumps(LEAST).encode(), bad])
    first, second = told(lines)
    assert isinstance(first, Record)
    assert isinstance(second, Reject)
    assert second.reason.endswith("such as --encoding windows-1254.")
    again = told(lines, charset="windows-1254")[1]
    assert isinstance(again, Record)
    assert (again.headline, again.charset) == ("Şile", "windows-1254")
    (same,) = told(again.original, charset=again.charset)
    assert isinstance(same, Record)
    assert same.compute_text_digest() == again.compute_text_digest()


def test_a_document_in_another_charset_is_read_in_the_one_given() -> None:
    bad = json.dumps([{**LEAST, "headline": "Şile"}], ensure_ascii=False).encode("windows-1254")
    (found,) = told(bad, charset="windows-1254")
    assert isinstance(found, Record)
    assert (found.headline, found.charset) == ("Şile", "windows-1254")
    (found,) = told(bad)
    assert isinstance(found, Reject)
    assert found.reason == (
        "It is not UTF-8 all through. "
        "Say which charset the file is in, such as --encoding windows-1254."
    )


@pytest.mark.parametrize(
    ("content", "position"),
    [
        ('{"uri": "a:b",\n"headline": }', "item 1"),
        (json.dumps(LEAST) + "\n" * 3 + " {", "line 4"),
        (f"[{json.dumps(LEAST)}, {{]", "item 2"),
        ("[" * 100_000, "item 1"),
        ('{"a": ' + "1" * 5000 + "}", "item 1"),
    ],
)
def test_what_is_no_json_is_rejected_where_it_stands(content: str, position: str) -> None:
    found = told(content)[-1]
    assert isinstance(found, Reject)
    assert (found.position, found.reason[:16]) == (position, "It is not JSON: ")


@pytest.mark.parametrize("content", ["", "  \n", "[]", '{"_items": []}'])
def test_what_holds_nothing_is_rejected(content: str) -> None:
    reason = "It holds no story: ask the agency what it was meant to send."
    assert told(content) == [Reject("line 1", reason, None)]


@pytest.mark.parametrize("value", ["1", '"a"', "[]", "null"])
def test_what_is_no_object_has_no_uri(value: str) -> None:
    found = told(f"[{json.dumps(LEAST)},{value}]")
    assert [type(each) for each in found] == [Record, Reject]


def test_an_object_larger_than_any_is_rejected_and_lines_after_it_are_read() -> None:
    large = json.dumps({**LEAST, "body_text": "x" * 9_000_000})
    reason = (
        "It is larger than 4 MiB, which no story is, or it is no JSON; take it out, and import "
        "the rest."
    )
    assert told(f"[{large}") == [Reject("item 1", reason, None)]
    found = told(f"{json.dumps(LEAST)}\n{large}\n{json.dumps(LEAST)}\n{large}")
    assert found[1] == Reject("line 2", reason, None)
    assert [type(each) for each in found] == [Record, Reject, Record, Reject]


def test_what_is_broken_in_a_large_document_is_rejected_without_its_bytes() -> None:
    content = f"[{json.dumps(LEAST)}," + " " * 5_000_000 + "x]"
    assert [each.record for each in told(content) if isinstance(each, Reject)] == [None]


# Told by its head


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (LEAST, True),
        ([LEAST], True),
        ({"_items": [LEAST]}, True),
        ({"uri": "a:b", "pubStatus": "usable"}, True),
        ({"guid": "a:b", "versioncreated": "2020"}, True),
        ({"headline": "A", "body": "B"}, False),
        ({"headline": "A", "text": "B", "id": "C"}, False),
        ({"uri": "a:b"}, False),
        ({"a": {"uri": "a:b", "headline": "A"}}, False),
        ({"a": '"uri": "headline": {'}, False),
        ([1, 2], False),
        ([], False),
        ("uri headline", False),
    ],
)
def test_an_id_and_another_name_tell_the_format(content: Any, *, is_ours: bool) -> None:
    assert ninjs.sniff(json.dumps(content)) is is_ours


@pytest.mark.parametrize("cut", ['{"uri": "a:b", "headline": "It', '{"uri":"a","headline":"\\'])
def test_a_head_that_is_cut_off_tells_the_format(cut: str) -> None:
    assert ninjs.sniff("\ufeff " + cut) is True


# Whatever the file


@pytest.mark.parametrize(
    "shape", ['\\"', '"', "{", "[", '"a":', '{"items":', "\\", "<h2>", "x\n\n"]
)
def test_the_time_of_long_inputs_grows_linearly(shape: str) -> None:
    assert growth(lambda size: ninjs.sniff('{"uri":"' + shape * size), 1_000) < 24
    assert growth(lambda size: told(shape * size), 1_000) < 24
    assert growth(lambda size: told({**LEAST, "body_html": shape * size}), 1_000) < 24


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


@settings(max_examples=60)
@given(st.binary(max_size=99) | LISTS)
def test_any_bytes_are_records_and_rejects_with_a_reason(content: bytes) -> None:
    found = told(content)
    reasons = [each.reason for each in found if isinstance(each, Reject)]
    assert [reason for reason in reasons if not reason.endswith(".")] == []
    bad = [each for each in found if isinstance(each, Record) and not each.headline]
    assert (bad, bool(found)) == ([], True)


@settings(max_examples=60)
@given(ITEMS)
def test_the_same_record_is_read_from_its_original(fields: dict[str, Any]) -> None:
    (first,) = told({**LEAST, **fields})
    if isinstance(first, Record):
        assert (told(first.original), bool(first.body or first.is_canceled)) == ([first], True)
