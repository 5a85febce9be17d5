"""Middleware that gives each request an id, and the log one line on each."""

import logging
import re
import time
from collections.abc import Callable
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase

from newsroom.logs import mask_secrets, request_id

logger = logging.getLogger("newsroom.requests")

HEADER: Final = "X-Request-ID"
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9_.-]{8,64}")


class RequestLog:
    """Log method, path, status, milliseconds and user of each request, never its query.

    The id is the one that a trusted proxy sent, else a new one; the response has it as a header.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.trusts_header = settings.NEWSROOM_TRUSTED_PROXIES > 0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        name = self._choose_id(request)
        token = request_id.set(name)
        try:
            response = self.get_response(request)
            response.headers[HEADER] = name
            if logger.isEnabledFor(logging.INFO):
                _log(request, response.status_code, seconds=time.perf_counter() - started)
            return response
        finally:
            request_id.reset(token)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Respond to nobody: the client went away while its request was being read."""
        return HttpResponse(status=400) if isinstance(error, UnreadablePostError) else None

    def _choose_id(self, request: HttpRequest) -> str:
        sent = request.META.get("HTTP_X_REQUEST_ID", "") if self.trusts_header else ""
        return sent if _WELL_FORMED.fullmatch(sent) else uuid4().hex


def _log(request: HttpRequest, status: int, *, seconds: float) -> None:
    fields = {
        "method": request.method,
        "path": mask_secrets(request.path),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "user": _get_user_id(request),
    }
    user = f" user {fields['user']}" if fields["user"] else ""
    line = "%(method)s %(path)s %(status)s %(ms)s ms" + user
    logger.info(line, fields, extra=fields)


def _get_user_id(request: HttpRequest) -> str | None:
    """Return the id of who is signed in, if the request needed to know: no query is made for it."""
    session = getattr(request, "session", None)
    return session.get(SESSION_KEY) if session is not None and session.accessed else None
