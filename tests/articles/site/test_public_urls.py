"""Addresses that are old, or not quite ours, lead on; every address is asked the same way."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import URLPattern

from articles.models import Article, FormerSlug
from articles.publishing import workflow
from articles.site import urls
from tests.factories import make_article, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db

DAY = "/2019/11/08/"


def renamed(article: Article, slug: str) -> Article:
    """Give the live piece another slug, as two people do it."""
    editor, publisher = make_user("Editors"), make_user("Publishers")
    workflow.perform(article, "edit", by=editor)
    make_revision(article, by=editor, slug=slug)
    article.refresh_from_db()
    workflow.perform(article, "submit", by=editor)
    workflow.perform(article, "approve", by=publisher)
    workflow.perform(article, "publish", by=publisher)
    return article


def test_an_old_slug_leads_to_the_new_one(client: Client) -> None:
    renamed(renamed(make_live(slug="ferry"), "tram"), "bus")
    for slug in ("ferry", "tram"):
        response = client.get(f"{DAY}{slug}/")
        assert (response.status_code, response["Location"]) == (301, f"{DAY}bus/")


@pytest.mark.parametrize(
    "address",
    ["2019/11/08/ferry/", "2019/11/09/tram/", "2019/11/08/Tram/", "2019/11/08/ferry/article.txt"],
)
def test_who_is_led_on_keeps_the_query(client: Client, address: str) -> None:
    renamed(make_live(slug="ferry"), "tram")
    led = client.get(f"/{address}?from=letter&day=%C4%B1")["Location"]
    assert led.partition("?")[2] == "from=letter&day=%C4%B1"


def test_a_slug_that_is_taken_back_is_no_former_one(client: Client) -> None:
    renamed(renamed(make_live(slug="ferry"), "tram"), "ferry")
    assert client.get(f"{DAY}ferry/").status_code == HTTPStatus.OK
    assert client.get(f"{DAY}tram/")["Location"] == f"{DAY}ferry/"
    assert [each.slug for each in FormerSlug.objects.all()] == ["tram"]


def test_a_piece_that_has_the_slug_now_comes_first(client: Client) -> None:
    renamed(make_live(slug="ferry"), "tram")
    make_live(slug="ferry", headline="Another")
    assert "Another" in client.get(f"{DAY}ferry/").text


def test_an_old_slug_of_a_withdrawn_piece_says_why_it_is_gone(client: Client) -> None:
    article = renamed(make_live(slug="ferry"), "tram")
    workflow.perform(article, "withdraw", by=make_user("Publishers"), reason="It was wrong.")
    response = client.get(f"{DAY}ferry/")
    assert (response.status_code, "It was wrong." in response.text) == (HTTPStatus.GONE, True)


def test_a_slug_that_no_reader_knew_is_not_kept() -> None:
    article = make_article(slug="ferry")
    make_revision(article, slug="tram")
    assert (Article.objects.get().slug, FormerSlug.objects.count()) == ("tram", 0)
    assert str(FormerSlug(slug="ferry")) == "ferry"


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("/Sources/Agos/", "/sources/agos/"),
        ("/2019/11/08/Ferry-Sails/", "/2019/11/08/ferry-sails/"),
        ("/tags/Ulaşım/", "/tags/ulasim/"),
        ("/TAGS/?kind=news", "/tags/?kind=news"),
        ("/2019/11/08/FERRY-SAILS/?a=%C5%9F", "/2019/11/08/ferry-sails/?a=%C5%9F"),
        ("/SOURCES", "/sources/"),
        ("/Sources/Agos", "/sources/agos/"),
        ("/ROBOTS.TXT/sources/", ""),
        ("/sources/agos%0A/", ""),
        ("/sources/agos;x/", ""),
        ("/tags/%FF/", ""),
        ("/Nowhere/", ""),
        ("/nowhere/", ""),
    ],
)
def test_an_address_in_capitals_or_with_marks_leads_to_the_plain_one(
    client: Client, address: str, plain: str
) -> None:
    make_live(slug="ferry-sails", source=make_source("Agos"), tags=("Ulaşım",))
    response = client.get(address)
    assert response.get("Location", "") == plain
    assert response.status_code == (HTTPStatus.MOVED_PERMANENTLY if plain else HTTPStatus.NOT_FOUND)


def test_a_missing_slash_is_added(client: Client) -> None:
    response = client.get("/sources")
    assert (response.status_code, response["Location"]) == (301, "/sources/")


# The same for every address.

KNOWN = {
    "year": "2019",
    "month": "11",
    "day": "08",
    "slug": "ferry",
    "token": "x",
    "tag": "tr",
    "format": "json",
    "form": "rss",
}


def addresses() -> Iterator[str]:
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        for name in pattern.pattern.converters:
            kind = next(part for part in route.split("<") if f"{name}>" in part).split(">")[0]
            route = route.replace(f"<{kind}>", KNOWN.get(name, "1"))
        yield f"/{route}"


@pytest.mark.parametrize("address", list(addresses()))
def test_every_address_can_be_asked_for_its_head_and_be_sent_nothing(
    client: Client, address: str
) -> None:
    make_live(slug="ferry")
    page, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (page.status_code, b"")
    assert head.get("Content-Type") == page.get("Content-Type")
    # As a browser posts: the test client passes by the check of forms unless it is told.
    refused = Client(enforce_csrf_checks=True).post(address)
    assert (refused.status_code, refused["Allow"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "GET, HEAD")


# In another language.


def test_a_reader_chooses_the_language_and_stays_on_the_page(client: Client) -> None:
    make_live(slug="ferry")
    page = client.get(f"{DAY}ferry/?a=1").text
    assert f'href="/language/tr/?next={DAY}ferry/%3Fa%3D1"' in " ".join(page.split())
    response = client.get(f"/language/tr/?next={DAY}ferry/%3Fa%3D1")
    assert (response.status_code, response["Location"]) == (302, f"{DAY}ferry/?a=1")
    assert "no-store" in response["Cache-Control"]
    assert '<html lang="tr">' in client.get(f"{DAY}ferry/").text


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_led_off_the_site(client: Client, address: str) -> None:
    assert client.get("/language/en/", {"next": address})["Location"] == "/"
