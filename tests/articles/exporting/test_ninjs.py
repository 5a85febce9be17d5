"""ninjs 3.1 that is exported, against what its schema allows."""

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
from hypothesis import given, settings

from articles.exporting import fields, ninjs
from articles.models import Article, Status
from articles.models.related_data import Beside, Credited
from articles.vocabulary import (
    Precision,
    SourceDate,
)
from tests.articles.exporting.invented import INSTANT, articles, invent

# The shapes of the schema that an article of ours can have, in our own words: each name with what
# it holds. Where the schema lists what it allows, nothing else may be there.
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
WHOLE = {**ITEM, "associations": [{**ITEM, "name": TEXT, "rel": TEXT}]}


def misfits(told: Any, shape: Any, at: str = "") -> list[str]:
    """Return where the value is not of the shape."""
    if isinstance(shape, Mapping):
        unknown = [f"{at}.{name}" for name in told if name not in shape]
        known = [misfits(told[n], shape[n], f"{at}.{n}") for n in told if n in shape]
        return unknown + [each for inner in known for each in inner]
    if isinstance(shape, list):
        return [each for inner in told for each in misfits(inner, shape[0], f"{at}[]")]
    if isinstance(shape, set):
        return [] if told in shape else [at]
    return [] if is_of(told, shape) else [at]


def is_of(told: Any, shape: str) -> bool:
    if not isinstance(told, str):
        return False
    if shape == INSTANT_TEXT:
        return datetime.fromisoformat(told).tzinfo is not None
    return shape == TEXT or bool(urlsplit(told).scheme and re.fullmatch(r"[!-~]+", told))


def whole(**changes: Any) -> Article:
    given_fields: dict[str, Any] = {
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
    article = invent(**given_fields | changes)
    if article.source:
        article.source.website = "https://postası.example/"
    return article


@override_settings(NEWSROOM_SITE_ADDRESS="https://press.example.org")
def test_a_live_article_is_told_whole() -> None:
    assert json.loads(ninjs.render(whole())) == {
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


@settings(max_examples=60)
@given(articles())
def test_nothing_is_told_that_the_schema_does_not_know(article: Article) -> None:
    told = json.loads(ninjs.render(article))
    assert misfits(told, WHOLE) == []
    assert told["altIds"] == [{"role": "identity", "value": fields.identity_of(article)}]
    ET.fromstring(f"<div>{told['bodies'][0]['value']}</div>")  # noqa: S314 - our own body


def test_a_whole_article_fits_the_schema() -> None:
    assert misfits(ninjs.as_object(whole()), WHOLE) == []


def test_the_check_of_the_schema_finds_what_does_not_fit() -> None:
    told = {"uri": "a b", "type": "x", "by": 1, "poem": "", "expires": "2019-11-08T12:00"}
    assert misfits(told, WHOLE) == [".poem", ".uri", ".type", ".by", ".expires"]


def test_an_article_is_one_line_and_many_are_lines() -> None:
    line = ninjs.render(whole())
    assert line.splitlines(keepends=True) == [line]
    assert list(ninjs.stream([whole(), whole()])) == [line, line]


def test_what_is_empty_is_left_out() -> None:
    told = ninjs.as_object(invent(body="", is_own_work=True, slug="a"))
    assert list(told) == [
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
def test_it_says_whether_readers_see_it(changes: dict[str, Any], status: str) -> None:
    told = ninjs.as_object(whole(**changes))
    assert told["pubStatus"] == status
    assert ("renditions" in told) == (status == "usable")


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
def test_its_version_is_what_readers_or_else_editors_know_of(
    changes: dict[str, Any], first: datetime, version: datetime
) -> None:
    told = ninjs.as_object(whole(**changes))
    assert told["firstCreated"] == first.isoformat()
    assert told["versionCreated"] == version.isoformat()


def test_a_month_is_no_instant() -> None:
    when = SourceDate(date(2019, 11, 1), None, Precision.MONTH)
    assert "contentCreated" not in ninjs.as_object(whole(source_date=when))


def test_an_organisation_is_no_person() -> None:
    article = whole(authors=(("Harbour Agency", ""),))
    (agency,) = article.beside.credited
    article.beside = Beside((Credited(agency.name, agency.slug, is_organisation=True),))
    told = ninjs.as_object(article)
    assert told["organisations"] == [{"name": "Harbour Agency", "rel": "author"}]
    assert "people" not in told


def test_a_source_without_website_has_no_uri() -> None:
    article = invent(source="Agos")
    assert ninjs.as_object(article)["infoSources"] == [
        {"name": "Agos", "role": "source", "literal": "s"}
    ]
