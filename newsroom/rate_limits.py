"""Middleware that limits how often one address may search, and ask the API."""

import ipaddress
import logging
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from articles.site import api
from newsroom.signing_in.addresses import UNKNOWN, get_client_address

logger = logging.getLogger(__name__)

WINDOW: Final = 60  # seconds over which requests are counted
# Redis, which all processes share, else the memory of each process: a row of the database for each
# search would cost more than the searches that it prevents.
COUNTERS: Final = "counters"
_NETWORK: Final = 64  # bits of an IPv6 address that one customer of a provider has


class RateLimit:
    """Answer 429, with Retry-After, to an address that asks more often than the settings allow.

    Pages that the page cache has, and those that have not changed, never come here. Addresses that
    are not known, as behind a proxy that does not say them, are not counted together.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        if not settings.NEWSROOM_RATE_LIMITS:
            return None
        # Counted as all that it is: a search by the API is both.
        limits = list(list_limits(request))
        network = find_network(get_client_address(request)) if limits else ""
        is_over = [network and _count(name, network) > limit for name, limit in limits]
        return _refuse(request) if any(is_over) else None


def list_limits(request: HttpRequest) -> Iterator[tuple[str, int]]:
    """Yield what the request counts as, with the number of such requests in a minute."""
    if _find_app(request) != "articles":
        return
    if _is_for_api(request):
        yield "api", settings.NEWSROOM_API_RATE
    if request.GET.get("q", "").strip():
        yield "search", settings.NEWSROOM_SEARCH_RATE


def _find_app(request: HttpRequest) -> str:
    return getattr(request.resolver_match, "app_name", "")


def _is_for_api(request: HttpRequest) -> bool:
    return (getattr(request.resolver_match, "url_name", "") or "").startswith("api-")


def find_network(address: str) -> str:
    """Return the address, of IPv6 the network of one customer; "" where it is not known."""
    if address == UNKNOWN:
        return ""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip.packed, _NETWORK), strict=False))


def _count(name: str, network: str) -> int:
    """Count the request; return the number of those in this window, 0 if it cannot be counted."""
    key = f"rate:{name}:{network}:{int(time.time()) // WINDOW}"
    try:
        counters = caches[COUNTERS]
        counters.add(key, 0, 2 * WINDOW)
        return counters.incr(key)
    except Exception:
        logger.warning("The cache does not answer; requests are not counted.", exc_info=True)
        return 0


def _refuse(request: HttpRequest) -> HttpResponse:
    """Return status 429: a problem document of the API, elsewhere a page."""
    if _is_for_api(request):
        response = api.too_many_requests(request)
    else:
        response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(WINDOW - int(time.time()) % WINDOW)
    response["Cache-Control"] = "private, no-store"
    return response
