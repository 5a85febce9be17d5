"""Ends sessions of the desk that nobody has used for as long as the settings allow."""

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

KEY: Final = "used_at"
# Seconds between two notes of the last use: each costs a write.
INTERVAL: Final = 60
# Requests that an open page makes by itself, whether somebody sits before it or not: to this
# address, or with this header.
PRESENCE: Final = "/presence/"
BACKGROUND: Final = "X-Background"


class EndIdleSessions:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.NEWSROOM_IDLE_LIMIT and settings.SESSION_COOKIE_NAME in request.COOKIES:
            _note_use(request)
        return self.get_response(request)


def _note_use(request: HttpRequest) -> None:
    """End the session when it was idle too long, else note when it was used."""
    if not request.user.is_authenticated:
        return
    now = time.time()
    used_at = request.session.get(KEY, now)
    if now - used_at > settings.NEWSROOM_IDLE_LIMIT * 60:
        logout(request)
    elif not _is_background(request) and (KEY not in request.session or now - used_at >= INTERVAL):
        request.session[KEY] = now


def _is_background(request: HttpRequest) -> bool:
    return request.path.endswith(PRESENCE) or BACKGROUND in request.headers
