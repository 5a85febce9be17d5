"""Chromium against a running server.

A test is played in a window as wide as a desk's screen. One that looks at pages, whether they
fit and bar nobody, is marked ``both_widths`` and played as wide as a small phone, where less fits;
so are a few that are a person's whole way. The full run plays these in both.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.core.files.storage import storages
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from articles.publishing.roles import grant_roles
from tests.browser.windows import Window, sign_in

# Playwright keeps an event loop in this thread, beside which Django will not touch a database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE, DESK = 320, 1280
# A slow machine needs its time; what is there sooner is not waited for.
PATIENCE = 60_000
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have Chromium.")
        pytest.skip("NOT TESTED IN A BROWSER: Chromium is not installed")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        start = playwright.chromium.launch
        browser = start(executable_path=CHROMIUM, args=QUIET, timeout=2 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def roles(transactional_db: None) -> None:  # noqa: ARG001 - asked for, not used
    """Make the roles again, which tests that commit wipe out with all other rows."""
    create_permissions(apps.get_app_config("articles"), verbosity=0)
    grant_roles(
        apps.get_model("auth", "Group").objects, apps.get_model("auth", "Permission").objects
    )


@pytest.fixture(autouse=True)
def answered(transactional_db: None) -> Iterator[None]:  # noqa: ARG001 - asked for, not used
    """Let the server answer what pages ask on their own, before the rows are wiped out."""
    yield
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until and any(map(_is_answering, threading.enumerate())):
        time.sleep(0.02)


def _is_answering(thread: threading.Thread) -> bool:
    return "process_request_thread" in thread.name


@pytest.fixture(autouse=True)
def insecure_cookies(settings: Settings) -> None:
    """Let the browser send its cookies over the test server's plain HTTP."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


@pytest.fixture(autouse=True)
def plain_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the hashed names of a collectstatic that another test ran in this process."""
    monkeypatch.setattr(storages["staticfiles"], "hashed_files", {})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "width" in metafunc.fixturenames:
        on_desk = pytest.param(DESK, marks=pytest.mark.slow)
        is_narrow_too = metafunc.definition.get_closest_marker("both_widths")
        metafunc.parametrize("width", [PHONE, on_desk] if is_narrow_too else [DESK])


def _complaint(message: ConsoleMessage) -> list[str]:
    """Return what the browser warns of; what it merely notes depends on who was faster."""
    is_grave = message.type in {"error", "warning", "assert"}
    return [f"{message.type}: {message.text}"] if is_grave else []


def new_context(chromium: Browser, *, width: int) -> BrowserContext:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def page(chromium: Browser, width: int) -> Iterator[Page]:
    """Open a window of this width.

    Whatever the browser complains of in its console, a breach of the Content-Security-Policy
    included, fails the test.
    """
    context = new_context(chromium, width=width)
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: complaints.extend(_complaint(message)))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def window(chromium: Browser, live_server: LiveServer, width: int) -> Iterator[Window]:
    """Open a browser of its own for a person; its complaints fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(person: Any) -> Page:
        context = new_context(chromium, width=width)
        contexts.append(context)
        sign_in(context, live_server, person)
        context.on("console", lambda message: complaints.extend(_complaint(message)))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
