"""How much of a body is read by ASGI: no more than its sender may send."""

import asyncio
from typing import Any

import pytest
from django.conf import settings as current_settings
from django.test import Client
from pytest_django import Settings

from newsroom import asgi
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

IMPORT = "/admin/articles/importrun/import/"
MEBIBYTE = 2**20
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


def send(path: str, *, size: int, role: str = "", **headers: str) -> tuple[int, int]:
    """Send so many MiB; return the status of the response, and how many were read."""
    client, read, sent = Client(), 0, []
    if role:
        client.force_login(make_user(role))
    cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    headers = {"host": "localhost", "content-type": "multipart/form-data; boundary=x"} | headers
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in {**headers, "cookie": cookies}.items()
        ],
    }

    async def receive() -> dict[str, Any]:
        nonlocal read
        if read == size:
            await asyncio.sleep(3_600)  # until the handler has responded
        read += 1
        body = (PART if read == 1 else b"").ljust(MEBIBYTE, b"x")
        return {"type": "http.request", "body": body, "more_body": read < size}

    async def keep(event: dict[str, Any]) -> None:
        sent.append(event)

    asyncio.run(asgi.application(scope, receive, keep))
    return sent[0]["status"], read


@pytest.mark.parametrize(("path", "role"), [("/admin/login/", ""), (IMPORT, "Contributors")])
def test_of_a_large_body_only_the_beginning_is_read(path: str, role: str) -> None:
    assert send(path, size=20, role=role, content_length=str(20 * MEBIBYTE)) == (413, 3)


def test_of_a_body_without_a_length_only_the_beginning_is_read() -> None:
    assert send("/admin/login/", size=20, transfer_encoding="chunked") == (411, 3)


def test_the_file_of_somebody_who_may_import_is_read_up_to_the_limit(settings: Settings) -> None:
    assert current_settings.FILE_UPLOAD_MAX_MEMORY_SIZE < 5 * MEBIBYTE
    settings.NEWSROOM_UPLOAD_LIMIT = 10
    # The form then misses its token.
    assert send(IMPORT, size=5, role="Editors", content_length=str(5 * MEBIBYTE)) == (403, 5)
    assert send(IMPORT, size=20, role="Editors", content_length=str(20 * MEBIBYTE)) == (403, 11)
