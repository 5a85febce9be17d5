"""The feeds: every list as RSS, Atom and JSON Feed, held against independent parsers."""

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
from articles.publishing import workflow
from articles.site.feeds import FORMATS, SIZE
from articles.site.listings import LISTINGS
from tests.factories import NOON, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db

SITE = "https://press.example.org"
# The lists with what a piece has to have to stand in each of them.
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
def _site(settings: Any) -> None:
    settings.NEWSROOM_SITE_ADDRESS = SITE


def got(address: str, status: int = HTTPStatus.OK) -> bytes:
    response = Client().get(address)
    assert response.status_code == status
    return bytes(response.content)


def read(address: str) -> Any:
    """Return the feed as feedparser reads it, which has nothing to complain of."""
    content = got(address)
    etree.fromstring(content)
    parsed = feedparser.parse(content)
    assert parsed.bozo is False
    return parsed


def read_json(address: str) -> Any:
    told = json.loads(got(address))
    jsonschema.validate(told, JSON_FEED)
    return told


def instant(parsed: struct_time) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def full() -> Article:
    """Make an article that has all that a feed can tell."""
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


def corrected() -> Article:
    """Make a live article with a notice that a publisher has just put out."""
    article = make_live(authors=("Ada Writer",))
    publisher = make_user("Publishers")
    workflow.perform(article, "edit", by=publisher)
    notice = {"kind": "correction", "text": "It was <two>.", "place": "top"}
    make_revision(article, by=make_user("Editors"), correction=notice)
    for move in ("submit", "approve", "publish"):
        workflow.perform(article, move, by=publisher)
    return Article.objects.get(pk=article.pk)


def test_every_list_is_tried() -> None:
    assert set(LISTS) == set(LISTINGS)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_feed_in_each_format(name: str) -> None:
    article = full()
    uri = (
        f"tag:press.example.org,{article.created_at.astimezone(UTC):%Y-%m-%d}:article/{article.pk}"
    )
    page = LISTS[name]
    rss, atom, told = (
        read(f"{page}feed.rss"),
        read(f"{page}feed.atom"),
        read_json(f"{page}feed.json"),
    )
    assert (rss.version, atom.version) == ("rss20", "atom10")
    for feed in (rss, atom):
        assert [entry.id for entry in feed.entries] == [uri]
        assert feed.feed.link == SITE + page
    assert ([item["id"] for item in told["items"]], told["home_page_url"]) == ([uri], SITE + page)


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("rss", "application/rss+xml; charset=utf-8"),
        ("atom", "application/atom+xml; charset=utf-8"),
        ("json", "application/feed+json; charset=utf-8"),
    ],
)
def test_a_feed_says_what_it_is(format: str, content_type: str) -> None:
    assert Client().get(f"/feed.{format}")["Content-Type"] == content_type
    assert format in FORMATS


def test_rss_tells_all_of_a_piece() -> None:
    article = full()
    (entry,) = read("/feed.rss").entries
    address = SITE + article.get_absolute_url()
    assert (entry.title, entry.link, entry.language) == ("IŞIK & <sea>", address, "tr")
    assert entry.summary == "In short, 1 &lt; 2."
    assert entry.content[0].value == article.body
    assert [author.name for author in entry.authors] == ["Ada Writer", "Can Öz"]
    assert [tag.term for tag in entry.tags] == ["harbour", "sea & sky"]
    assert entry.source == {
        "title": "Agos",
        "href": "https://agos.example/%C4%B1%C4%9Fd%C4%B1r",
    }
    assert {link.rel: link.href for link in entry.links} == {
        "alternate": address,
        "via": "https://agos.example/1?a=b&c=%C5%9F",
    }
    assert instant(entry.published_parsed) == NOON


def test_atom_tells_all_of_a_piece() -> None:
    article = full()
    (entry,) = read("/feed.atom").entries
    address = SITE + article.get_absolute_url()
    assert (entry.title, entry.link) == ("IŞIK & <sea>", address)
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


def test_json_feed_tells_all_of_a_piece() -> None:
    article = full()
    (item,) = read_json("/feed.json")["items"]
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


def test_a_piece_that_nobody_is_named_for_is_its_sources() -> None:
    make_live(source=make_source("Agos"))
    (entry,) = read("/feed.atom").entries
    assert entry.source.author == "Agos"
    assert read_json("/feed.json")["items"][0]["authors"] == [{"name": "Agos"}]


def test_our_own_work_has_no_source() -> None:
    make_live(is_own_work=True)
    (entry,), (item,) = read("/feed.rss").entries, read_json("/feed.json")["items"]
    assert ("source" in entry, "authors" in item, "external_url" in item) == (False,) * 3
    assert "source" not in read("/feed.atom").entries[0]


def test_the_id_stays_when_headline_and_slug_change() -> None:
    article = full()
    before = read("/feed.atom").entries[0].id
    Article.objects.filter(pk=article.pk).update(headline="Other", slug="other")
    assert [entry.id for entry in read("/feed.atom").entries] == [before]


def test_a_correction_is_an_update_and_stands_in_the_text() -> None:
    article = corrected()
    notice = Correction.objects.get()
    told = "<aside><p><b>Correction</b>,"
    for address in ("/feed.rss", "/feed.atom"):
        (entry,) = read(address).entries
        assert entry.updated == notice.published_at.astimezone(UTC).isoformat()
    (item,) = read_json("/feed.json")["items"]
    assert item["date_modified"] == notice.published_at.astimezone(UTC).isoformat()
    assert item["content_html"].startswith(told)
    assert item["content_html"].endswith(f"<p>It was &lt;two&gt;.</p></aside>\n{article.body}")


def test_the_feed_was_changed_when_its_newest_piece_was() -> None:
    make_live(published_at=NOON - timedelta(days=1))
    make_live()
    assert read("/feed.atom").feed.updated == NOON.isoformat()
    assert instant(read("/feed.rss").feed.updated_parsed) == NOON


def test_a_feed_of_nothing_is_a_feed_and_always_the_same() -> None:
    assert (read("/feed.rss").entries, read("/feed.atom").entries) == ([], [])
    assert read("/feed.atom").feed.updated == "1970-01-01T00:00:00+00:00"
    assert read_json("/feed.json")["items"] == []


def test_a_feed_is_narrowed_as_its_list_is() -> None:
    make_live(headline="Ferry", kind="report", language="tr")
    make_live(headline="Tram", kind="news")
    query = "?kind=report&language=tr&from=2019-11-08&until=2019-11-08"
    feed = read(f"/feed.atom{query}&page=3&order=best&x=1&older=y")
    assert [entry.title for entry in feed.entries] == ["Ferry"]
    assert feed.feed.title == (
        "Latest articles · Kind: report · Language: Turkish · From: 8 November 2019"
        " · Until: 8 November 2019 – Newsroom"
    )
    assert [(link.rel, link.href) for link in feed.feed.links] == [
        ("alternate", f"{SITE}/{query}"),
        ("self", f"{SITE}/feed.atom{query}"),
    ]


def test_what_is_searched_for_is_a_feed_too() -> None:
    make_live(headline="Ferry", source=make_source("Agos"))
    make_live(headline="Tram")
    feed = read("/feed.rss?q=ferry&source=agos")
    assert [entry.title for entry in feed.entries] == ["Ferry"]
    assert feed.feed.title == "Latest articles · Search: ferry · Source: Agos – Newsroom"


@pytest.mark.parametrize("format", FORMATS)
def test_a_filter_that_is_none_is_told_plainly(format: str) -> None:
    response = Client().get(f"/feed.{format}?source=nobody&kind=x")
    told = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "The list cannot be narrowed like this:\nSource: Select a valid choice." in told


@pytest.mark.parametrize(
    "address", ["/sources/nobody/feed.rss", "/2019/13/feed.atom", "/feed.xml", "/tags/feed.rss"]
)
def test_what_is_no_list_has_no_feed(address: str) -> None:
    got(address, HTTPStatus.NOT_FOUND)


def test_a_feed_is_only_read() -> None:
    assert Client().post("/feed.rss").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Client().head("/feed.rss").status_code == HTTPStatus.OK


def test_a_feed_that_has_not_changed_is_not_sent_again() -> None:
    make_live()
    first = Client().get("/feed.atom")
    again = Client().get("/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_readers_who_want_turkish_get_its_title() -> None:
    response = Client().get("/feed.json", headers={"Accept-Language": "tr"})
    assert json.loads(response.content)["language"] == "tr"


# The notices.


def test_the_corrections_are_a_feed() -> None:
    article = corrected()
    notice = Correction.objects.get()
    (entry,) = read("/corrections/feed.atom").entries
    assert entry.title == f"Correction: {article.headline}"
    assert entry.link == f"{SITE}{article.get_absolute_url()}#correction-{notice.pk}"
    assert entry.id.endswith(f":article/{article.pk}/correction/{notice.pk}")
    assert entry.content[0].value == "<p>It was &lt;two&gt;.</p>"
    assert len(read("/corrections/feed.rss").entries) == 1
    assert len(read_json("/corrections/feed.json")["items"]) == 1


def test_without_notices_there_is_a_feed_of_none() -> None:
    assert read("/corrections/feed.rss").entries == []


# Whatever an editor or an import may have put into a text.

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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
def test_whatever_a_text_holds_every_format_stays_whole(text: str) -> None:
    text = text.replace("\x00", "") or "x"  # which no table holds
    text = text.encode("utf-8", "ignore").decode()
    Article.objects.all().delete()
    article = make_live(slug="hostile")
    fields = {"headline": f"H {text}", "standfirst": text, "body": f"<p>{text}</p>"}
    Article.objects.filter(pk=article.pk).update(**fields)
    for feed in (read("/feed.rss"), read("/feed.atom")):
        assert [entry.title[:1] for entry in feed.entries] == ["H"]
    assert [item["title"][:1] for item in read_json("/feed.json")["items"]] == ["H"]


# What they cost.


@pytest.mark.parametrize("sign", ["%01", "%0B", "%EF%BF%BE"])
def test_a_feed_of_a_search_for_what_no_xml_holds_is_whole(sign: str) -> None:
    make_live(headline="Ferry")
    for format in ("rss", "atom"):
        read = feedparser.parse(Client().get(f"/feed.{format}?q=ferry{sign}").content)
        assert (read.bozo, len(read.entries)) == (False, 1)


def test_a_feed_brings_no_more_than_it_says() -> None:
    for i in range(SIZE + 1):
        make_live(headline=f"Ferry {i}", published_at=NOON - timedelta(hours=i))
    with CaptureQueriesContext(connection) as asked:
        feed = read("/feed.rss")
    assert [entry.title for entry in feed.entries] == [f"Ferry {i}" for i in range(SIZE)]
    assert any(f"LIMIT {SIZE + 1}" in query["sql"] for query in asked)
