"""The site as its server serves it, in a process of its own."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import get_database_url

PROJECT = Path(__file__).resolve().parent.parent
TIMEOUT = 60


@contextmanager
def serve_site(**variables: str) -> Iterator[int]:
    """Serve the site in a process of its own with these variables, and yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    }
    environment |= {"NEWSROOM_DATABASE_URL": get_database_url(), "NEWSROOM_PAGE_CACHE": "on"}
    granian = [sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi"]
    options = ["--port", str(port), "--workers-kill-timeout", "3", "--log-level", "error"]
    process = subprocess.Popen([*granian, *options], cwd=PROJECT, env=environment | variables)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(TIMEOUT)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until and process.poll() is None:
        try:
            assert fetch(port, "/healthz") == (200, "ok\n")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("The server did not start.")


def fetch(port: int, path: str) -> tuple[int, str]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        client.request("GET", path)
        response = client.getresponse()
        return response.status, response.read().decode()
    finally:
        client.close()
