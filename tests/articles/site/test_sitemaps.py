"""The sitemaps and robots.txt: what search engines may read, in parts that cost the same."""

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
def _site(settings: Any) -> None:
    settings.NEWSROOM_SITE_ADDRESS = SITE


def read(address: str) -> Any:
    response = Client().get(address)
    assert (response.status_code, response["Content-Type"]) == (
        HTTPStatus.OK,
        "application/xml; charset=utf-8",
    )
    told = etree.fromstring(response.content)
    SCHEMA.assertValid(told)
    return told


def listed(address: str) -> list[str]:
    """Return the addresses that the sitemap lists, without the site's own."""
    found = read(address).findall("*/s:loc", NAMESPACES)
    assert all(each.text.startswith(SITE) for each in found)
    return [each.text.removeprefix(SITE) for each in found]


def test_the_index_names_every_part_that_has_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PART_SIZE", 10)
    for key in (1, 2, 10, 11, 45):
        make_live(pk=key)
    make_article(pk=60)
    assert listed("/sitemap.xml") == [
        "/sitemap-pages.xml",
        *(f"/sitemap-{number}.xml" for number in (1, 2, 5)),
    ]


def test_every_live_article_stands_in_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PART_SIZE", 2)
    addresses = [make_live(pk=key).get_absolute_url() for key in range(1, 6)]
    make_article(pk=6)
    parts = [path for path in listed("/sitemap.xml") if path != "/sitemap-pages.xml"]
    assert [path for part in parts for path in listed(part)] == addresses


def test_an_article_is_told_with_its_last_change() -> None:
    make_live(slug="ferry")
    make_live(slug="sea-ş", updated_at=NOON + timedelta(hours=1))
    told = read("/sitemap-1.xml")
    assert [each.text for each in told.findall("*/s:loc", NAMESPACES)] == [
        f"{SITE}/2019/11/08/ferry/",
        f"{SITE}/2019/11/08/sea-%C5%9F/",
    ]
    assert [each.text for each in told.findall("*/s:lastmod", NAMESPACES)] == [
        "2019-11-08T12:00:00+00:00",
        "2019-11-08T13:00:00+00:00",
    ]


def test_the_pages_beside_articles_have_a_part() -> None:
    make_live(source=make_source("Agos"))
    make_article(source=make_source("Idle Post"))
    assert listed("/sitemap-pages.xml") == [
        *("/", "/sources/", "/authors/", "/tags/", "/archive/", "/corrections/"),
        "/sources/agos/",
    ]


def test_a_part_without_articles_is_empty() -> None:
    assert listed("/sitemap-7.xml") == []


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "x", "-1"])
def test_what_is_no_part_is_not_found(number: str) -> None:
    assert Client().get(f"/sitemap-{number}.xml").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("policy", ["noindex", "original"])
def test_what_a_source_does_not_want_listed_stands_in_no_sitemap(policy: str) -> None:
    source = make_source(index_policy=policy, is_in_news_sitemap=True)
    make_live(source=source, published_at=timezone.now(), language="en")
    assert listed("/sitemap.xml") == ["/sitemap-pages.xml"]
    assert (listed("/sitemap-1.xml"), listed("/news-sitemap.xml")) == ([], [])


# News.


def test_news_is_our_own_work_and_what_sources_allow(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)
    own = make_live(headline="Own ]]> <&>", is_own_work=True, language="en")
    allowed = make_live(source=make_source(is_in_news_sitemap=True), language="tr")
    make_live(language="en")
    make_live(is_own_work=True)  # in no language that we know of
    told = read("/news-sitemap.xml")
    assert [each.text for each in told.findall("*/s:loc", NAMESPACES)] == [
        SITE + article.get_absolute_url() for article in (allowed, own)
    ]
    names = "publication/n:name publication/n:language publication_date title".split()
    found = told.findall("s:url/n:news", NAMESPACES)[1]
    assert [found.find(f"n:{name}", NAMESPACES).text for name in names] == [
        *("Newsroom", "en", "2019-11-08T12:00:00+00:00", "Own ]]> <&>")
    ]


def test_news_is_two_days_old_at_most(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(days=2), tick=False)
    make_live(slug="ferry", is_own_work=True, language="en")
    assert listed("/news-sitemap.xml") == ["/2019/11/08/ferry/"]
    time_machine.move_to(NOON + timedelta(days=2, seconds=1), tick=False)
    assert listed("/news-sitemap.xml") == []


def test_news_is_as_many_as_the_protocol_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "NEWS_LIMIT", 2)
    now = timezone.now()
    for minutes in (1, 2, 3):
        at = now - timedelta(minutes=minutes)
        make_live(is_own_work=True, language="en", published_at=at, slug=f"ferry-{minutes}")
    assert [path[-8:] for path in listed("/news-sitemap.xml")] == ["ferry-1/", "ferry-2/"]


@pytest.mark.parametrize("address", ["/news-sitemap.xml", "/sitemap-1.xml"])
def test_what_changes_by_itself_or_is_large_is_not_kept_by_us(address: str) -> None:
    response = Client().get(address)
    assert (response["Cache-Control"], "ETag" in response) == ("public, max-age=600", False)


# Robots.


def test_robots_may_read_all_that_readers_do() -> None:
    response = Client().get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /language/\nDisallow: /preview/\n\n"
        f"Sitemap: {SITE}/sitemap.xml\nSitemap: {SITE}/news-sitemap.xml\n"
    )


def test_robots_are_kept_from_a_site_that_is_not_to_be_found(settings: Any) -> None:
    settings.NEWSROOM_INDEXING = False
    assert Client().get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/news-sitemap.xml"])
def test_they_are_only_read(address: str) -> None:
    assert Client().post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Client().head(address).status_code == HTTPStatus.OK
