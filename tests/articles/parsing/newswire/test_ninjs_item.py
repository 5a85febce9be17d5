"""The fields of ninjs, in its three versions."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, SkippedItem, Sureness
from articles.vocabulary import Credit, Precision, SourceDate
from tests.newswire import LEAST_NINJS, parse_ninjs, parse_ninjs_record


def test_every_field_of_version_1_is_read() -> None:
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
    (record,) = parse_ninjs(item)
    assert record == Record(
        headline="Ferry Opens",
        standfirst="It opens.",
        body="<p>It rained.</p>",
        kind="analysis",
        language="en",
        source="Harbour News Agency",
        source_date=SourceDate(date(2020, 12, 3), None, Precision.DAY, ""),
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


VERSION_3_ITEM = {
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


def test_every_field_of_version_3_is_read() -> None:
    (record,) = parse_ninjs(VERSION_3_ITEM)
    assert isinstance(record, Record)
    assert (record.headline, record.standfirst, record.body) == (
        "Ferry Opens",
        "It opens.",
        "<p>It rained.</p>",
    )
    assert (record.byline, record.credits) == (
        "A byline",
        (Credit("Ann Writer"), Credit("Harbour Desk", is_organisation=True)),
    )
    assert (record.source, record.kind, record.tags) == (
        "Harbour News",
        "commentary",
        ("Ferries", "harbour"),
    )
    assert (record.embargoed_until, record.is_withheld) == (
        datetime(2020, 12, 4, 12, tzinfo=UTC),
        False,
    )


SUPERDESK_ITEM = {
    "_id": "urn:newsml:desk:7",
    "guid": "urn:newsml:desk:7",
    "type": "text",
    "state": "published",
    "pubstatus": "usable",
    "versioncreated": {"$date": "2020-12-03T23:30:00Z"},
    "headline": "Ferry <b>Opens</b> &amp; Sails",
    "slugline": "ferry",
    "abstract": "<p>It opens.</p>",
    "dateline": {"text": "ISTANBUL (HNA) -", "source": "HNA"},
    "body_html": "<p>It rained.</p>",
    "body_footer": "<p>Call us.</p>",
    "authors": [
        {"role": "writer", "name": "writer", "sub_label": "Ann Writer"},
        {"role": "writer", "name": "Bob Other", "sub_label": "bob"},
        {"role": "photographer", "name": "Cyd Third"},
    ],
    "genre": [{"qcode": "Article", "name": "Article (news)"}],
    "anpa_category": [{"qcode": "i", "name": "International"}],
    "subject": [{"qcode": "1", "name": "Ferries"}],
    "keywords": ["harbour"],
    "language": "en",
    "source": "HNA",
    "schedule_settings": {"utc_embargo": None},
}


def test_an_article_of_superdesk_is_read() -> None:
    (record,) = parse_ninjs({"_items": [SUPERDESK_ITEM], "_meta": {"total": 1}})
    assert isinstance(record, Record)
    assert (record.headline, record.standfirst) == ("Ferry Opens & Sails", "It opens.")
    assert record.body == "<p>ISTANBUL (HNA) - It rained.</p><p>Call us.</p>"
    assert [credit.name for credit in record.credits] == ["Ann Writer", "Bob Other"]
    assert (record.source, record.origin_id) == ("HNA", "urn:newsml:desk:7")
    assert (record.source_date.first, record.kind) == (date(2020, 12, 3), "news")
    assert (record.tags, record.language) == (("Ferries", "harbour"), "en")
    assert (record.is_withheld, record.is_canceled, record.remarks) == (False, False, ())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": "killed"}, {"is_canceled": True}),
        ({"state": "in_progress"}, {"is_withheld": True}),
        ({"state": "fetched"}, {"is_withheld": False}),
        (
            {"embargo": "2020-12-04T12:00:00Z"},
            {"embargoed_until": datetime(2020, 12, 4, 12, tzinfo=UTC)},
        ),
        (
            {"schedule_settings": {"utc_embargo": "2020-12-04T12:00:00Z"}},
            {"embargoed_until": datetime(2020, 12, 4, 12, tzinfo=UTC)},
        ),
        ({"uri": None, "_id": "urn:hna:8"}, {"origin_id": "urn:hna:8"}),
        ({"dateline": "ISTANBUL -"}, {"body": "<p>ISTANBUL - It rained.</p>"}),
        ({"source": {"name": "HNA"}}, {"source": "HNA"}),
    ],
)
def test_fields_of_superdesk_are_honoured(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    record = parse_ninjs_record(**fields)
    assert {name: getattr(record, name) for name in expected} == expected


AP_ITEM = {
    "uri": "https://api.ap.example/media/v/content/5ee9?qt=abc&et=def",
    "altids": {"itemid": "5ee9", "etag": "5ee9_1"},
    "type": "text",
    "versioncreated": "2020-12-03T23:30:00Z",
    "pubstatus": "usable",
    "headline_extended": "Ferry Opens",
    "bylines": [{"by": "By ANN WRITER", "title": "AP Business Writer"}, {"code": "x"}],
    "provider": "AP",
    "subject": [
        {"name": "s", "rels": ["category"]},
        {"name": "Ferries", "rels": ["direct"]},
        {"name": "Transport", "rels": ["ancestor"]},
    ],
}


def test_an_item_of_ap_is_read() -> None:
    (record,) = parse_ninjs(AP_ITEM)
    assert isinstance(record, Record)
    assert (record.headline, record.body, record.source) == ("Ferry Opens", "", "AP")
    assert record.byline == "By ANN WRITER, AP Business Writer"
    assert record.credits[0].name == "Ann Writer"
    assert record.origin_id == "AP:5ee9"
    assert record.source_address == "https://api.ap.example/media/v/content/5ee9"
    assert record.tags == ("Ferries",)


@pytest.mark.parametrize(
    "text",
    [
        "<nitf><body><body.content><block><p>A</p></block></body.content></body></nitf>",
        "<block><p>A</p></block>",
        "<p>A</p><p/>",
        "<p>A<p>",
    ],
)
def test_nitf_in_json_is_read(text: str) -> None:
    body = parse_ninjs_record(body_nitf=text, body_text=None).body
    assert body.replace("<div>", "").replace("</div>", "").startswith("<p>A<")


def test_without_a_source_the_holder_of_the_rights_is_a_guess() -> None:
    record = parse_ninjs_record(copyrightholder="HNA")
    assert (record.source, record.readings) == ("HNA", {"source": Reading(Sureness.GUESS, 1)})


def test_a_body_of_any_other_name_is_read_last() -> None:
    assert parse_ninjs_record(body_sv="<p>B</p>").body == "<p>It rained.</p>"
    assert parse_ninjs_record(body_sv="<p>B</p>", body_text=None).body == "<p>B</p>"


def test_null_counts_as_a_missing_field() -> None:
    names = "type versioncreated language byline subject bodies embargoed pubstatus body_html"
    assert (
        parse_ninjs_record(**dict.fromkeys(names.split())).compute_text_digest()
        == parse_ninjs_record().compute_text_digest()
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
    assert parse_ninjs_record(headline=None, **fields).headline == headline


def test_a_subheadline_is_a_standfirst() -> None:
    assert parse_ninjs_record(headlines=[{"role": "sub", "value": "Small"}]).standfirst == "Small"


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
    assert parse_ninjs_record(**fields).standfirst == standfirst


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
        ({"body_html": "", "body_sv": "<p>B</p>"}, "<p>B</p>"),
        (
            {"body_html": None, "body_xhtml": "", "description_text": "It opens."},
            "<p>It opens.</p>",
        ),
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
def test_the_body_is_read_from_any_of_its_fields(fields: dict[str, Any], body: str) -> None:
    assert parse_ninjs_record(body_text=None, **fields).body == body


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"byline": "By Ann Writer"}, (Credit("Ann Writer"),)),
        ({"authors": [{"name": "Ann Writer"}]}, (Credit("Ann Writer"),)),
        ({"byline": "x" * 201}, ()),
    ],
)
def test_authors_are_credited(fields: dict[str, Any], expected: tuple[Credit, ...]) -> None:
    assert parse_ninjs_record(**fields).credits == expected


@pytest.mark.parametrize(
    ("fields", "source", "origin_id"),
    [
        ({"uri": "7", "provider": "HNA"}, "HNA", "HNA:7"),
        ({"uri": None, "guid": "7", "source": "HNA"}, "HNA", "HNA:7"),
        ({"uri": "7", "infosource": [{"name": "HNA"}]}, "HNA", "HNA:7"),
        ({"uri": "7"}, "", "7"),
    ],
)
def test_an_id_that_is_no_uri_is_combined_with_its_source(
    fields: dict[str, Any], source: str, origin_id: str
) -> None:
    record = parse_ninjs_record(**fields)
    assert (record.source, record.origin_id) == (source, origin_id)


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
    record = parse_ninjs_record(**fields)
    assert (record.is_canceled, record.is_withheld) == (is_canceled, is_withheld)


def test_a_canceled_object_without_a_headline_gets_its_id() -> None:
    record = parse_ninjs_record(pubstatus="canceled", headline=None, body_text=None)
    assert (record.headline, record.body) == ("urn:hna:7", "")


def test_an_embargo_without_a_zone_is_read_as_utc_with_a_remark() -> None:
    record = parse_ninjs_record(embargoed="2019-10-01")
    assert record.embargoed_until == datetime(2019, 10, 1, tzinfo=UTC)
    assert record.remarks == (Remark("no_zone", 1),)


@pytest.mark.parametrize(
    ("item_type", "what"),
    [("picture", "pictures"), ("video", "recordings"), ("composite", "packages")],
)
def test_types_that_need_no_text_are_skipped(item_type: str, what: str) -> None:
    item = {**LEAST_NINJS, "type": item_type, "description_text": "A caption."}
    assert parse_ninjs({**item, "body_text": None}) == [SkippedItem(what)]
    assert [type(each) for each in parse_ninjs(item)] == [Record]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"uri": 7}, {"origin_id": ""}),
        ({"body_invalid": {"a": 1}}, {"body": "<p>It rained.</p>"}),
        ({"description_x": [1]}, {"standfirst": ""}),
        ({"language": 1}, {"language": ""}),
        ({"versioncreated": 1}, {"source_date": SourceDate()}),
        ({"subject": [1, {"name": "Ferries"}]}, {"tags": ("Ferries",)}),
        (
            {"headline": None, "headlines": [{"role": "main"}, {"value": "A"}]},
            {"headline": "A"},
        ),
    ],
)
def test_what_the_format_does_not_allow_is_left_out_with_a_remark(
    fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    record = parse_ninjs_record(**fields)
    assert {name: getattr(record, name) for name in expected} == expected
    assert record.remarks == (Remark("fields_left_out", 1),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"uri": None}, {"origin_id": ""}),
        ({"versioncreated": "yesterday"}, {"source_date": SourceDate(text="yesterday")}),
        ({"embargoed": "soon"}, {"is_withheld": True, "embargoed_until": None}),
        ({"pubstatus": "x"}, {"is_withheld": True}),
        ({"pubstatus": 1}, {"is_withheld": True}),
        ({"subject": "Ferries"}, {"tags": ("Ferries",)}),
        ({"subject": {"name": "Ferries"}}, {"tags": ("Ferries",)}),
        ({"body_text": None}, {"headline": "Ferry Opens", "body": ""}),
        ({"headline": ""}, {"headline": "It rained."}),
        (
            {"headline": None, "body_text": None, "slugline": "FERRY"},
            {"headline": "FERRY", "remarks": (Remark("headline_from_slugline", 1),)},
        ),
    ],
)
def test_a_wrong_detail_does_not_cost_the_story(
    fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    record = parse_ninjs_record(**fields)
    assert {name: getattr(record, name) for name in expected} == expected


def test_an_object_with_neither_headline_nor_text_is_rejected() -> None:
    (reject,) = parse_ninjs({"uri": "urn:hna:7", "urgency": 9})
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("wire.empty")


def test_other_fields_may_hold_anything() -> None:
    assert parse_ninjs_record(
        urgency="high", expires={}, associations=[1]
    ).compute_text_digest() == (parse_ninjs_record().compute_text_digest())


EMBARGO_NAMES = ("embargoed", "embargoedUntil", "embargo")


@pytest.mark.parametrize(
    "value", [7, 1575460800, 7.5, True, ["2090-01-01"], {"$date": 7}, {"a": 7}]
)
def test_an_embargo_of_a_wrong_type_holds_the_article_back(value: Any) -> None:
    for fields in (
        *({name: value} for name in EMBARGO_NAMES),
        {"schedule_settings": {"utc_embargo": value}},
    ):
        record = parse_ninjs_record(**fields)
        assert (record.is_withheld, record.embargoed_until) == (True, None)
        assert Remark("embargo_without_date", 1) in record.remarks


@pytest.mark.parametrize("value", [None, "", " ", 0, False, [], {}])
def test_an_empty_embargo_is_none(value: Any) -> None:
    for name in EMBARGO_NAMES:
        assert not parse_ninjs_record(**{name: value}).is_withheld
