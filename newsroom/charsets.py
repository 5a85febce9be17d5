"""Status 400 for requests that name another charset than UTF-8, which no browser does.

Django decodes bodies by any codec of Python that a request names. Some of them are none of texts,
such as "zlib", or always fail, and the error would get status 500.
"""

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase


class Utf8Only:
    """Middleware that refuses other charsets before the body of the request is decoded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        charset = request.encoding  # None if Python does not know what the request names
        if charset and codecs.lookup(charset).name != "utf-8":
            raise BadRequest("The request names another charset than UTF-8.")
        return self.get_response(request)
