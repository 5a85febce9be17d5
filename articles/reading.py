"""How readers' requests are taken: they read, and are led on from where a piece no longer is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def for_reading(view: View) -> View:
    """Answer GET and HEAD, and 405 to all else: no form is sent here, whose secret could lack."""
    return csrf_exempt(require_safe(view))


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on for good, together with the query that the reader came with."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)
