"""The page for whoever has tried too often."""

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Seconds: the longest time over which attempts are counted.
WAIT: Final = 300


def refuse(request: HttpRequest) -> HttpResponse:
    """Return status 429, which says when to try again."""
    response = render(
        request,
        "account/too_many_attempts.html",
        {"minutes": WAIT // 60},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    response["Retry-After"] = str(WAIT)
    return response
