"""Errors reported to a Sentry server: which code failed and how, and nothing about people."""

import importlib
import importlib.util
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from newsroom.logs import mask_secrets

# Of a request these are sent, and nothing else: no headers, cookies, query or body.
_REQUEST: Final = ("method", "url")


def report_errors(dsn: str) -> None:
    """Report errors to the server of this DSN from now on; do nothing for ""."""
    if not dsn:
        return
    if importlib.util.find_spec("sentry_sdk") is None:
        raise ImproperlyConfigured(
            "NEWSROOM_SENTRY_DSN is set, but the package for it is not installed: "
            "run uv sync --group sentry."
        )
    sentry = importlib.import_module("sentry_sdk")
    try:
        sentry.init(
            dsn=dsn,
            before_send=scrub,
            include_local_variables=False,  # they hold texts, names and addresses
            include_source_context=False,
            max_request_body_size="never",
            max_breadcrumbs=0,  # they hold queries
            shutdown_timeout=2,
        )
    except ValueError as error:  # its BadDsn
        raise ImproperlyConfigured(
            "NEWSROOM_SENTRY_DSN is not valid; it takes the DSN that the server shows, such as "
            "https://key@sentry.example.org/1."
        ) from error


def scrub(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """Return the event without anything personal, None for what only a client did wrong."""
    record = hint.get("log_record")
    if record is not None and record.name.startswith("django.security"):
        return None
    for name in ("user", "server_name", "breadcrumbs", "extra", "modules"):
        event.pop(name, None)
    if "request" in event:
        event["request"] = {
            name: mask_secrets(event["request"][name])
            for name in _REQUEST
            if name in event["request"]
        }
    return event
