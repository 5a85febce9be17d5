"""Browser windows of people who are signed in; users are Any, as Django is not set up yet."""

from collections.abc import Callable
from typing import Any

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
