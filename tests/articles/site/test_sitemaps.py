"""Sitemaps and robots.txt."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from articles.site import sitemaps
from tests.factories import NOON, make_article, make_live, make_source

pytestmark = pytest.mark.django_db

SITE = "https://press.example.org"
NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
# What https://www.sitemaps.org/protocol.html allows, in our own words.
SCHEMA = etree.XMLSchema(
    etree.fromstring(b"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
    xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9">
  <xs:simpleType name="loc">
    <xs:restriction base="xs:anyURI">
      <xs:minLength value="12"/><xs:maxLength value="2048"/>
      <xs:pattern value="https?://[!-~]+"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="lastmod"><xs:union memberTypes="xs:date xs:dateTime"/></xs:simpleType>
  <xs:element name="sitemapindex">
    <xs:complexType><xs:sequence>
      <xs:element name="sitemap" maxOccurs="50000">
        <xs:complexType><xs:sequence>
          <xs:element name="loc" type="loc"/>
          <xs:element name="lastmod" type="lastmod" minOccurs="0"/>
        </xs:sequence></xs:complexType>
      </xs:element>
    </xs:sequence></xs:complexType>
  </xs:element>
  <xs:element name="urlset">
    <xs:complexType><xs:sequence>
      <xs:element name="url" minOccurs="0" maxOccurs="50000">
        <xs:complexType><xs:sequence>
          <xs:element name="loc" type="loc"/>
          <xs:element name="lastmod" type="lastmod" minOccurs="0"/>
          <xs:any namespace="##other" processContents="lax" minOccurs="0"/>
        </xs:sequence></xs:complexType>
      </xs:element>
    </xs:sequence></xs:complexType>
  </xs:element>
</xs:schema>""")
)


@pytest.fixture(autouse=True)
def _set_site_url(settings: Any) -> None:
    settings.NEWSROOM_SITE_ADDRESS = SITE


def parse_sitemap(url: str) -> Any:
    response = Client().get(url)
    assert (response.status_code, response["Content-Type"]) == (
        HTTPStatus.OK,
        "application/xml; charset=utf-8",
    )
    root = etree.fromstring(response.content)
    SCHEMA.assertValid(root)
    return root


def list_paths(url: str) -> list[str]:
    """Return the paths of the URLs in the sitemap."""
    locs = parse_sitemap(url).findall("*/s:loc", NAMESPACES)
    assert all(element.text.startswith(SITE) for element in locs)
    return [element.text.removeprefix(SITE) for element in locs]


def test_the_index_lists_every_part_with_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PART_SIZE", 10)
    for key in (1, 2, 10, 11, 45):
        make_live(pk=key)
    make_article(pk=60)
    assert list_paths("/sitemap.xml") == [
        "/sitemap-pages.xml",
        *(f"/sitemap-{number}.xml" for number in (1, 2, 5)),
    ]


def test_every_live_article_is_in_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PART_SIZE", 2)
    urls = [make_live(pk=key).get_absolute_url() for key in range(1, 6)]
    make_article(pk=6)
    parts = [path for path in list_paths("/sitemap.xml") if path != "/sitemap-pages.xml"]
    assert [path for part in parts for path in list_paths(part)] == urls


def test_an_article_has_the_time_of_its_last_change() -> None:
    make_live(slug="ferry")
    make_live(slug="sea-ş", updated_at=NOON + timedelta(hours=1))
    root = parse_sitemap("/sitemap-1.xml")
    assert [element.text for element in root.findall("*/s:loc", NAMESPACES)] == [
        f"{SITE}/2019/11/08/ferry/",
        f"{SITE}/2019/11/08/sea-%C5%9F/",
    ]
    assert [element.text for element in root.findall("*/s:lastmod", NAMESPACES)] == [
        "2019-11-08T12:00:00+00:00",
        "2019-11-08T13:00:00+00:00",
    ]


def test_pages_other_than_articles_have_a_part() -> None:
    make_live(source=make_source("Agos"))
    make_article(source=make_source("Idle Post"))
    assert list_paths("/sitemap-pages.xml") == [
        *("/", "/sources/", "/authors/", "/tags/", "/archive/", "/corrections/"),
        "/sources/agos/",
    ]


def test_a_part_without_articles_is_empty() -> None:
    assert list_paths("/sitemap-7.xml") == []


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "x", "-1"])
def test_a_number_that_is_no_part_is_not_found(number: str) -> None:
    assert Client().get(f"/sitemap-{number}.xml").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("policy", ["noindex", "original"])
def test_articles_that_are_not_indexable_are_in_no_sitemap(policy: str) -> None:
    source = make_source(index_policy=policy, is_in_news_sitemap=True)
    make_live(source=source, published_at=timezone.now(), language="en")
    assert list_paths("/sitemap.xml") == ["/sitemap-pages.xml"]
    assert (list_paths("/sitemap-1.xml"), list_paths("/news-sitemap.xml")) == ([], [])


# News.


def test_news_has_own_work_and_articles_whose_source_allows_it(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)
    own = make_live(headline="Own\x0b ]]> <&>", is_own_work=True, language="en")
    allowed = make_live(source=make_source(is_in_news_sitemap=True), language="tr")
    make_live(language="en")
    make_live(is_own_work=True)  # its language is not known
    root = parse_sitemap("/news-sitemap.xml")
    assert [element.text for element in root.findall("*/s:loc", NAMESPACES)] == [
        SITE + article.get_absolute_url() for article in (allowed, own)
    ]
    names = "publication/n:name publication/n:language publication_date title".split()
    element = root.findall("s:url/n:news", NAMESPACES)[1]
    assert [element.find(f"n:{name}", NAMESPACES).text for name in names] == [
        *("Newsroom", "en", "2019-11-08T12:00:00+00:00", "Own ]]> <&>")
    ]


def test_news_is_two_days_old_at_most(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(days=2), tick=False)
    make_live(slug="ferry", is_own_work=True, language="en")
    assert list_paths("/news-sitemap.xml") == ["/2019/11/08/ferry/"]
    time_machine.move_to(NOON + timedelta(days=2, seconds=1), tick=False)
    assert list_paths("/news-sitemap.xml") == []


def test_news_is_limited_to_the_number_of_the_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "NEWS_LIMIT", 2)
    now = timezone.now()
    for minutes in (1, 2, 3):
        at = now - timedelta(minutes=minutes)
        make_live(is_own_work=True, language="en", published_at=at, slug=f"ferry-{minutes}")
    assert [path[-8:] for path in list_paths("/news-sitemap.xml")] == ["ferry-1/", "ferry-2/"]


@pytest.mark.parametrize("url", ["/news-sitemap.xml", "/sitemap-1.xml"])
def test_news_and_parts_are_not_in_the_page_cache(url: str) -> None:
    response = Client().get(url)
    assert (response["Cache-Control"], "ETag" in response) == ("public, max-age=600", False)


# Robots.


def test_robots_are_allowed_the_public_pages() -> None:
    response = Client().get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /language/\nDisallow: /preview/\n\n"
        f"Sitemap: {SITE}/sitemap.xml\nSitemap: {SITE}/news-sitemap.xml\n"
    )


def test_robots_are_disallowed_without_indexing(settings: Any) -> None:
    settings.NEWSROOM_INDEXING = False
    assert Client().get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("url", ["/sitemap.xml", "/robots.txt", "/news-sitemap.xml"])
def test_sitemaps_allow_only_get_and_head(url: str) -> None:
    assert Client().post(url).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Client().head(url).status_code == HTTPStatus.OK
