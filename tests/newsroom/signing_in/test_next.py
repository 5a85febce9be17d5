"""Where people get after they have signed in: to a page of this site, whatever they are sent."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.accounts import LOGIN, PASSWORD
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

ELSEWHERE = [
    *("//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example", "http:evil"),
    *("https:///evil.example", " //evil.example", "\0//evil.example", "javascript:alert(1)"),
    *("http://[", "http://[::", "//[", "http://testserver@evil.example/", "https://a.example/"),
    *("\u2028//evil.example", "/\r\nX: y", "9" * 5_000),
]


@pytest.mark.parametrize("url", ELSEWHERE)
@pytest.mark.parametrize("path", [LOGIN, "/admin/logout/", "/language/"])
def test_an_odd_next_leads_nowhere_else(settings: Settings, path: str, url: str) -> None:
    settings.ALLOWED_HOSTS = ["testserver", ".a.example"]
    user = make_user("Editors", password=PASSWORD)
    fields = {"login": user.username, "password": PASSWORD, "language": "tr", "next": url}
    response = Client().post(path, fields)
    assert response.status_code in {200, 302}
    location = response.headers.get("Location", "/").replace("\\", "/")
    assert (location.startswith("/") and not location.startswith("//")) or location == "9" * 5_000
    assert Client().get(path, {"next": url}).status_code in {200, 302, 405}


def test_a_page_of_this_site_comes_after_signing_in() -> None:
    user = make_user("Editors", password=PASSWORD)
    fields = {"login": user.username, "password": PASSWORD, "next": "/admin/articles/tag/?q=a"}
    assert Client().post(LOGIN, fields).headers["Location"] == "/admin/articles/tag/?q=a"
