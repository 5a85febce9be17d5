"""Signing in: with a password, with the code of an app, and with a passkey alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.accounts import PASSWORD, compute_code
from tests.browser.windows import find_violations, fits_window
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A key built into the computer, which asks its owner for a finger and gets it.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def add_authenticator(page: Page) -> None:
    """Give the browser a key for passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def enter_password(page: Page, user: Any, *, password: str = PASSWORD) -> None:
    page.get_by_label("Username").fill(user.get_username())
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def check(page: Page, heading: str) -> None:
    """Check that this page is open, accessible and no wider than the window."""
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    assert (find_violations(page), fits_window(page)) == ([], True)


@pytest.mark.both_widths
def test_somebody_signs_in_with_password_and_code(page: Page, live_server: LiveServer) -> None:
    user = make_user("Editors", password=PASSWORD)
    page.goto(f"{live_server.url}/admin/account/second-factor/")
    check(page, "Sign in")
    enter_password(page, user, password="wrong")
    expect(page.get_by_role("alert").first).to_contain_text("The name or the password is wrong.")
    check(page, "Sign in")
    enter_password(page, user)
    check(page, "Second factor")
    page.get_by_role("link", name="Set up an app").click()
    check(page, "Is it you?")
    confirm(page)
    check(page, "Set up an app")
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(compute_code(secret))
    page.get_by_role("button", name="Switch on").click()
    check(page, "Recovery codes")
    page.get_by_role("link", name="Sessions").click()
    check(page, "Sessions")
    page.get_by_role("link", name="Home").click()
    page.get_by_role("button", name="Log out").click()
    enter_password(page, user)
    check(page, "Second factor")
    page.get_by_label("Code").fill(compute_code(secret))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The desk", level=1)).to_be_visible()


def test_a_passkey_replaces_the_password(page: Page, live_server: LiveServer) -> None:
    user = make_user("Editors", password=PASSWORD)
    add_authenticator(page)
    page.goto(f"{live_server.url}/admin/login/?next=/admin/account/second-factor/webauthn/add/")
    enter_password(page, user)
    confirm(page)
    check(page, "Add a passkey")
    page.get_by_label("Sign in with this key alone").check()
    page.get_by_role("button", name="Add").click()
    check(page, "Recovery codes")
    page.get_by_role("link", name="Second factor").click()
    expect(page.get_by_text("Passkey 1")).to_be_visible()
    check(page, "Second factor")
    page.get_by_role("link", name="Home").click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="The desk", level=1)).to_be_visible()


def test_a_browser_without_the_passkey_says_what_to_do(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/admin/login/")
    page.evaluate("delete navigator.__proto__.credentials")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The browser gave no passkey.")
