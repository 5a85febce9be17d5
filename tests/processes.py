"""Processes that work on the database of the tests, as the site starts them."""

import os
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

# The fixture asks for it: the module is loaded before Django is set up.
UPLOADS = "upload "


def address() -> str:
    """Return the address of the database that the tests work on."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def lead_to_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes that are started from now on work on the tests' own database."""
    monkeypatch.setenv("NEWSROOM_DATABASE_URL", address())


def until(is_so: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Wait until it is so; tell whether it came to that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def all_ended() -> bool:
    """Tell whether nobody waits for a process of an upload any more."""
    return not any(each.name.startswith(UPLOADS) for each in threading.enumerate())


def ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
