"""How readers' requests are taken: they read, and are led on from where a piece no longer is."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def for_reading(view: View) -> View:
    """Answer GET and HEAD, and 405 to all else: no form is sent here, whose secret could lack."""
    return csrf_exempt(require_safe(view))


def shown(
    request: HttpRequest, name: str, context: Mapping[str, Any], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Return the page of this name; that it is the same for all, it is not told who reads."""
    html = get_template(f"articles/{name}.html").render({"request": request, **context})
    return HttpResponse(html, status=status)


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on for good, together with the query that the reader came with."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)
