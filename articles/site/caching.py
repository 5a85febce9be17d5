"""Pages that anonymous readers share: kept, told apart by their edition, and asked for again."""

import hashlib
import logging
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import cache as pages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request

from articles.models import content_version

Respond = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger(__name__)

# A proxy may keep a page so many seconds, and show it so many more while it asks for a new one.
KEPT: Final = 10
STALE: Final = 30
# Pages of an edition that has passed are asked for no more, and go.
FORGOTTEN: Final = 3_600
_FOR_ALL: Final = f"public, max-age=0, s-maxage={KEPT}, stale-while-revalidate={STALE}"
SHARED: Final = {
    HTTPStatus.OK,
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.GONE,
}


class PageCache:
    """Middleware that answers anonymous readers from what it keeps, as far as that is right.

    A page is kept under the number of the edition that was current before it was made, so that
    nobody sees it after a change of what readers see. Whoever is signed in passes by.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.release = _release()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Files have names that change with what is in them, and are kept for ever.
        if request.method not in {"GET", "HEAD"} or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return _of_one_person(self.get_response(request))
        number = _edition()
        if number is None:
            return self.get_response(request)
        key = _key(request, self.release, number)
        etag = f'W/"{key}"'
        if unchanged := _unchanged(request, etag):
            return _marked(unchanged, etag)
        return _kept(key) or self._made(request, key, etag)

    def _made(self, request: HttpRequest, key: str, etag: str) -> HttpResponseBase:
        response = self.get_response(request)
        if _is_shared(response):
            _marked(response, etag)
            if request.method == "GET":
                _keep(key, response)
        return response


@cache
def _release() -> str:
    """Return the digest of all that makes pages beside the database: code, templates, messages."""
    templates: list[Path] = settings.TEMPLATES[0]["DIRS"]  # type: ignore[assignment] # ours has
    folders = [Path(__file__).parents[1], *settings.LOCALE_PATHS, *templates]
    files = sorted(file for folder in folders for file in Path(folder).rglob("*.*"))
    made = [file for file in files if file.suffix in {".py", ".html", ".mo", ".css", ".js"}]
    return hashlib.blake2b(b"".join(file.read_bytes() for file in made)).hexdigest()


def _edition() -> int | None:
    try:
        return content_version.read_number()
    except DatabaseError:  # the page says so itself, if it needs the database
        return None


def _key(request: HttpRequest, release: str, number: int) -> str:
    """Return what tells the page from all others, of all editions."""
    language = get_language_from_request(request)
    # As it is told: the first time that a host was, it was looked over where the page was made.
    host, query = (request.META.get(name, "") for name in ("HTTP_HOST", "QUERY_STRING"))
    asked = (request.scheme or "", host, request.path, query)
    parts = "\n".join((release, str(number), language, *asked))
    return hashlib.blake2b(parts.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _unchanged(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """Answer who has this very page; whether there is any at all, which "*" asks, is not known."""
    if request.META.get("HTTP_IF_NONE_MATCH", "*") == "*":
        return None
    answer = get_conditional_response(request, etag=etag)
    # Other conditions are of no use to readers, and are no reason to show them nothing.
    return answer if answer and answer.status_code == HTTPStatus.NOT_MODIFIED else None


def _is_shared(response: HttpResponseBase) -> bool:
    """Tell whether the answer is the same for everybody, and says nothing else of itself."""
    return (
        response.status_code in SHARED
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
    )


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Tell who keeps the answer what it is of, and for how long it is good."""
    response["ETag"] = etag
    response["Cache-Control"] = _FOR_ALL
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _of_one_person(response: HttpResponseBase) -> HttpResponseBase:
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _kept(key: str) -> HttpResponse | None:
    if not settings.NEWSROOM_PAGE_CACHE:
        return None
    try:
        kept: HttpResponse | None = pages.get(key)
    except Exception:
        logger.warning("The cache does not answer; pages are made anew.", exc_info=True)
        return None
    return kept


def _keep(key: str, response: HttpResponseBase) -> None:
    if not settings.NEWSROOM_PAGE_CACHE:
        return
    try:
        pages.set(key, response, FORGOTTEN)
    except Exception:
        logger.warning("The cache takes no page; they are made anew.", exc_info=True)
