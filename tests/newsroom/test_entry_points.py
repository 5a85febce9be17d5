"""The entry points: WSGI and ASGI answer a request, manage.py runs a command."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from newsroom import asgi, wsgi

MANAGE = Path(__file__).parents[2] / "manage.py"
LOGIN = "/admin/login/"


@pytest.mark.django_db
def test_wsgi_answers_a_request() -> None:
    statuses: list[str] = []

    def start(status: str, _headers: Any, _error: Any = None, /) -> Any:
        statuses.append(status)

    request = RequestFactory().get(LOGIN, headers={"host": "localhost"})
    body = b"".join(wsgi.application(request.environ, start))
    assert (statuses, body.lstrip()[:15]) == (["200 OK"], b"<!DOCTYPE html>")


@pytest.mark.django_db
def test_asgi_answers_a_request() -> None:
    sent: list[Any] = []
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": LOGIN,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }

    async def send_request() -> None:
        events: asyncio.Queue[Any] = asyncio.Queue()
        events.put_nowait({"type": "http.request", "body": b""})

        async def send(event: Any) -> None:
            sent.append(event)

        await asgi.application(scope, events.get, send)

    asyncio.run(send_request())
    assert sent[0]["status"] == 200
    assert sent[1]["body"].lstrip()[:15] == b"<!DOCTYPE html>"


def test_a_command_stopped_by_ctrl_c_says_so() -> None:
    # A process in the background ignores SIGINT; at a terminal it has the default handler.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "signal.raise_signal(signal.SIGINT)"
    )
    run = subprocess.run(
        [sys.executable, MANAGE, "shell", "--no-imports", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (130, "Stopped.\n")
