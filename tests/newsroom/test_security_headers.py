"""The headers of every kind of response."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path
from pytest_django import Settings

from articles.models import Article
from articles.publishing import workflow
from newsroom.security_headers import FEATURES
from tests.factories import make_article, make_live, make_preview_link, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.one_engine,
]

URL = "/2019/11/08/ferry/"
PUBLIC = "public, max-age=0, s-maxage=10, stale-while-revalidate=30, stale-if-error=60"
PRIVATE, NOT_STORED = "private, no-cache", "private, no-store"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


# A page that fails, and one that is refused; this module is a URLconf.


def fail(_request: HttpRequest) -> HttpResponse:
    raise ArithmeticError


def refuse(_request: HttpRequest) -> HttpResponse:
    return HttpResponseForbidden("Not for you.")


urlpatterns = [
    path("fails/", fail),
    path("refused/", refuse),
    path("", include("newsroom.urls")),
]
handler404 = "articles.site.urls.page_not_found"


@pytest.fixture(autouse=True)
def _set_up_site(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    settings.NEWSROOM_PAGE_CACHE = True
    cache.clear()
    make_live(headline="Ferry", slug="ferry", pk=1)
    yield
    cache.clear()


def send(
    url: str, *, method: str = "get", client: Client | None = None, **headers: str
) -> HttpResponseBase:
    client = client or Client(raise_request_exception=False)
    response: HttpResponseBase = getattr(client, method)(
        url, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    return response


def send_again(url: str) -> HttpResponseBase:
    send(url)
    return send(url)


def send_etag(url: str) -> HttpResponseBase:
    return send(url, If_None_Match=send(url)["ETag"])


def send_as_editor(url: str) -> HttpResponseBase:
    client = Client()
    client.force_login(make_user("Editors"))
    return send(url, client=client)


def send_without_token(url: str) -> HttpResponseBase:
    client = Client(enforce_csrf_checks=True)
    return send(url, method="post", client=client)


def send_large_body() -> HttpResponseBase:
    return Client().post("/admin/login/", {"next": "x" * 100_000})


def search_too_often() -> HttpResponseBase:
    with override_settings(NEWSROOM_RATE_LIMITS=True, NEWSROOM_SEARCH_RATE=1):
        return [send(f"/?q=ferry{number}") for number in range(3)][-1]  # two may be in one minute


def open_preview() -> HttpResponseBase:
    return send(f"/preview/{make_preview_link(make_article()).token}/")


def withdraw_and_send() -> HttpResponseBase:
    article = Article.objects.get(pk=1)
    workflow.perform(article, "withdraw", by=make_user("Publishers"), reason="It was wrong.")
    return send(URL)


STATIC = "/static/articles/site.css"
SAME, CROSS = "same-origin", "cross-origin"
# Kind, request, status, Cache-Control and Cross-Origin-Resource-Policy.
KINDS: list[tuple[str, Callable[[], HttpResponseBase], int, str, str]] = [
    ("page", lambda: send("/"), 200, PUBLIC, SAME),
    ("page from the cache", lambda: send_again(URL), 200, PUBLIC, SAME),
    ("page that is not modified", lambda: send_etag(URL), 304, PUBLIC, SAME),
    ("page for HEAD", lambda: send(URL, method="head"), 200, PUBLIC, SAME),
    ("page for an editor", lambda: send_as_editor(URL), 200, PRIVATE, SAME),
    ("withdrawn article", withdraw_and_send, 410, PUBLIC, SAME),
    ("redirect", lambda: send("/2019/11/09/ferry/"), 301, PUBLIC, SAME),
    ("redirect to the slash", lambda: send("/sources"), 301, PUBLIC, SAME),
    ("preview", open_preview, 200, NOT_STORED, SAME),
    ("choice of a language", lambda: send("/language/", method="post"), 302, PRIVATE, SAME),
    ("feed", lambda: send("/feed.rss"), 200, PUBLIC, CROSS),
    ("feed that is not modified", lambda: send_etag("/feed.atom"), 304, PUBLIC, CROSS),
    ("feed of a list", lambda: send("/2019/feed.json"), 200, PUBLIC, CROSS),
    ("article as JSON", lambda: send(f"{URL}article.json"), 200, PUBLIC, CROSS),
    ("API", lambda: send("/api/articles/"), 200, PUBLIC, CROSS),
    ("API, not found", lambda: send("/api/articles/9/"), 404, PUBLIC, CROSS),
    ("sitemap", lambda: send("/sitemap.xml"), 200, PUBLIC, CROSS),
    ("part of the sitemap", lambda: send("/sitemap-1.xml"), 200, "public, max-age=600", CROSS),
    ("robots.txt", lambda: send("/robots.txt"), 200, PUBLIC, CROSS),
    ("static file", lambda: send(STATIC, method="head"), 200, "max-age=60, public", CROSS),
    ("static file, not found", lambda: send("/static/x.css"), 404, PRIVATE, CROSS),
    ("bad filter", lambda: send("/?from=x"), 400, PRIVATE, SAME),
    ("bad host", lambda: send("/", Host="evil.example"), 400, PRIVATE, SAME),
    ("refusal", lambda: send("/refused/"), 403, PRIVATE, SAME),
    ("not found", lambda: send("/nothing/"), 404, PUBLIC, SAME),
    ("wrong method", lambda: send("/", method="post"), 405, PRIVATE, SAME),
    ("large body", send_large_body, 413, "", SAME),
    ("too many searches", search_too_often, 429, NOT_STORED, SAME),
    ("failure", lambda: send("/fails/"), 500, PRIVATE, SAME),
    ("health", lambda: send("/healthz"), 200, "", SAME),
    ("desk, signed out", lambda: send("/admin/"), 302, NOT_STORED, SAME),
    ("sign-in", lambda: send("/admin/login/"), 200, NOT_STORED, SAME),
    ("desk", lambda: send_as_editor("/admin/"), 200, NOT_STORED, SAME),
    ("script of the desk", lambda: send_as_editor("/admin/jsi18n/"), 200, NOT_STORED, SAME),
    ("desk, not found", lambda: send_as_editor("/admin/nothing/"), 404, NOT_STORED, SAME),
    ("no CSRF token", lambda: send_without_token("/admin/login/"), 403, NOT_STORED, SAME),
]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("respond", "status", "caching", "resource_policy"),
    [pytest.param(*row[1:], id=row[0]) for row in KINDS],
)
def test_every_kind_of_response_has_the_headers(
    respond: Callable[[], HttpResponseBase], status: int, caching: str, resource_policy: str
) -> None:
    response = respond()
    assert response.status_code == status
    assert response["Cache-Control"] == (caching or response["Cache-Control"])
    assert response["Cross-Origin-Resource-Policy"] == resource_policy
    assert parse_policy(response["Content-Security-Policy"]) == POLICY
    names = ("X-Content-Type-Options", "X-Frame-Options", "Cross-Origin-Opener-Policy")
    assert [response[name] for name in names] == ["nosniff", "DENY", "same-origin"]
    assert response["Permissions-Policy"].count("=()") == len(FEATURES)
    kind, _separator, parameters = response.headers.get("Content-Type", "").partition(";")
    assert "charset=" in parameters or not re.match(r"text/|\S+[+/]xml$", kind)
    referrer = "no-referrer" if respond is open_preview else "strict-origin-when-cross-origin"
    assert response["Referrer-Policy"] == referrer


def parse_policy(policy: str) -> dict[str, str]:
    """Return the directives of a Content-Security-Policy with their sources."""
    return dict(directive.strip().split(" ", 1) for directive in policy.split(";"))


def test_a_drawing_names_its_characters() -> None:
    response = send("/static/articles/icon.svg", method="head")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"


# Signing out.


def test_signing_out_removes_what_the_browser_has_stored() -> None:
    client = Client()
    client.force_login(make_user("Editors"))
    response = client.post("/admin/logout/")
    assert (response["Clear-Site-Data"], "_auth_user_id" in client.session) == ('"storage"', False)


def test_only_signing_out_removes_it() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Editors"))
    requests = [("post", "/admin/logout/"), ("get", "/admin/logout/"), ("get", "/admin/")]
    responses = [send(url, method=method, client=client) for method, url in requests]
    assert [each.has_header("Clear-Site-Data") for each in responses] == [False, False, False]


# HTTPS.


@pytest.mark.parametrize("url", ["/", STATIC, "/nothing/", "/admin/", "/fails/"])
def test_browsers_stay_with_https_once_they_came_by_it(url: str) -> None:
    client = Client(raise_request_exception=False)
    response = client.head(url, secure=True)
    assert response["Strict-Transport-Security"] == "max-age=31536000"
    assert not client.head(url).has_header("Strict-Transport-Security")


def test_nothing_is_said_of_https_where_it_is_turned_off(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 0
    assert not Client().get("/", secure=True).has_header("Strict-Transport-Security")


def test_a_redirect_to_https_has_the_headers(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/")
    assert parse_policy(response["Content-Security-Policy"]) == POLICY


@pytest.mark.parametrize("url", ["/admin/login/", "/admin/"])
def test_cookies_are_for_this_host_and_https_only(url: str) -> None:
    client = Client()
    client.force_login(make_user("Editors"))
    client.post("/language/", {"language": "tr"}, secure=True)
    client.get(url, secure=True)
    cookies = client.cookies
    assert {name for name in cookies if not name.startswith("__Host-")} == set()
    kept = [
        (cookie["path"], cookie["domain"] or "", cookie["secure"]) for cookie in cookies.values()
    ]
    assert set(kept) == {("/", "", True)}


# Reports and debugging.


def test_browsers_report_what_the_policy_blocks(settings: Settings) -> None:
    url = "https://reports.example.org/csp"
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    reports = {"report-uri": url, "report-to": "csp"}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, **reports}}
    settings.NEWSROOM_CSP_REPORTS = url
    for each in ("/", STATIC):
        response = Client().head(each)
        assert parse_policy(response["Content-Security-Policy"]) == {**POLICY, **reports}
        assert response["Reporting-Endpoints"] == f'csp="{url}"'


def test_pages_for_developers_run_their_scripts(settings: Settings) -> None:
    settings.DEBUG = True
    response = Client(raise_request_exception=False).get("/fails/")
    assert (response.status_code, response.has_header("Content-Security-Policy")) == (500, False)
