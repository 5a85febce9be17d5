"""The settings of cookies, of the Content-Security-Policy and of security.txt."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.newsroom.conftest import ReadSettings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSROOM_CSP_REPORTS", ""),
        ("NEWSROOM_SECURITY_CONTACT", []),
        ("NEWSROOM_SECURITY_POLICY", ""),
        ("SESSION_COOKIE_NAME", "__Host-sessionid"),
        ("CSRF_COOKIE_NAME", "__Host-csrftoken"),
        ("LANGUAGE_COOKIE_NAME", "__Host-django_language"),
    ],
)
def test_a_setting_has_its_default(read_settings: ReadSettings, name: str, value: Any) -> None:
    assert read_settings()[name] == value


@pytest.mark.parametrize("variable", ["NEWSROOM_CSP_REPORTS", "NEWSROOM_SECURITY_POLICY"])
@pytest.mark.parametrize(
    "url", ["https://reports.example.org", "http://[::1]:8443/csp?site=1&x=%20#a"]
)
def test_an_address_is_taken_as_it_is(read_settings: ReadSettings, variable: str, url: str) -> None:
    assert read_settings(**{variable: url})[variable] == url


def test_contacts_are_a_list(read_settings: ReadSettings) -> None:
    settings = read_settings(
        NEWSROOM_SECURITY_CONTACT="mailto:security@example.org, https://example.org/report"
    )
    assert settings["NEWSROOM_SECURITY_CONTACT"] == [
        "mailto:security@example.org",
        "https://example.org/report",
    ]


@pytest.mark.parametrize("cookie", ["session", "csrf", "language"])
def test_cookies_over_plain_http_have_plain_names(read_settings: ReadSettings, cookie: str) -> None:
    settings = read_settings(NEWSROOM_SECURE_COOKIES="off")
    prefix = cookie.upper()
    assert not settings[f"{prefix}_COOKIE_NAME"].startswith("__")
    assert settings[f"{prefix}_COOKIE_SECURE"] is False


def test_the_content_security_policy_allows_no_inline_code(read_settings: ReadSettings) -> None:
    rules = read_settings()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    allowed = {source for rule in rules.values() for source in rule or ()}
    assert {source for source in allowed if source not in {"'self'", "'none'"}} == {
        rules["script-src"][1]  # a nonce
    }
    assert rules["default-src"] == ["'none'"]


def test_the_content_security_policy_names_where_browsers_report(
    read_settings: ReadSettings,
) -> None:
    url = "https://reports.example.org/csp"
    without = read_settings()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    rules = read_settings(NEWSROOM_CSP_REPORTS=url)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert (without["report-uri"], without["report-to"]) == (None, None)
    assert (rules["report-uri"], rules["report-to"]) == (url, "csp")


@pytest.mark.parametrize(
    ("password", "is_allowed"),
    [
        ("1234567", False),
        ("12345678", False),
        ("password1", False),
        ("73918264550", True),
        ("ığüşöç ԵՎ ферибот", True),
        ("x" * 4096, True),
    ],
)
def test_a_password_is_refused_for_its_length_or_because_it_is_common(
    password: str, *, is_allowed: bool
) -> None:
    errors: list[str] = []
    try:
        validate_password(password)
    except ValidationError as error:
        errors = error.messages
    assert (not errors) is is_allowed
