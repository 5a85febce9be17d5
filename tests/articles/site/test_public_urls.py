"""Public URLs: redirects of old and misspelt ones, allowed methods, language."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from lxml import html

from articles.models import Article, FormerSlug
from articles.publishing import workflow
from articles.site import urls
from tests.factories import make_article, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db

DAY = "/2019/11/08/"


def rename(article: Article, slug: str) -> Article:
    """Give the live article another slug, as two people do it."""
    editor, publisher = make_user("Editors"), make_user("Publishers")
    workflow.perform(article, "edit", by=editor)
    make_revision(article, by=editor, slug=slug)
    article.refresh_from_db()
    workflow.perform(article, "submit", by=editor)
    workflow.perform(article, "approve", by=publisher)
    workflow.perform(article, "publish", by=publisher)
    return article


def test_a_former_slug_is_redirected(client: Client) -> None:
    rename(rename(make_live(slug="ferry"), "tram"), "bus")
    for slug in ("ferry", "tram"):
        response = client.get(f"{DAY}{slug}/")
        assert (response.status_code, response["Location"]) == (301, f"{DAY}bus/")


@pytest.mark.parametrize(
    "url",
    ["2019/11/08/ferry/", "2019/11/09/tram/", "2019/11/08/Tram/", "2019/11/08/ferry/article.txt"],
)
def test_redirects_keep_the_query_string(client: Client, url: str) -> None:
    rename(make_live(slug="ferry"), "tram")
    location = client.get(f"/{url}?from=letter&day=%C4%B1")["Location"]
    assert location.partition("?")[2] == "from=letter&day=%C4%B1"


def test_a_slug_in_use_again_is_no_former_slug(client: Client) -> None:
    rename(rename(make_live(slug="ferry"), "tram"), "ferry")
    assert client.get(f"{DAY}ferry/").status_code == HTTPStatus.OK
    assert client.get(f"{DAY}tram/")["Location"] == f"{DAY}ferry/"
    assert [former.slug for former in FormerSlug.objects.all()] == ["tram"]


def test_a_current_slug_wins_over_a_former_one(client: Client) -> None:
    rename(make_live(slug="ferry"), "tram")
    make_live(slug="ferry", headline="Another")
    assert "Another" in client.get(f"{DAY}ferry/").text


def test_a_former_slug_of_a_withdrawn_article_gives_its_reason(client: Client) -> None:
    article = rename(make_live(slug="ferry"), "tram")
    workflow.perform(article, "withdraw", by=make_user("Publishers"), reason="It was wrong.")
    response = client.get(f"{DAY}ferry/")
    assert (response.status_code, "It was wrong." in response.text) == (HTTPStatus.GONE, True)


def test_the_former_slug_of_a_draft_is_not_recorded() -> None:
    article = make_article(slug="ferry")
    make_revision(article, slug="tram")
    assert (Article.objects.get().slug, FormerSlug.objects.count()) == ("tram", 0)
    assert str(FormerSlug(slug="ferry")) == "ferry"


@pytest.mark.parametrize(
    ("url", "plain"),
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
def test_a_path_in_capitals_or_with_diacritics_is_redirected(
    client: Client, url: str, plain: str
) -> None:
    make_live(slug="ferry-sails", source=make_source("Agos"), tags=("Ulaşım",))
    response = client.get(url)
    assert response.get("Location", "") == plain
    assert response.status_code == (HTTPStatus.MOVED_PERMANENTLY if plain else HTTPStatus.NOT_FOUND)


def test_a_missing_slash_is_added(client: Client) -> None:
    response = client.get("/sources")
    assert (response.status_code, response["Location"]) == (301, "/sources/")


# Methods.

URL_KWARGS = {
    "year": "2019",
    "month": "11",
    "day": "08",
    "slug": "ferry",
    "token": "x",
    "format": "json",
    "form": "rss",
}


def list_urls() -> Iterator[str]:
    """Yield every public URL that shows something."""
    for pattern in urls.urlpatterns:
        if pattern.name == "language":
            continue
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        for name in pattern.pattern.converters:
            converter = next(part for part in route.split("<") if f"{name}>" in part).split(">")[0]
            route = route.replace(f"<{converter}>", URL_KWARGS.get(name, "1"))
        yield f"/{route}"


@pytest.mark.unmeasured
@pytest.mark.parametrize("url", list(list_urls()))
def test_every_url_allows_only_get_and_head(client: Client, url: str) -> None:
    make_live(slug="ferry")
    page, head = client.get(url), client.head(url)
    assert (head.status_code, head.content) == (page.status_code, b"")
    assert head.get("Content-Type") == page.get("Content-Type")
    # The test client enforces CSRF checks only on request.
    response = Client(enforce_csrf_checks=True).post(url)
    assert (response.status_code, response["Allow"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "GET, HEAD")


# Languages.


def test_choosing_a_language_leads_back_to_the_page() -> None:
    make_live(slug="ferry")
    client = Client(enforce_csrf_checks=True)
    form = parse_form(client.get(f"{DAY}ferry/?a=1&b=%C5%9F").text)
    assert form == {"next": f"{DAY}ferry/?a=1&b=%C5%9F", "language": "tr"}
    response = client.post("/language/", form)
    assert (response.status_code, response["Location"]) == (302, f"{DAY}ferry/?a=1&b=%C5%9F")
    assert '<html lang="tr">' in client.get(f"{DAY}ferry/").text
    assert parse_form(client.get("/no/such/page").text) == {
        "next": "/no/such/page",
        "language": "en",
    }


def parse_form(page: str) -> dict[str, str]:
    """Return what the form of languages sends, pressed on its only button."""
    [form] = html.fromstring(page).xpath("//form[@action='/language/' and @method='post']")
    [button] = form.xpath(".//button")
    assert button.get("lang") == button.get("value")
    return {**dict(form.form_values()), button.get("name"): button.get("value")}


def test_the_language_cookie_is_kept_for_a_year_and_not_sent_by_other_sites(settings: Any) -> None:
    settings.LANGUAGE_COOKIE_SECURE = True
    client = Client()
    client.post("/language/", {"language": "tr"}, secure=True)
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert [cookie[name] for name in ("max-age", "samesite", "secure", "path")] == [
        *(31_536_000, "Lax", True, "/")
    ]


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_the_choice_of_a_language_never_leads_to_other_sites(client: Client, url: str) -> None:
    assert client.post("/language/", {"next": url, "language": "en"})["Location"] == "/"


def test_a_language_is_chosen_by_post_only(client: Client) -> None:
    response = client.get("/language/", {"next": "/", "language": "tr"})
    assert (response.status_code, response["Allow"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "POST")
