"""JSON text to values, within the limits of what any record holds."""

import json
from typing import Any, Final

from articles.parsing.charsets import printable

# A record in a rejects line, its authors, an author: no more is nested in anything known here.
DEPTH_LIMIT: Final = 8
TOO_DEEP: Final = f"It nests more than {DEPTH_LIMIT} levels deep, which no record does."


class RefusedError(ValueError):
    """The text is no JSON, or none that a record could be; the message is a whole sentence."""


def loads(text: str, *, line: int = 1) -> Any:
    """Return the value that the text, from this line of its file on, holds; raise RefusedError."""
    try:
        told = json.loads(text.rstrip(" \t\r\n"), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        is_in_one = line == error.lineno == 1  # which the record's own position tells
        place = "" if is_in_one else f"line {line + error.lineno - 1} "
        at = f"{error.msg}: {place}column {error.colno}"
        raise RefusedError(f"It is not JSON: {at} (char {error.pos}).") from error
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"It is not JSON: {error}.") from error
    if _is_deeper(told, than=DEPTH_LIMIT):
        raise RefusedError(TOO_DEEP)
    return told


def _refuse(name: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(f"{name} is no number")


def _is_deeper(told: Any, *, than: int) -> bool:
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else None
    return inner is not None and (
        not than or any(_is_deeper(each, than=than - 1) for each in inner)
    )


def kept(told: Any, written: bytes) -> Any:
    """Return what a rejects file can hold: the value, or its text if half a letter is in it."""
    try:
        json.dumps(told, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return printable(written)
    return told
