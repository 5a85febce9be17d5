"""Middleware that refuses large request bodies before anything of them is read."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from articles.importing import permissions

# The largest body of somebody who is not signed in: a form for a password has a few hundred bytes.
ANONYMOUS_LIMIT: Final = 64 * 1024
_LENGTH: Final = re.compile(r"[0-9]{1,18}")


class BodyLimit:
    """Answer 413 to a body over the limit, and 411 to one whose length is missing.

    The import page takes files of those who may import; its form says which are too large. It
    comes after the middleware that knows the user, and before views and the check of CSRF tokens,
    which is the first to read a body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = read_length(request)
        if length is None:
            return _refuse(request, status=HTTPStatus.LENGTH_REQUIRED)
        # Nearly all requests end here, without a query for the user.
        if length <= ANONYMOUS_LIMIT or is_import(request):
            return self.get_response(request)
        limit = get_form_limit() if request.user.is_authenticated else ANONYMOUS_LIMIT
        if length > limit:
            return _refuse(request, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=limit)
        return self.get_response(request)


def get_form_limit() -> int:
    """Return the most bytes that a form of the desk may send; Django keeps them in memory."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0


def read_length(request: HttpRequest) -> int | None:
    """Return the number of bytes in the body, None where the request does not give it."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if _LENGTH.fullmatch(length):
        return int(length)
    return None if length or "HTTP_TRANSFER_ENCODING" in request.META else 0


def is_import(request: HttpRequest) -> bool:
    """Tell whether the request is for the import page, by somebody who may import."""
    path = reverse("admin:articles_importrun_new")
    return request.path == path and permissions.may_import(request.user)


def _refuse(request: HttpRequest, *, status: HTTPStatus, limit: int = 0) -> HttpResponse:
    context = {"size": filesizeformat(limit) if limit else ""}
    return render(request, "413.html", context, status=status)
