"""What all public views share: allowed methods, rendering and permanent redirects."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

# How long a part of a page is kept; templates name the content version in its key. The parts save
# two thirds of what a list or an article costs: set this to 0 and compare, by
# python -m tests.benchmarks.site 1500 postgresql
FRAGMENT_SECONDS: Final = 3_600
View = Callable[..., HttpResponse]


def public_view(view: View) -> View:
    """Allow GET and HEAD only; other methods get 405, not an error about a missing CSRF token."""
    return csrf_exempt(require_safe(view))


def render_page(
    request: HttpRequest, name: str, context: Mapping[str, Any], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Return the page of the template ``articles/NAME.html``.

    Context processors do not run: a page that knows its user could not be cached for all readers.
    """
    version = getattr(request, "content_version", None)
    values = {
        "request": request,
        "content_version": version,
        "fragment_seconds": FRAGMENT_SECONDS if version else 0,  # 0 keeps none
        **context,
    }
    html = get_template(f"articles/{name}.html").render(values)
    return HttpResponse(html, status=status)


def redirect_permanently(request: HttpRequest, url: str) -> HttpResponse:
    """Return a permanent redirect to ``url`` with the query string of the request."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{url}?{query}" if query else url, permanent=True)
