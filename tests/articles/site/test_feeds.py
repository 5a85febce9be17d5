"""The feeds: every list as RSS, Atom and JSON Feed, read by independent parsers."""

import json
from calendar import timegm
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from time import struct_time
from typing import Any

import feedparser
import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from articles.models import Article, Correction
from articles.publishing import closing, workflow
from articles.site.feeds import FEED_FORMATS, SIZE
from articles.site.listings import LISTINGS
from tests.factories import NOON, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db

SITE = "https://press.example.org"
# The URL of each listing with the article of make_complete_article.
LISTS = {
    "index": "/",
    "year": "/2019/",
    "month": "/2019/11/",
    "day": "/2019/11/08/",
    "source": "/sources/agos/",
    "author": "/authors/ada-writer/",
    "tag": "/tags/harbour/",
}
# What https://www.jsonfeed.org/version/1.1/ allows, in our own words.
URL = {"type": "string", "pattern": "^https?://[!-~]+$"}
INSTANT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
TEXT = {"type": "string", "minLength": 1}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {"name": TEXT, "url": URL, "avatar": URL},
    },
}
ITEM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        "id": TEXT,
        "url": URL,
        "external_url": URL,
        "title": TEXT,
        "content_html": {"type": "string"},
        "summary": TEXT,
        "date_published": INSTANT,
        "date_modified": INSTANT,
        "authors": AUTHORS,
        "tags": {"type": "array", "items": TEXT},
        "language": TEXT,
    },
}
JSON_FEED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": URL,
        "feed_url": URL,
        "description": TEXT,
        "authors": AUTHORS,
        "language": TEXT,
        "items": {"type": "array", "items": ITEM},
    },
}


@pytest.fixture(autouse=True)
def _set_site_url(settings: Any) -> None:
    settings.NEWSROOM_SITE_ADDRESS = SITE


def get_content(url: str, status: int = HTTPStatus.OK) -> bytes:
    response = Client().get(url)
    assert response.status_code == status
    return bytes(response.content)


def parse_feed(url: str) -> Any:
    """Return the feed as feedparser reads it, without any error."""
    content = get_content(url)
    etree.fromstring(content)
    parsed = feedparser.parse(content)
    assert parsed.bozo is False
    return parsed


def parse_json_feed(url: str) -> Any:
    document = json.loads(get_content(url))
    jsonschema.validate(document, JSON_FEED)
    return document


def to_datetime(parsed: struct_time) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def make_complete_article() -> Article:
    """Make an article with a value for everything that a feed has."""
    return make_live(
        headline="IŞIK & <sea>",
        standfirst="In short, 1 < 2.",
        body='<p>The text, with a <a href="https://a.example">link</a>.</p>',
        language="tr",
        source=make_source("Agos", website="https://agos.example/ığdır"),
        source_address="https://agos.example/1?a=b&c=ş",
        authors=("Ada Writer", "Can Öz"),
        tags=("harbour", "sea & sky"),
    )


def make_corrected_article() -> Article:
    """Make a live article with a correction that was just published."""
    article = make_live(authors=("Ada Writer",))
    publisher = make_user("Publishers")
    workflow.perform(article, "edit", by=publisher)
    notice = {"kind": "correction", "text": "It was <two>.", "place": "top"}
    make_revision(article, by=make_user("Editors"), correction=notice)
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=publisher)
    return Article.objects.get(pk=article.pk)


def test_every_listing_is_tested() -> None:
    assert set(LISTS) == set(LISTINGS)


@pytest.mark.parametrize("name", LISTS)
def test_every_listing_has_a_feed_in_each_format(name: str) -> None:
    article = make_complete_article()
    uri = (
        f"tag:press.example.org,{article.created_at.astimezone(UTC):%Y-%m-%d}:article/{article.pk}"
    )
    page = LISTS[name]
    rss, atom, json_feed = (
        parse_feed(f"{page}feed.rss"),
        parse_feed(f"{page}feed.atom"),
        parse_json_feed(f"{page}feed.json"),
    )
    assert (rss.version, atom.version) == ("rss20", "atom10")
    for feed in (rss, atom):
        assert [entry.id for entry in feed.entries] == [uri]
        assert feed.feed.link == SITE + page
    assert ([item["id"] for item in json_feed["items"]], json_feed["home_page_url"]) == (
        [uri],
        SITE + page,
    )


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("rss", "application/rss+xml; charset=utf-8"),
        ("atom", "application/atom+xml; charset=utf-8"),
        ("json", "application/feed+json; charset=utf-8"),
    ],
)
def test_a_feed_has_its_content_type(format: str, content_type: str) -> None:
    assert Client().get(f"/feed.{format}")["Content-Type"] == content_type
    assert format in FEED_FORMATS


def test_rss_has_all_fields_of_an_article() -> None:
    article = make_complete_article()
    (entry,) = parse_feed("/feed.rss").entries
    url = SITE + article.get_absolute_url()
    assert (entry.title, entry.link, entry.language) == ("IŞIK & <sea>", url, "tr")
    assert entry.summary == "In short, 1 &lt; 2."
    assert entry.content[0].value == article.body
    assert [author.name for author in entry.authors] == ["Ada Writer", "Can Öz"]
    assert [tag.term for tag in entry.tags] == ["harbour", "sea & sky"]
    assert entry.source == {
        "title": "Agos",
        "href": "https://agos.example/%C4%B1%C4%9Fd%C4%B1r",
    }
    assert {link.rel: link.href for link in entry.links} == {
        "alternate": url,
        "via": "https://agos.example/1?a=b&c=%C5%9F",
    }
    assert to_datetime(entry.published_parsed) == NOON


def test_atom_has_all_fields_of_an_article() -> None:
    article = make_complete_article()
    (entry,) = parse_feed("/feed.atom").entries
    url = SITE + article.get_absolute_url()
    assert (entry.title, entry.link) == ("IŞIK & <sea>", url)
    assert entry.content[0].value == article.body
    assert (entry.content[0].type, entry.content[0].language) == ("text/html", "tr")
    assert [author.name for author in entry.authors] == ["Ada Writer", "Can Öz"]
    assert [tag.term for tag in entry.tags] == ["harbour", "sea & sky"]
    assert entry.source.title == "Agos"
    assert entry.source.link == "https://agos.example/%C4%B1%C4%9Fd%C4%B1r"
    assert [link.href for link in entry.links if link.rel == "via"] == [
        "https://agos.example/1?a=b&c=%C5%9F"
    ]
    assert (entry.published, entry.updated) == (NOON.isoformat(), NOON.isoformat())


def test_json_feed_has_all_fields_of_an_article() -> None:
    article = make_complete_article()
    (item,) = parse_json_feed("/feed.json")["items"]
    assert item == {
        "id": item["id"],
        "url": SITE + article.get_absolute_url(),
        "external_url": "https://agos.example/1?a=b&c=%C5%9F",
        "title": "IŞIK & <sea>",
        "content_html": article.body,
        "summary": "In short, 1 < 2.",
        "date_published": NOON.isoformat(),
        "date_modified": NOON.isoformat(),
        "authors": [{"name": "Ada Writer"}, {"name": "Can Öz"}],
        "tags": ["harbour", "sea & sky"],
        "language": "tr",
    }


def test_without_authors_the_source_is_the_author() -> None:
    make_live(source=make_source("Agos"))
    (entry,) = parse_feed("/feed.atom").entries
    assert entry.source.author == "Agos"
    assert parse_json_feed("/feed.json")["items"][0]["authors"] == [{"name": "Agos"}]


def test_our_own_work_has_no_source() -> None:
    make_live(is_own_work=True)
    (entry,), (item,) = parse_feed("/feed.rss").entries, parse_json_feed("/feed.json")["items"]
    assert ("source" in entry, "authors" in item, "external_url" in item) == (False,) * 3
    assert "source" not in parse_feed("/feed.atom").entries[0]


def test_the_id_stays_when_headline_and_slug_change() -> None:
    article = make_complete_article()
    before = parse_feed("/feed.atom").entries[0].id
    Article.objects.filter(pk=article.pk).update(headline="Other", slug="other")
    assert [entry.id for entry in parse_feed("/feed.atom").entries] == [before]


def test_a_correction_changes_the_update_time_and_is_in_the_content() -> None:
    article = make_corrected_article()
    notice = Correction.objects.get()
    start = "<aside><p><b>Correction</b>,"
    for url in ("/feed.rss", "/feed.atom"):
        (entry,) = parse_feed(url).entries
        assert entry.updated == notice.published_at.astimezone(UTC).isoformat()
    (item,) = parse_json_feed("/feed.json")["items"]
    assert item["date_modified"] == notice.published_at.astimezone(UTC).isoformat()
    assert item["content_html"].startswith(start)
    assert item["content_html"].endswith(f"<p>It was &lt;two&gt;.</p></aside>\n{article.body}")


def test_a_feed_has_the_update_time_of_its_newest_article() -> None:
    make_live(published_at=NOON - timedelta(days=1))
    make_live()
    assert parse_feed("/feed.atom").feed.updated == NOON.isoformat()
    assert to_datetime(parse_feed("/feed.rss").feed.updated_parsed) == NOON


def test_a_feed_without_entries_is_valid_and_constant() -> None:
    assert (parse_feed("/feed.rss").entries, parse_feed("/feed.atom").entries) == ([], [])
    assert parse_feed("/feed.atom").feed.updated == "1970-01-01T00:00:00+00:00"
    assert parse_json_feed("/feed.json")["items"] == []


def test_a_feed_has_the_filters_of_its_list() -> None:
    make_live(headline="Ferry", kind="report", language="tr")
    make_live(headline="Tram", kind="news")
    query = "?kind=report&language=tr&from=2019-11-08&until=2019-11-08"
    feed = parse_feed(f"/feed.atom{query}&page=3&order=best&x=1&older=y")
    assert [entry.title for entry in feed.entries] == ["Ferry"]
    assert feed.feed.title == (
        "Latest articles · Kind: report · Language: Turkish · From: 8 November 2019"
        " · To: 8 November 2019 – Newsroom"
    )
    assert [(link.rel, link.href) for link in feed.feed.links] == [
        ("alternate", f"{SITE}/{query}"),
        ("self", f"{SITE}/feed.atom{query}"),
    ]


def test_a_search_has_a_feed() -> None:
    make_live(headline="Ferry", source=make_source("Agos"))
    make_live(headline="Tram")
    feed = parse_feed("/feed.rss?q=ferry&source=agos")
    assert [entry.title for entry in feed.entries] == ["Ferry"]
    assert feed.feed.title == "Latest articles · Search: ferry · Source: Agos – Newsroom"


@pytest.mark.parametrize("format", FEED_FORMATS)
def test_an_invalid_filter_gives_its_error_as_plain_text(format: str) -> None:
    response = Client().get(f"/feed.{format}?source=nobody&kind=x")
    text = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "These filters cannot be used:\nSource: Select a valid choice." in text


@pytest.mark.parametrize(
    "url", ["/sources/nobody/feed.rss", "/2019/13/feed.atom", "/feed.xml", "/tags/feed.rss"]
)
def test_an_unknown_list_has_no_feed(url: str) -> None:
    get_content(url, HTTPStatus.NOT_FOUND)


def test_a_feed_allows_only_get_and_head() -> None:
    assert Client().post("/feed.rss").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Client().head("/feed.rss").status_code == HTTPStatus.OK


def test_an_unchanged_feed_gives_304() -> None:
    make_live()
    first = Client().get("/feed.atom")
    again = Client().get("/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_feed_has_the_language_of_the_request() -> None:
    response = Client().get("/feed.json", headers={"Accept-Language": "tr"})
    assert json.loads(response.content)["language"] == "tr"


# Corrections.


def test_corrections_have_a_feed() -> None:
    article = make_corrected_article()
    notice = Correction.objects.get()
    (entry,) = parse_feed("/corrections/feed.atom").entries
    assert entry.title == f"Correction: {article.headline}"
    assert entry.link == f"{SITE}{article.get_absolute_url()}#correction-{notice.pk}"
    assert entry.id.endswith(f":article/{article.pk}/correction/{notice.pk}")
    assert entry.content[0].value == "<p>It was &lt;two&gt;.</p>"
    assert len(parse_feed("/corrections/feed.rss").entries) == 1
    assert len(parse_json_feed("/corrections/feed.json")["items"]) == 1


def test_without_corrections_their_feed_is_empty() -> None:
    assert parse_feed("/corrections/feed.rss").entries == []


# Texts with all kinds of characters.

HOSTILE = st.lists(
    st.sampled_from(
        [
            *("]]>", "<b>", "&amp;", "&", "<!--", "</title>", "<![CDATA[", "'", '"', "🚢", "İ"),
            *("\x0b", "\x1b", "\x85", "\ufffe", "\u202e", "\u2028", "\u200d", "\ufeff"),
            *("e\u0301", "\U0001fffe"),
        ]
    )
    | st.text(max_size=5),
    min_size=1,
    max_size=6,
).map("".join)


@pytest.mark.unmeasured
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
def test_every_format_is_valid_whatever_a_text_contains(text: str) -> None:
    text = text.replace("\x00", "") or "x"  # databases do not store it
    text = text.encode("utf-8", "ignore").decode()
    closing.delete_articles(Article.objects.all())
    article = make_live(slug="hostile")
    fields = {"headline": f"H {text}", "standfirst": text, "body": f"<p>{text}</p>"}
    Article.objects.filter(pk=article.pk).update(**fields)
    for feed in (parse_feed("/feed.rss"), parse_feed("/feed.atom")):
        assert [entry.title[:1] for entry in feed.entries] == ["H"]
    assert [item["title"][:1] for item in parse_json_feed("/feed.json")["items"]] == ["H"]


@pytest.mark.parametrize("character", ["%01", "%0B", "%EF%BF%BE"])
def test_a_search_for_a_character_that_xml_forbids_gives_a_valid_feed(character: str) -> None:
    make_live(headline="Ferry")
    for format in ("rss", "atom"):
        parse_feed = feedparser.parse(Client().get(f"/feed.{format}?q=ferry{character}").content)
        assert (parse_feed.bozo, len(parse_feed.entries)) == (False, 1)


def test_a_feed_has_as_many_entries_as_its_size() -> None:
    for i in range(SIZE + 1):
        make_live(headline=f"Ferry {i}", published_at=NOON - timedelta(hours=i))
    with CaptureQueriesContext(connection) as queries:
        feed = parse_feed("/feed.rss")
    assert [entry.title for entry in feed.entries] == [f"Ferry {i}" for i in range(SIZE)]
    assert any(f"LIMIT {SIZE + 1}" in query["sql"] for query in queries)
