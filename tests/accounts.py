"""People who sign in as a browser does it: by the page, with a password and a code."""

import base64
import hmac
import time
from typing import Any, Final

from django.core.cache import cache
from django.test import Client

LOGIN: Final = "/admin/login/"
PASSWORD: Final = "a-long-password"


def sign_in(user: Any, *, password: str = PASSWORD) -> Client:
    """Return a client that has sent the name and the password of the user."""
    client = Client()
    client.post(LOGIN, {"login": user.get_username(), "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def compute_code(secret: str) -> str:
    """Return the code that an app shows now (RFC 6238), and let it be used once more."""
    cache.clear()
    counter = (int(time.time()) // 30).to_bytes(8)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
