"""Status 400 for requests that name another charset than UTF-8, which no browser does.

Django decodes queries and bodies by any codec of Python that a request names, and looks for it
before any middleware is asked. Some codecs are none of texts, such as "zlib", or always fail, and
the error would get status 500.
"""

import codecs
from typing import Any, Final

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponseBadRequest, HttpResponseBase
from django.utils.http import parse_header_parameters

_REFUSAL: Final = "The content type of the request has to name UTF-8, or no charset."


class Utf8Handler(WSGIHandler):
    """Refuses other charsets before Django decodes anything."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> HttpResponseBase:
        if is_utf8(environ.get("CONTENT_TYPE", "")):
            return super().__call__(environ, start_response)
        response = build_refusal()
        start_response("400 Bad Request", list(response.items()))
        return response


def is_utf8(content_type: str) -> bool:
    """Tell whether Django decodes as UTF-8 what comes with this content type.

    It does so too where the charset is unknown.
    """
    try:
        parameters = parse_header_parameters(content_type)[1]
        return codecs.lookup(parameters.get("charset", "utf-8")).name == "utf-8"
    except LookupError:
        return True
    except ValueError:  # of a parameter that cannot be read
        return False


def build_refusal() -> HttpResponseBadRequest:
    return HttpResponseBadRequest(_REFUSAL, content_type="text/plain; charset=utf-8")
