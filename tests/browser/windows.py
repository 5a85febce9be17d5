"""Browser windows of signed-in users, and checks of the accessibility and width of pages.

Users are Any here: Django is not set up yet when this is imported.
"""

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

Window = Callable[[Any], Page]


def sign_in(context: BrowserContext, live_server: LiveServer, person: Any) -> None:
    """Give the browser a session of the user."""
    client = Client()
    client.force_login(person)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def focus_editor(page: Page) -> None:
    """Focus the editor of the body, and wait until it is ready for keys.

    The editor sets its selection 20 milliseconds after it is focused: a key that a program
    presses before moves a cursor that is then put back.
    """
    page.locator("[contenteditable=true]").focus()
    page.wait_for_timeout(300)


def find_violations(page: Page) -> list[tuple[str, str]]:
    """Return the violations that axe-core finds: rule and element."""
    # Preloading style sheets, axe would add inline styles, which violate the policy.
    results = Axe().run(page, options={"preload": False}).response["violations"]
    return [(each["id"], node["html"]) for each in results for node in each["nodes"]]


def fits_window(page: Page) -> bool:
    """Tell whether the page needs no horizontal scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
