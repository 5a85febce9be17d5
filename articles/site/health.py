"""Whether the site can serve pages, for monitoring."""

import ipaddress
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from articles.models import Article
from articles.site.http import public_view

PATH: Final = "/healthz"
_PLAIN_TEXT: Final = "text/plain; charset=utf-8"
# What proxies add to a request that they pass on.
_PROXY_HEADERS: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")


class UnmigratedError(Exception):
    """The database has not had all migrations of this code."""


class LocalHealth:
    """Middleware that answers this machine itself, whatever host and scheme it is asked with.

    A monitor on the machine asks by an IP address and without TLS, which the middleware that
    follows would refuse or redirect. All others get the view, under the host of the site.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == PATH and is_from_this_machine(request):
            return healthz(request)
        return self.get_response(request)


def is_from_this_machine(request: HttpRequest) -> bool:
    """Tell whether a program on this machine asks, and no proxy on it for somebody else."""
    if any(name in request.headers for name in _PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a Unix socket, which only proxies use
        return False


@public_view
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Respond 200 when pages can be served, 503 with the reason when they cannot."""
    reason = find_reason()
    status = HTTPStatus.SERVICE_UNAVAILABLE if reason else HTTPStatus.OK
    return HttpResponse(reason or "ok\n", content_type=_PLAIN_TEXT, status=status)


def find_reason() -> str:
    """Return why pages cannot be served, "" where they can; it names no server and no version."""
    try:
        require_migrations()
        Article.objects.live().exists()
    except UnmigratedError:
        return "Migrations are missing: run manage.py migrate.\n"
    except DatabaseError as error:
        return f"The database does not answer: {type(error).__name__}.\n"
    return ""


@cache
def require_migrations() -> None:
    """Raise UnmigratedError where migrations are missing.

    It takes a tenth of a second. What is migrated stays so, so the process asks until then only.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UnmigratedError
