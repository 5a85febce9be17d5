"""Middleware that caches public pages for anonymous readers."""

import hashlib
import logging
import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request

from articles.models import content_version
from articles.models.content_version import CurrentVersion

GetResponse = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger(__name__)

# Seconds for which a proxy may serve a page stale while it fetches a new one.
PROXY_STALE: Final = 30
# Seconds for which a proxy, and this cache, may serve a page that was right a moment ago while the
# site cannot make a new one. A page that was withdrawn just before an outage is shown no longer.
OUTAGE_STALE: Final = 60
# Seconds after which the cache drops a page: pages of an old content version are never read again.
CACHE_TIMEOUT: Final = 3_600
CACHEABLE: Final = {
    HTTPStatus.OK,
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.GONE,
}


class PageCache:
    """Answer anonymous GET and HEAD requests from the cache, and fill it.

    The key of a page contains the content version that was current before the page was rendered,
    so that nobody gets an old page after public content has changed. Users who are signed in
    neither read nor fill the cache.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.code_digest = _compute_code_digest()
        self.last_seen: tuple[CurrentVersion, float] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The names of static files contain a hash of their content, so browsers keep them for ever.
        if request.method not in {"GET", "HEAD"} or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return _mark_private(self.get_response(request))
        try:
            current = content_version.get_current()
        except DatabaseError:  # the page reports it if it needs the database
            return self._find_last_seen(request) or self.get_response(request)
        if current is None:
            return self.get_response(request)
        self.last_seen = current, time.monotonic()
        request.content_version = current.number  # type: ignore[attr-defined] # for cached fragments
        key = _build_key(request, self.code_digest, current.number)
        etag = f'W/"{key}"'
        if not_modified := _build_not_modified(request, etag):
            return _add_cache_headers(not_modified, etag)
        return _read_cache(key) or self._render(request, key, etag)

    def _find_last_seen(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return the page as it was a moment ago, None where it is not kept or may be wrong."""
        version, seen_at = self.last_seen or (None, 0.0)
        is_recent = time.monotonic() - seen_at < OUTAGE_STALE
        if version is None or not is_recent or not version.holds_now():
            return None
        key = _build_key(request, self.code_digest, version.number)
        etag = f'W/"{key}"'
        response = _build_not_modified(request, etag) or _read_cache(key)
        if response:
            response["ETag"] = etag
            response["Cache-Control"] = "private, no-cache"  # no proxy may take it for a new one
        return response

    def _render(self, request: HttpRequest, key: str, etag: str) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_for_everybody(response):
            return response
        if response.status_code in CACHEABLE:
            _add_cache_headers(response, etag)
            if request.method == "GET":
                _write_cache(key, response)
        elif response.status_code == HTTPStatus.NOT_FOUND:
            # Not kept here, since anybody can think up addresses. But a proxy has to store it in
            # place of the page that was there before, which it would show again while the site is
            # down.
            _allow_proxies(response)
        return response


@cache
def _compute_code_digest() -> str:
    """Return a digest of our code, templates, translations and static files.

    Pages depend on nothing else but the database and the settings.
    """
    templates: list[Path] = settings.TEMPLATES[0]["DIRS"]  # type: ignore[assignment] # typed as object
    folders = [Path(__file__).parents[1], *settings.LOCALE_PATHS, *templates]
    files = sorted(file for folder in folders for file in Path(folder).rglob("*.*"))
    sources = [
        file for file in files if file.suffix in {".py", ".html", ".xml", ".mo", ".css", ".js"}
    ]
    return hashlib.blake2b(b"".join(file.read_bytes() for file in sources)).hexdigest()


def _build_key(request: HttpRequest, code_digest: str, version: int) -> str:
    """Return a digest that is unique to the page, its language and its content version."""
    language = get_language_from_request(request)
    # The raw host header: request.get_host() validated it when the page was rendered.
    host, query = (request.META.get(name, "") for name in ("HTTP_HOST", "QUERY_STRING"))
    url = (request.scheme or "", host, request.path, query)
    parts = "\n".join((code_digest, str(version), language, *url))
    return hashlib.blake2b(parts.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _build_not_modified(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """Return status 304 for a client that has this very page, None for all others.

    ``If-None-Match: *`` is ignored: whether there is a page at all is not known here.
    """
    if request.META.get("HTTP_IF_NONE_MATCH", "*") == "*":
        return None
    response = get_conditional_response(request, etag=etag)
    # A failed If-Match or If-Unmodified-Since gives 412, which would help no reader.
    return response if response and response.status_code == HTTPStatus.NOT_MODIFIED else None


def _is_for_everybody(response: HttpResponseBase) -> bool:
    """Tell whether the response is the same for everybody and sets no cache rules of its own."""
    return not (response.streaming or response.cookies or response.has_header("Cache-Control"))


def _add_cache_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    _allow_proxies(response)
    return response


def _allow_proxies(response: HttpResponseBase) -> None:
    """Let proxies serve the response for a while to readers who ask in the same way."""
    seconds = settings.NEWSROOM_PROXY_SECONDS
    response["Cache-Control"] = (
        f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={PROXY_STALE}, "
        f"stale-if-error={OUTAGE_STALE}"
    )
    patch_vary_headers(response, ["Accept-Language", "Cookie"])


def _mark_private(response: HttpResponseBase) -> HttpResponseBase:
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _read_cache(key: str) -> HttpResponse | None:
    if not settings.NEWSROOM_PAGE_CACHE:
        return None
    try:
        response: HttpResponse | None = caches["volatile"].get(key)
    except Exception:
        logger.warning("The cache does not answer; pages are made anew.", exc_info=True)
        return None
    return response


def _write_cache(key: str, response: HttpResponseBase) -> None:
    if not settings.NEWSROOM_PAGE_CACHE:
        return
    try:
        caches["volatile"].set(key, response, CACHE_TIMEOUT)
    except Exception:
        logger.warning("The cache takes no page; they are made anew.", exc_info=True)
