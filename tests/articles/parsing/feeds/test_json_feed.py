"""JSON Feed, item by item."""

import json
from typing import Any

import pytest

from articles.parsing.feeds import json_feed
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.vocabulary import (
    Credit,
    Precision,
)

FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Times"}
LEAST = {"id": "7", "content_text": "It rained."}


def told(items: Any, **feed: Any) -> list[Record | Reject]:
    return list(json_feed.read(json.dumps({**FEED, **feed, "items": items})))


def read(item: dict[str, Any], **feed: Any) -> Record:
    (found,) = told([{**LEAST, **item}], **feed)
    assert isinstance(found, Record)
    return found


def reason(content: str) -> str:
    (found,) = json_feed.read(content)
    assert isinstance(found, Reject)
    return found.reason


def test_every_name_fills_its_field() -> None:
    found = read(
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
    assert (found.origin_id, found.source_address) == (
        "tag:harbour.example,2019:7",
        "https://harbour.example/7",
    )
    assert (found.headline, found.body, found.standfirst) == (
        "Ferry Opens",
        "<p>It rained.</p>",
        "Wet.",
    )
    assert (str(found.source_date.first), found.source_date.precision) == (
        "2019-11-08",
        Precision.DAY,
    )
    assert found.credits == (Credit("A. Writer"), Credit("B. Other"))
    assert (found.tags, found.language, found.source) == (("Rain",), "tr-TR", "Harbour Times")


def test_an_item_without_an_html_text_has_its_plain_one() -> None:
    assert read({"content_html": "<br>", "content_text": "a < b"}).body == "<p>a &lt; b</p>"


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
def test_the_authors_of_the_feed_are_those_of_an_item_that_names_none(
    item: dict[str, Any], feed: dict[str, Any], names: list[str]
) -> None:
    assert [credit.name for credit in read(item, **feed).credits] == names


@pytest.mark.parametrize("value", [None, 7.5, True, [], {}, [["a"]]])
@pytest.mark.parametrize("name", ["id", "url", "title", "summary", "tags", "authors", "language"])
def test_what_is_of_another_type_tells_nothing(name: str, value: Any) -> None:
    assert read({name: value}).headline in {"It rained.", "7.5"}


def test_an_original_is_the_feed_with_one_item_and_its_line_is_that_of_the_item() -> None:
    _, found = told([LEAST, {**LEAST, "content_text": "Şile \ud83d", "x": {"y": [1]}}])
    assert isinstance(found, Record)
    assert json.loads(found.original) == {
        **FEED,
        "items": [{**LEAST, "content_text": "Şile \ud83d", "x": {"y": [1]}}],
    }
    line = found.remarks[0].line
    assert found.original.decode().splitlines()[line - 1].strip() == "{"
    assert "Şile" in found.original.decode()


@pytest.mark.parametrize("item", [None, 7, "a", []])
def test_an_item_that_is_no_object_is_rejected_alone(item: Any) -> None:
    found = told([item, LEAST])
    assert [type(each) for each in found] == [Reject, Record]
    assert isinstance(found[0], Reject)
    assert (found[0].position, found[0].reason) == (
        "item 1",
        "The item is no JSON object: {…}; take it out, or write it as one.",
    )


NO_FEED = (
    "This is JSON, but no JSON Feed: an object with a list named items. Name the format it is in."
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[]", NO_FEED),
        ('{"items": {}}', NO_FEED),
        ('{"items": []}', "This feed has no entry; there is nothing to import."),
        ("{", "It is not JSON: Expecting property name enclosed in double quotes"),
        ('{"a": ' * 100_000, "It is not JSON: maximum recursion depth exceeded"),
    ],
)
def test_what_is_no_feed_is_rejected_as_a_whole(content: str, why: str) -> None:
    assert reason(content).startswith(why)


def test_a_feed_that_says_too_much_of_itself_is_rejected() -> None:
    why = "What it says of the feed itself is too long to be kept with each item; shorten that."
    assert reason(json.dumps({"items": [{}] * 2000, "title": "a" * 100_000})) == why


TOO_DEEP = "It nests more than 32 levels deep; take out what no article needs."


@pytest.mark.parametrize("depth", [32, 300, 900])
def test_an_item_that_nests_too_deep_is_rejected_alone(depth: int) -> None:
    deep = '{"a": ' + "[" * depth + "]" * depth + "}"
    found = list(json_feed.read(f'{{"items": [{deep}, {json.dumps(LEAST)}]}}'))
    assert found[0] == Reject("item 1", TOO_DEEP, None)
    assert isinstance(found[1], Record)


@pytest.mark.parametrize("depth", [32, 300, 900])
def test_a_feed_that_nests_too_deep_is_rejected(depth: int) -> None:
    assert reason('{"items": [{}], "a": ' + "[" * depth + "]" * depth + "}") == TOO_DEEP
