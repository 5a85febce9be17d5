"""Browser windows of people who are signed in, and what is wrong with pages in them.

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
    """Give the browser a session, as signing in would."""
    client = Client()
    client.force_login(person)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe-core finds: rule and element."""
    # To preload style sheets axe would put inline styles into the page.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [(each["id"], node["html"]) for each in found for node in each["nodes"]]


def fits(page: Page) -> bool:
    """Tell whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
