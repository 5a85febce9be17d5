"""The lines of the log: as text or as JSON, each with its request, none with a secret.

A line is one fact. An error of ours is followed by its traceback; what only a client did wrong is
not. The lines of refused sign-ins keep the form that fail2ban reads, in both formats.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from django.http import UnreadablePostError

# The id of the request that is being answered, "" outside of one.
request_id: Final[ContextVar[str]] = ContextVar("request_id", default="")

FORMATS: Final = {"text": "newsroom.logs.TextFormatter", "json": "newsroom.logs.JSONFormatter"}
# What a request says of itself beside the message, in the order of its line.
REQUEST_FIELDS: Final = ("method", "path", "status", "ms", "user")
# Whoever has the end of such a path may see an unpublished text, or set another's password.
_SECRET_PATH: Final = re.compile(r"(/preview/|/account/reset/(?!sent/|done/|$))[^/\s\"'<>]+")


def mask_secrets(text: str) -> str:
    """Return the text with an ellipsis in place of each token in a path."""
    return _SECRET_PATH.sub(r"\1…", text) if "/" in text else text


def build_logging(form: str) -> dict[str, Any]:
    """Return Django's LOGGING for a form of FORMATS."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": FORMATS[form]},
            "dated": {"format": "{asctime} {name}: {message}", "style": "{"},
        },
        "filters": {"no_client_errors": {"()": "newsroom.logs.ClientErrors"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["no_client_errors"],
            },
            "dated": {"class": "logging.StreamHandler", "formatter": "dated"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "newsroom.requests": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "newsroom.signing_in": {"handlers": ["dated"], "propagate": False},
            # It warns of headers that are no headers, which a feed may be read in spite of.
            "urllib3": {"level": "ERROR"},
            # It says every second that PostgreSQL is away; the request or the command says it once.
            "psycopg.pool": {"level": "ERROR"},
        },
    }


class ClientErrors(logging.Filter):
    """Drops Django's lines on statuses such as 404, which the line of the request has too."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 0)
        is_clients = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        return not (record.name == "django.request" and is_clients and not record.exc_info)


class TextFormatter(logging.Formatter):
    """Time, level, logger, id of the request in brackets, message; then the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{_format_time(record)} {record.levelname} {record.name} [{request_id.get()}]"
        traceback = _format_traceback(self, record)
        return f"{head} {_format_message(record)}" + (f"\n{traceback}" if traceback else "")


class JSONFormatter(logging.Formatter):
    """One JSON object on one line, with a member for each thing that is known."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": _format_time(record),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get(),
            "message": _format_message(record),
            **{name: getattr(record, name, None) for name in REQUEST_FIELDS},
            "traceback": _format_traceback(self, record),
        }
        # What a stranger sent may hold half of a character.
        known = {name: value for name, value in fields.items() if value not in {None, ""}}
        return json.dumps(known, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _format_time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _format_message(record: logging.LogRecord) -> str:
    """Return the message as one line that a stranger's text cannot break."""
    if _is_client_gone(record):
        return "The client went away before its request was read"
    message = record.getMessage()
    if not message.isprintable():
        message = "".join(
            letter if letter.isprintable() else letter.encode("unicode_escape").decode()
            for letter in message
        )
    return mask_secrets(message)


def _format_traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """Return the traceback of an error of ours, "" for what a client did."""
    if not record.exc_info or record.name.startswith("django.security") or _is_client_gone(record):
        return ""
    return mask_secrets(formatter.formatException(record.exc_info))


def _is_client_gone(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return isinstance(error, UnreadablePostError)
