"""JSON Feed, item by item."""

import json
from dataclasses import replace
from typing import Any

import pytest

from articles.parsing.feeds import json_feed
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, Remark
from articles.vocabulary import Credit, Precision
from tests.problems import list_codes

FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Times"}
LEAST = {"id": "7", "content_text": "It rained."}


def parse_items(items: Any, **feed: Any) -> list[Record | Reject]:
    return list(json_feed.parse_text(json.dumps({**FEED, **feed, "items": items})))


def parse_item(item: dict[str, Any], **feed: Any) -> Record:
    (record,) = parse_items([{**LEAST, **item}], **feed)
    assert isinstance(record, Record)
    return record


def parse_codes(content: str) -> list[str]:
    (reject,) = json_feed.parse_text(content)
    assert isinstance(reject, Reject)
    return list_codes(reject.reason)


def test_every_field_of_an_item_is_read() -> None:
    record = parse_item(
        {
            "id": "tag:harbour.example,2019:7",
            "url": "/7",
            "title": "Ferry Opens",
            "content_html": "<p>It rained.</p>",
            "summary": "Wet.",
            "date_published": "2019-11-08T23:00:00-05:00",
            "authors": [{"name": "A. Writer"}, {"name": "B. Other"}, {}, "C. Third"],
            "tags": ["Rain", 7],
            "language": "tr-TR",
        },
        home_page_url="https://harbour.example/",
    )
    assert (record.origin_id, record.source_address) == (
        "tag:harbour.example,2019:7",
        "https://harbour.example/7",
    )
    assert (record.headline, record.body, record.standfirst) == (
        "Ferry Opens",
        "<p>It rained.</p>",
        "Wet.",
    )
    assert (str(record.source_date.first), record.source_date.precision) == (
        "2019-11-08",
        Precision.DAY,
    )
    assert record.credits == (Credit("A. Writer"), Credit("B. Other"))
    assert (record.tags, record.language, record.source) == (("Rain",), "tr-TR", "Harbour Times")


def test_the_plain_text_is_the_body_where_the_html_is_empty() -> None:
    assert parse_item({"content_html": "<br>", "content_text": "a < b"}).body == "<p>a &lt; b</p>"


@pytest.mark.parametrize(
    ("item", "feed", "names"),
    [
        ({}, {"authors": [{"name": "A. Writer"}]}, ["A. Writer"]),
        ({}, {"author": {"name": "A. Writer"}}, ["A. Writer"]),
        ({"author": {"name": "B. Other"}}, {"author": {"name": "A. Writer"}}, ["B. Other"]),
        ({"authors": [{"name": " "}]}, {}, []),
        ({"authors": "A. Writer", "author": []}, {}, []),
    ],
)
def test_an_item_without_authors_has_those_of_the_feed(
    item: dict[str, Any], feed: dict[str, Any], names: list[str]
) -> None:
    assert [credit.name for credit in parse_item(item, **feed).credits] == names


@pytest.mark.parametrize("value", [None, 7.5, True, [], {}, [["a"]]])
@pytest.mark.parametrize("name", ["id", "url", "title", "summary", "tags", "authors", "language"])
def test_a_field_of_another_type_is_ignored(name: str, value: Any) -> None:
    assert parse_item({name: value}).headline in {"It rained.", "7.5"}


def test_an_original_is_the_feed_with_one_item_and_its_line_is_that_of_the_item() -> None:
    _, results = parse_items([LEAST, {**LEAST, "content_text": "Şile \ud83d", "x": {"y": [1]}}])
    assert isinstance(results, Record)
    assert json.loads(results.original) == {
        **FEED,
        "items": [{**LEAST, "content_text": "Şile \ud83d", "x": {"y": [1]}}],
    }
    line = results.remarks[0].line
    assert results.original.decode().splitlines()[line - 1].startswith('{"id": "7"')
    assert rb"\u015eile \ud83d" in results.original


@pytest.mark.parametrize("item", [None, 7, "a", []])
def test_an_item_that_is_no_object_is_rejected_alone(item: Any) -> None:
    results = parse_items([item, LEAST])
    assert [type(each) for each in results] == [Reject, Record]
    assert isinstance(results[0], Reject)
    assert (results[0].position, results[0].reason.code) == ("item 1", "feed.item_no_object")


NO_FEED = ["feed.no_json_feed"]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("[]", NO_FEED),
        ('{"items": {}}', NO_FEED),
        ('{"items": []}', ["feed.no_entry"]),
        ("{", ["json.unnamed"]),
        ('{"a": ' * 9_999, ["json.undivided"]),
        ('{"title": tru, "items": [{}]}', ["json.malformed"]),
        ('{"a": ' + "[" * 9_999 + "]" * 9_999 + ', "items": [{}]}', ["json.malformed"]),
    ],
)
def test_a_file_that_is_no_feed_is_rejected_as_a_whole(content: str, codes: list[str]) -> None:
    assert parse_codes(content) == codes


def test_an_item_that_is_no_json_is_rejected_alone() -> None:
    one = json.dumps(LEAST)
    bad, good = json_feed.parse_text(f'{{"items": [{{"id": }}, {one}], "title": "Harbour Times"}}')
    assert isinstance(bad, Reject)
    message = "Expecting value: line 1 column 8 (char 7)"
    reason = Problem("json.malformed", {"message": message})
    assert (bad.position, bad.reason) == ("item 1", reason)
    assert bad.record == '{\n "title": "Harbour Times",\n "items": [\n{"id": }\n ]\n}\n'
    assert isinstance(good, Record)
    assert (good.source, good.original) == (
        "Harbour Times",
        f'{{\n "title": "Harbour Times",\n "items": [\n{one}\n ]\n}}\n'.encode(),
    )


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("", Problem("json.undivided")),
        ("]} x", Problem("feed.more_after_end")),
    ],
)
def test_the_items_before_what_is_no_json_are_read(end: str, reason: Problem) -> None:
    record, reject = json_feed.parse_text(f'{{\n"items": [{json.dumps(LEAST)}{end}')
    assert isinstance(record, Record)
    assert reject == Reject("line 2", reason, None)


def test_a_feed_that_says_too_much_of_itself_is_rejected() -> None:
    assert parse_codes(json.dumps({"items": [{}] * 2000, "title": "a" * 100_000})) == [
        "feed.head_too_long"
    ]


TOO_DEEP = Problem("feed.too_deep", {"levels": 32})


@pytest.mark.parametrize("depth", [32, 300, 900])
def test_an_item_that_nests_too_deep_is_rejected_alone(depth: int) -> None:
    deep = '{"a": ' + "[" * depth + "]" * depth + "}"
    results = list(json_feed.parse_text(f'{{"items": [{deep}, {json.dumps(LEAST)}]}}'))
    assert results[0] == Reject("item 1", TOO_DEEP, None)
    assert isinstance(results[1], Record)


@pytest.mark.parametrize("depth", [32, 300, 900])
def test_a_feed_that_nests_too_deep_is_rejected(depth: int) -> None:
    assert parse_codes('{"items": [{}], "a": ' + "[" * depth + "]" * depth + "}") == [
        "feed.too_deep"
    ]


def test_pictures_beside_the_text_are_named() -> None:
    item = {"title": "Ferry", "image": "http://a.example/7.jpg", "banner_image": 7}
    assert parse_item(item).remarks == (
        Remark("left_out.picture", params={"url": "http://a.example/7.jpg"}),
    )


def test_attachments_that_are_left_out_are_named() -> None:
    record = parse_item({"title": "Ferry", "attachments": [{"url": "http://a.example/7.mp3"}]})
    assert [remark.code for remark in record.remarks] == ["links_left_out"]


def test_an_item_with_a_headline_and_a_link_alone_is_a_stub() -> None:
    (record,) = parse_items([{"id": 7, "title": "Ferry", "url": "http://a.example/7#b"}])
    assert isinstance(record, Record)
    assert (record.headline, record.body, record.origin_id, record.source_address) == (
        "Ferry",
        "",
        "7",
        "http://a.example/7#b",
    )


WRONG_TEXTS = ("url", "external_url", "title", "content_html", "summary", "language")
DATES = ("date_published", "date_modified")
WRONG_VALUES = [
    *((name, value) for name in (*WRONG_TEXTS, *DATES) for value in (True, 7.5, ["a"], {"b": 7})),
    *((name, value) for name in ("authors", "tags", "attachments") for value in (True, 7, "a")),
    *(("author", value) for value in (True, 7, "a", ["a"])),
]


@pytest.mark.parametrize(("name", "value"), WRONG_VALUES)
def test_a_value_of_a_wrong_type_is_left_out_and_named(name: str, value: Any) -> None:
    record, expected = parse_item({name: value}), parse_item({})
    remark = Remark("details_left_out", 5, {"names": name})
    assert record.remarks == (*expected.remarks, remark)
    assert replace(record, original=b"", remarks=()) == replace(expected, original=b"", remarks=())


def test_a_field_without_a_value_is_not_named() -> None:
    names = (*WRONG_TEXTS, *DATES, "tags", "_extension")
    assert parse_item(dict.fromkeys(names)).remarks == parse_item({}).remarks
