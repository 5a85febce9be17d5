"""Processes that the site starts, working on the database of the tests."""

import os
import time
from collections.abc import Callable

import pytest
from django.db import connection


def get_database_url() -> str:
    """Return the URL of the database that the tests work on."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return (
        f"postgresql://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    )


def point_to_test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes that are started from now on work on the database of the tests."""
    monkeypatch.setenv("NEWSROOM_DATABASE_URL", get_database_url())


def wait_until(condition: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Wait until the condition holds; return whether it came to hold."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
