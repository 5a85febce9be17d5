"""Fixtures for tests in Chromium against a running server.

A test runs in a window as wide as a desktop screen. Tests marked ``both_widths``, which look at
the layout and accessibility of pages or follow one person all the way, run as wide as a small
phone, where less fits, and in the full run in both widths.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db import connection
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

from tests.browser.windows import Window, sign_in

# Playwright runs an event loop in this thread; in such a thread Django refuses database access.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE_WIDTH, DESKTOP_WIDTH = 320, 1280
# Milliseconds: generous for slow machines. Expectations that are met sooner do not wait.
TIMEOUT = 60_000
CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have Chromium.")
        pytest.skip("NOT TESTED IN A BROWSER: Chromium is not installed")
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        start = playwright.chromium.launch
        browser = start(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, timeout=2 * TIMEOUT)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def grant_all_roles(transactional_db: None) -> None:  # noqa: ARG001 - requested, not used
    """Create the roles again: tests that commit delete them with all other rows."""
    editor = SimpleNamespace(connection=connection)
    import_module("articles.migrations.0003_roles").grant(apps, editor)


@pytest.fixture(autouse=True)
def wait_for_server(transactional_db: None) -> Iterator[None]:  # noqa: ARG001 - requested, not used
    """Wait until the server has answered all requests of pages, before the rows are deleted."""
    yield
    deadline = time.monotonic() + TIMEOUT / 1000
    while time.monotonic() < deadline and any(map(_is_answering, threading.enumerate())):
        time.sleep(0.02)


def _is_answering(thread: threading.Thread) -> bool:
    return "process_request_thread" in thread.name


@pytest.fixture(autouse=True)
def allow_insecure_cookies(settings: Settings) -> None:
    """Let the browser send its cookies over the test server's plain HTTP."""
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        setattr(settings, f"{cookie}_COOKIE_SECURE", False)
        name = getattr(settings, f"{cookie}_COOKIE_NAME").removeprefix("__Host-")
        setattr(settings, f"{cookie}_COOKIE_NAME", name)


@pytest.fixture(autouse=True)
def clear_static_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clear the hashed names of a collectstatic that another test ran in this process."""
    monkeypatch.setattr(storages["staticfiles"], "hashed_files", {})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "width" in metafunc.fixturenames:
        on_desktop = pytest.param(DESKTOP_WIDTH, marks=pytest.mark.slow)
        is_narrow_too = metafunc.definition.get_closest_marker("both_widths")
        metafunc.parametrize(
            "width", [PHONE_WIDTH, on_desktop] if is_narrow_too else [DESKTOP_WIDTH]
        )


def _list_complaints(message: ConsoleMessage) -> list[str]:
    """Return errors and warnings of the console; mere notes depend on timing."""
    is_problem = message.type in {"error", "warning", "assert"}
    return [f"{message.type}: {message.text}"] if is_problem else []


def new_context(chromium: Browser, *, width: int) -> BrowserContext:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(TIMEOUT)
    return context


@pytest.fixture
def page(chromium: Browser, width: int) -> Iterator[Page]:
    """Open a window of this width.

    An error or warning in the console, such as a violation of the Content-Security-Policy, fails
    the test.
    """
    context = new_context(chromium, width=width)
    complaints: list[str] = []
    tab = context.new_page()
    tab.on("console", lambda message: complaints.extend(_list_complaints(message)))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []


@pytest.fixture
def window(chromium: Browser, live_server: LiveServer, width: int) -> Iterator[Window]:
    """Return a function that opens a separate browser for a user; its complaints fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(person: Any) -> Page:
        context = new_context(chromium, width=width)
        contexts.append(context)
        sign_in(context, live_server, person)
        context.on("console", lambda message: complaints.extend(_list_complaints(message)))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []
