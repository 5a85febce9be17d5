"""The ASGI handler that reads no more of a request's body than its sender may send."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpResponse

from articles.admin import body_limit, upload_handlers
from newsroom.charsets import build_refusal, is_utf8

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

_END: Final[Mapping[str, Any]] = {"type": "http.request", "body": b"", "more_body": False}


class BoundedHandler(ASGIHandler):
    """Reads no more of a body than its sender may send; the middleware refuses what was longer.

    It refuses bodies that are not in UTF-8, as ``Utf8Handler`` does.

    Django reads bodies, and writes long ones to disk, before any middleware is asked.
    """

    async def handle(self, scope: Any, receive: Receive, send: Any) -> None:
        if is_utf8(_get_content_type(scope)):
            await super().handle(scope, _bound(scope, receive), send)
        else:
            await self.send_response(build_refusal(), send)


def _get_content_type(scope: Any) -> str:
    """Return the values of the header as Django joins them."""
    values = [value for name, value in scope["headers"] if name == b"content-type"]
    return b",".join(values).decode("latin-1")


def _bound(scope: Any, receive: Receive) -> Receive:
    """Return ``receive`` for a body that ends where it exceeds the limit."""
    size, limit = 0, body_limit.get_form_limit()

    async def receive_bounded() -> Mapping[str, Any]:
        nonlocal size, limit
        if size > limit:  # Django waits for the client to go, until it has responded
            await asyncio.Event().wait()
        event = await receive()
        size += len(event.get("body", b""))
        if size > limit:
            limit = await sync_to_async(_find_limit)(scope)
        return _END if size > limit else event

    return receive_bounded


def _find_limit(scope: Any) -> int:
    """Return the most bytes of a body that is larger than those of forms."""
    request = ASGIRequest(scope, BytesIO())
    for middleware in (SessionMiddleware, AuthenticationMiddleware):
        middleware(HttpResponse).process_request(request)  # it is not asked for a response
    if body_limit.is_import(request):
        return upload_handlers.get_body_limit()
    return body_limit.get_form_limit()
