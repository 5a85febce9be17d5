"""Status 503 for requests that fail because something around the site fails, instead of 500."""

import errno
import re
import sqlite3
import sys
from collections.abc import Iterator
from enum import Enum
from http import HTTPStatus
from typing import Final

import psycopg
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

from articles.site import api

# Seconds after which programs ask again.
RETRY_AFTER: Final = 10


class Outage(Enum):
    """What fails; the page 503.html has a sentence for each."""

    AWAY = "away"
    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"


# Fields that nobody types: token, name of a draft, buttons, and what forms count and compare by.
_HIDDEN: Final = re.compile(
    r"^(csrfmiddlewaretoken|draft)$|^(_|initial-)|_FORMS$|-(id|position|__prefix__)(-|$)"
)

# Primary result codes of SQLite.
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_IOERR: Outage.AWAY,
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
}
_PRIMARY_CODE: Final = 0xFF
_POSTGRESQL: Final[dict[type[psycopg.Error], Outage]] = {
    psycopg.errors.DiskFull: Outage.FULL,
    psycopg.errors.ReadOnlySqlTransaction: Outage.READ_ONLY,
    psycopg.errors.LockNotAvailable: Outage.BUSY,
    psycopg.errors.QueryCanceled: Outage.BUSY,
    psycopg.errors.SerializationFailure: Outage.BUSY,
    psycopg.errors.DeadlockDetected: Outage.BUSY,
    # All others, such as a connection that was lost.
    psycopg.OperationalError: Outage.AWAY,
    psycopg.InterfaceError: Outage.AWAY,
}
_SYSTEM: Final = {
    errno.ENOSPC: Outage.FULL,
    errno.EDQUOT: Outage.FULL,
    errno.EFBIG: Outage.FULL,
    errno.EROFS: Outage.READ_ONLY,
}


def handle_error(request: HttpRequest) -> HttpResponse:
    """Handle an error that no view has handled: 503 for an outage, 500 for a fault of ours."""
    outage = find_outage(sys.exc_info()[1])
    return server_error(request) if outage is None else respond_unavailable(request, outage)


def find_outage(error: BaseException | None) -> Outage | None:
    """Return what fails around the site, None where the error or its cause is a fault of ours."""
    return next(filter(None, map(_classify, _list_causes(error))), None)


def _list_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _classify(error: BaseException) -> Outage | None:
    if isinstance(error, sqlite3.Error):
        code: int | None = getattr(error, "sqlite_errorcode", None)
        return None if code is None else _SQLITE.get(code & _PRIMARY_CODE)
    if isinstance(error, psycopg.Error):
        return next(
            (outage for kind, outage in _POSTGRESQL.items() if isinstance(error, kind)), None
        )
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0)
    return None


def respond_unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Return status 503: a problem document of the API, elsewhere a page.

    The page repeats what was typed at the desk, so that it can be sent again.
    """
    if request.path.startswith("/api/"):
        response = api.unavailable(request)
    else:
        context = {"request": request, "outage": outage.value, **_build_form(request)}
        html = get_template("503.html").render(context)  # no context processor asks the database
        response = HttpResponse(html, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "private, no-store"
    return response


def _build_form(request: HttpRequest) -> dict[str, object]:
    """Return what was typed into a form of the desk, and whether it can be sent again as it is.

    Nothing is repeated that was sent without the token of our own forms, nor passwords.
    """
    match = request.resolver_match
    is_checked = getattr(request, "csrf_processing_done", False)
    if request.method != "POST" or not is_checked or not match or match.namespace != "admin":
        return {}
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [
        (name, value, bool(value) and not _HIDDEN.search(name))
        for name, value in pairs
        if "password" not in name
    ]
    return {
        "is_form": True,
        "fields": fields,
        "can_send_again": len(fields) == len(pairs) and not request.FILES,
    }
