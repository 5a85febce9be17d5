"""Exported ninjs 3.1, checked against its schema."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import given

from articles.exporting import ninjs
from articles.models import Article, Status
from articles.vocabulary import Precision, SourceDate
from tests.articles.exporting.strategies import INSTANT, articles, build_article

# The part of the schema that our articles use: each name with the shape of its value. A set lists
# the values that the schema allows.
TEXT, URI, INSTANT_TEXT = "text", "uri", "instant"
VALUES = {"role": TEXT, "contentType": TEXT, "value": TEXT}
NAMED = {"name": TEXT, "rel": TEXT, "uri": URI, "literal": TEXT}
ITEM: dict[str, Any] = {
    "standard": {"name": TEXT, "version": TEXT, "schema": URI},
    "uri": URI,
    "type": {"text"},
    "representationType": {"full", "partial"},
    "firstCreated": INSTANT_TEXT,
    "versionCreated": INSTANT_TEXT,
    "contentCreated": INSTANT_TEXT,
    "embargoedUntil": INSTANT_TEXT,
    "expires": INSTANT_TEXT,
    "pubStatus": {"usable", "withheld", "canceled"},
    "language": TEXT,
    "headlines": [VALUES],
    "descriptions": [VALUES],
    "bodies": [VALUES],
    "people": [NAMED],
    "organisations": [NAMED],
    "subjects": [NAMED],
    "infoSources": [{"name": TEXT, "role": TEXT, "uri": URI, "literal": TEXT}],
    "by": TEXT,
    "slugline": TEXT,
    "altIds": [{"role": TEXT, "value": TEXT}],
    "genres": [{"name": TEXT, "uri": TEXT, "literal": TEXT}],
    "renditions": [{"name": TEXT, "contentType": TEXT, "href": URI}],
}
ARTICLE = {**ITEM, "associations": [{**ITEM, "name": TEXT, "rel": TEXT}]}


def find_mismatches(value: Any, shape: Any, at: str = "") -> list[str]:
    """Return the paths at which the value does not have the shape."""
    if isinstance(shape, Mapping):
        unknown = [f"{at}.{name}" for name in value if name not in shape]
        known = [find_mismatches(value[n], shape[n], f"{at}.{n}") for n in value if n in shape]
        return unknown + [each for inner in known for each in inner]
    if isinstance(shape, list):
        return [each for inner in value for each in find_mismatches(inner, shape[0], f"{at}[]")]
    if isinstance(shape, set):
        return [] if value in shape else [at]
    return [] if is_shaped(value, shape) else [at]


def is_shaped(value: Any, shape: str) -> bool:
    if not isinstance(value, str):
        return False
    if shape == INSTANT_TEXT:
        return datetime.fromisoformat(value).tzinfo is not None
    return shape == TEXT or bool(urlsplit(value).scheme and re.fullmatch(r"[!-~]+", value))


def build_whole_article(**changes: Any) -> Article:
    article_fields: dict[str, Any] = {
        "identity": "a" * 64,
        "headline": "Ferry sails",
        "standfirst": "At last.",
        "body": "<p>It left&nbsp;at<br>noon &amp; &lt;more&gt;.</p>\n<hr><p>End</p>",
        "kind": "news",
        "language": "tr",
        "source": "Iğdır Postası",
        "source_date": SourceDate(date(2019, 11, 7), None, Precision.DAY, "07 November 2019"),
        "source_detail": "p. 5",
        "source_address": "https://example.org/ığdır",
        "byline": "By Ada Writer",
        "authors": (("Ada Writer", "The University"), ("Can Öz", "The University")),
        "tags": ("harbour", "ferry"),
        "status": Status.PUBLISHED,
        "is_released": True,
        "published_at": INSTANT,
        "expire_at": datetime(2099, 1, 1, tzinfo=UTC),
        "embargoed_until": INSTANT,
    }
    article = build_article(**article_fields | changes)
    if article.source:
        article.source.website = "https://postası.example/"
    return article


WHOLE_ITEM = {
    "standard": ninjs.STANDARD,
    "uri": "tag:press.example.org,2019-11-08:article/7",
    "type": "text",
    "representationType": "full",
    "firstCreated": "2019-11-08T12:00:00+00:00",
    "versionCreated": "2019-11-08T12:00:00+00:00",
    "contentCreated": "2019-11-07T00:00:00+00:00",
    "embargoedUntil": "2019-11-08T12:00:00+00:00",
    "expires": "2099-01-01T00:00:00+00:00",
    "pubStatus": "usable",
    "language": "tr",
    "headlines": [{"role": "main", "contentType": "text/plain", "value": "Ferry sails"}],
    "descriptions": [{"role": "standfirst", "contentType": "text/plain", "value": "At last."}],
    "bodies": [
        {
            "role": "main",
            "contentType": "application/xhtml+xml",
            "value": "<p>It left\xa0at<br/>noon &amp; &lt;more&gt;.</p>\n<hr/><p>End</p>",
        }
    ],
    "by": "By Ada Writer",
    "people": [{"name": "Ada Writer", "rel": "author"}, {"name": "Can Öz", "rel": "author"}],
    "organisations": [{"name": "The University", "rel": "affiliation"}],
    "subjects": [
        {"name": "ferry", "rel": "about", "literal": "ferry"},
        {"name": "harbour", "rel": "about", "literal": "harbour"},
    ],
    "genres": [{"name": "news", "literal": "news"}],
    "infoSources": [
        {
            "name": "Iğdır Postası",
            "role": "source",
            "literal": "s",
            "uri": "https://postas%C4%B1.example/",
        }
    ],
    "slugline": "ferry-sails",
    "altIds": [{"role": "identity", "value": "a" * 64}],
    "renditions": [
        {
            "name": "web",
            "contentType": "text/html",
            "href": "https://press.example.org/2019/11/08/ferry-sails/",
        }
    ],
    "associations": [
        {
            "name": "original",
            "rel": "original",
            "uri": "https://example.org/%C4%B1%C4%9Fd%C4%B1r",
            "type": "text",
            "representationType": "partial",
            "descriptions": [
                {
                    "role": "sourceDate",
                    "contentType": "text/plain",
                    "value": "07 November 2019",
                },
                {"role": "sourceDetail", "contentType": "text/plain", "value": "p. 5"},
            ],
        }
    ],
}


@override_settings(NEWSROOM_SITE_ADDRESS="https://press.example.org")
def test_a_live_article_has_all_properties() -> None:
    assert json.loads(ninjs.render(build_whole_article())) == WHOLE_ITEM


@given(articles())
def test_any_article_fits_the_schema(article: Article) -> None:
    item = json.loads(ninjs.render(article))
    assert find_mismatches(item, ARTICLE) == []
    assert item["altIds"] == [{"role": "identity", "value": article.identity}]
    ET.fromstring(f"<div>{item['bodies'][0]['value']}</div>")  # noqa: S314 - our own body


def test_a_whole_article_fits_the_schema() -> None:
    assert find_mismatches(ninjs.build_item(build_whole_article()), ARTICLE) == []


def test_the_check_of_the_schema_finds_mismatches() -> None:
    item = {"uri": "a b", "type": "x", "by": 1, "poem": "", "expires": "2019-11-08T12:00"}
    assert find_mismatches(item, ARTICLE) == [".poem", ".uri", ".type", ".by", ".expires"]


def test_a_stream_has_one_line_for_each_article() -> None:
    line = ninjs.render(build_whole_article())
    assert line.splitlines(keepends=True) == [line]
    assert list(ninjs.stream([build_whole_article(), build_whole_article()])) == [line, line]


def test_empty_properties_are_left_out() -> None:
    item = ninjs.build_item(build_article(body="", is_own_work=True, slug="a"))
    assert list(item) == [
        *("standard", "uri", "type", "representationType", "firstCreated", "versionCreated"),
        *("pubStatus", "headlines", "slugline", "altIds"),
    ]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "usable"),
        ({"expire_at": INSTANT + timedelta(days=1)}, "withheld"),
        ({"is_released": False, "status": Status.DRAFT}, "withheld"),
        ({"is_released": False, "status": Status.WITHDRAWN}, "canceled"),
        ({"is_released": False, "status": Status.DRAFT, "withdrawn_at": INSTANT}, "canceled"),
        ({"published_at": timezone.now() + timedelta(days=1)}, "withheld"),
    ],
)
def test_the_status_says_whether_readers_can_see_the_article(
    changes: dict[str, Any], status: str
) -> None:
    item = ninjs.build_item(build_whole_article(**changes))
    assert item["pubStatus"] == status
    assert ("renditions" in item) == (status == "usable")


@pytest.mark.parametrize(
    ("changes", "first", "version"),
    [
        ({}, INSTANT, INSTANT),
        ({"updated_at": INSTANT + timedelta(1)}, INSTANT, INSTANT + timedelta(1)),
        ({"edited_at": INSTANT + timedelta(1)}, INSTANT, INSTANT),
        (
            {"is_released": False, "published_at": None, "edited_at": INSTANT + timedelta(1)},
            INSTANT,
            INSTANT + timedelta(1),
        ),
    ],
)
def test_the_version_is_the_last_public_change_or_else_the_last_edit(
    changes: dict[str, Any], first: datetime, version: datetime
) -> None:
    item = ninjs.build_item(build_whole_article(**changes))
    assert item["firstCreated"] == first.isoformat()
    assert item["versionCreated"] == version.isoformat()


def test_a_month_is_not_exported_as_an_instant() -> None:
    when = SourceDate(date(2019, 11, 1), None, Precision.MONTH)
    assert "contentCreated" not in ninjs.build_item(build_whole_article(source_date=when))


def test_an_organisation_is_not_exported_as_a_person() -> None:
    article = build_whole_article(authors=(("Harbour Agency", ""),))
    article.credit_list[0].author.is_organisation = True
    item = ninjs.build_item(article)
    assert item["organisations"] == [{"name": "Harbour Agency", "rel": "author"}]
    assert "people" not in item


def test_a_source_without_website_has_no_uri() -> None:
    article = build_article(source="Agos")
    assert ninjs.build_item(article)["infoSources"] == [
        {"name": "Agos", "role": "source", "literal": "s"}
    ]
