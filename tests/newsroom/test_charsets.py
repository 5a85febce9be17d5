"""Requests in UTF-8 alone are answered; another charset gets status 400 from both entry points."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from newsroom import asgi, wsgi

BODY = b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\ntr\r\n--x--\r\n'
REFUSED = [
    *("charset=zlib", "charset=undefined", "charset=rot13", "charset=utf-16", "charset=latin-1"),
    *("charset*=utf-8''%00", "name*=unknown''%41"),
]
READ = ["charset=utf-8", "charset=UTF8", 'charset="utf-8"', "charset=unknown", "charset="]


def ask_wsgi(method: str, path: str, content_type: str) -> int:
    """Return the status; Django's test client asks no entry point."""
    statuses: list[str] = []
    request = RequestFactory().generic(method, path, BODY, headers={"host": "localhost"})
    environ = request.environ | {"CONTENT_TYPE": content_type}
    wsgi.application(environ, lambda status, *_: statuses.append(status))
    return int(statuses[0][:3])


def ask_asgi(method: str, path: str, content_type: str) -> int:
    return asyncio.run(_ask_asgi(method, path, content_type))


async def _ask_asgi(method: str, path: str, content_type: str) -> int:
    sent: list[Any] = []
    events: asyncio.Queue[Any] = asyncio.Queue()
    events.put_nowait({"type": "http.request", "body": BODY})
    path, _, query = path.partition("?")
    headers = {"host": "localhost", "content-type": content_type, "content-length": str(len(BODY))}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def keep(event: Any) -> None:
        sent.append(event)

    await asgi.application(scope, events.get, keep)
    return int(sent[0]["status"])


Ask = Callable[[str, str, str], int]


@pytest.mark.parametrize("parameter", REFUSED)
@pytest.mark.parametrize("ask", [ask_wsgi, ask_asgi])
def test_other_charsets_are_refused(ask: Ask, parameter: str) -> None:
    content_type = f"multipart/form-data; boundary=x; {parameter}"
    for method, path in (("GET", "/latest/?q=%20"), ("POST", "/language/")):
        assert ask(method, path, content_type) == 400


@pytest.mark.django_db
@pytest.mark.parametrize("parameter", READ)
@pytest.mark.parametrize("ask", [ask_wsgi, ask_asgi])
def test_utf_8_is_read(ask: Ask, parameter: str) -> None:
    assert ask("POST", "/language/", f"multipart/form-data; boundary=x; {parameter}") == 302
