"""The site and the desk have the best grade of the Mozilla HTTP Observatory."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import make_live, make_user
from tests.observatory import Scan, compute_score, list_modifiers

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

SITE = "https://testserver"
PERFECT = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


def scan(client: Client, path: str) -> Scan:
    location = client.get(path).headers.get("Location", "")
    response = client.get(path, secure=True, follow=True)
    text = response.content.decode()
    return Scan(f"{SITE}{path}", response.headers, response.cookies, text, location)


@pytest.fixture(autouse=True)
def _serve_by_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.parametrize("path", ["/", "/2019/11/08/ferry/", "/?q=ferry", "/sources/"])
def test_the_pages_of_readers_have_the_best_grade(client: Client, path: str) -> None:
    make_live(slug="ferry")
    page = scan(client, path)
    assert (compute_score(page), min(list_modifiers(page).values())) == (130, 0)


@pytest.mark.parametrize("path", ["/admin/", "/admin/articles/article/add/", "/admin/login/"])
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_the_desk_has_the_best_grade(client: Client, path: str, *, is_signed_in: bool) -> None:
    if is_signed_in:
        client.force_login(make_user("Editors"))
    page = scan(client, path)
    assert (compute_score(page), min(list_modifiers(page).values())) == (135, 0)


# The rules themselves: what costs how much.


@pytest.mark.parametrize(
    ("name", "value", "rule", "modifier"),
    [
        ("Content-Security-Policy", "", "content-security-policy", -25),
        ("Content-Security-Policy", "default-src 'self'", "content-security-policy", 5),
        ("Content-Security-Policy", "img-src 'self'", "content-security-policy", -20),
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'",
            "content-security-policy",
            -20,
        ),
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-eval'",
            "content-security-policy",
            -10,
        ),
        (
            "Content-Security-Policy",
            "default-src 'none'; img-src http://a.example",
            "content-security-policy",
            -10,
        ),
        (
            "Content-Security-Policy",
            "default-src 'none'; connect-src http://a.example",
            "content-security-policy",
            -20,
        ),
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'",
            "content-security-policy",
            0,
        ),
        ("Content-Security-Policy", "default-src 'none'", "x-frame-options", -20),
        ("Cross-Origin-Resource-Policy", "everybody", "cross-origin-resource-policy", -5),
        ("Referrer-Policy", "unsafe-url", "referrer-policy", -5),
        ("Referrer-Policy", "", "referrer-policy", 0),
        ("Strict-Transport-Security", "", "strict-transport-security", -20),
        ("Strict-Transport-Security", "max-age=60", "strict-transport-security", -10),
        ("X-Content-Type-Options", "", "x-content-type-options", -5),
        ("Access-Control-Allow-Origin", "*", "cross-origin-resource-sharing", 0),
    ],
)
def test_a_header_costs_what_the_observatory_takes(
    name: str, value: str, rule: str, modifier: int
) -> None:
    assert list_modifiers(build_scan(headers={name: value}))[rule] == modifier


def test_sharing_with_credentials_costs_half() -> None:
    shared = {
        "Access-Control-Allow-Origin": "https://a.example",
        "Access-Control-Allow-Credentials": "true",
    }
    assert compute_score(build_scan(headers=shared)) == 50


@pytest.mark.parametrize(
    ("cookie", "modifier"),
    [
        ("", 0),
        ("sessionid=1; Secure; HttpOnly; SameSite=Lax", 5),
        ("sessionid=1; Secure; SameSite=Lax", -30),
        ("sessionid=1; HttpOnly; SameSite=Lax", -10),
        ("other=1; SameSite=Lax", -5),
        ("csrftoken=1; Secure", -20),
        ("other=1; Secure", 0),
    ],
)
def test_a_cookie_costs_what_the_observatory_takes(cookie: str, modifier: int) -> None:
    assert list_modifiers(build_scan(cookies=SimpleCookie(cookie)))["cookies"] == modifier


@pytest.mark.parametrize(
    ("script", "modifier"),
    [
        ('<script src="/a.js"></script>', 0),
        ('<script src="/a.js" integrity="sha384-x"></script>', 5),
        ('<script src="https://a.example/a.js"></script>', -5),
        ('<script src="//a.example/a.js"></script>', -50),
        ('<script src="http://a.example/a.js" integrity="sha384-x"></script>', -20),
    ],
)
def test_a_script_costs_what_the_observatory_takes(script: str, modifier: int) -> None:
    page = build_scan(text=f"<html>{script}</html>")
    assert list_modifiers(page)["subresource-integrity"] == modifier


@pytest.mark.parametrize(
    ("location", "modifier"),
    [("", -20), ("http://testserver/a", -20), ("https://other.example/", -5), (f"{SITE}/", 0)],
)
def test_plain_http_must_lead_to_https(location: str, modifier: int) -> None:
    assert list_modifiers(build_scan(plain_location=location))["redirection"] == modifier


def build_scan(headers: dict[str, str] | None = None, **parts: Any) -> Scan:
    """Return a page that loses nothing, but for these parts of it."""
    perfect = {"cookies": SimpleCookie(), "text": "<html></html>", "plain_location": f"{SITE}/"}
    return Scan(f"{SITE}/", headers=PERFECT | (headers or {}), **perfect | parts)
