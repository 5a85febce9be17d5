"""Converts JSON text to Python values, within the limits of what any record holds."""

import json
from typing import Any, Final

from articles.parsing.charsets import encode_for_json
from articles.parsing.json_scanner import nests_deeper
from articles.parsing.problems import Problem, ProblemError

# The deepest known nesting: a record in a rejects line, its authors, one author.
DEPTH_LIMIT: Final = 8
TOO_DEEP: Final = Problem("json.too_deep", {"levels": DEPTH_LIMIT})


class RefusedError(ProblemError):
    """The text is not JSON, or cannot be a record."""


def loads(text: str, *, line: int = 1) -> Any:
    """Return the value of the JSON text, which begins at this line of its file.

    Raise RefusedError where it is not JSON or nests too deep.
    """
    try:
        value = json.loads(text.rstrip(" \t\r\n"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        is_on_one_line = line == error.lineno == 1  # then the record's position names the line
        place = "" if is_on_one_line else f"line {line + error.lineno - 1} "
        message = f"{error.msg}: {place}column {error.colno} (char {error.pos})"
        raise RefusedError(Problem("json.malformed", {"message": message})) from error
    except (ValueError, RecursionError) as error:
        raise RefusedError(Problem("json.malformed", {"message": str(error)})) from error
    if nests_deeper(value, than=DEPTH_LIMIT):
        raise RefusedError(TOO_DEEP)
    return value


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(f"{name} is not a number")


def build_reject_payload(value: Any, source: bytes) -> Any:
    """Return what a rejects file can hold: the value, or its source if UTF-8 cannot encode it.

    A JSON escape may stand for half of a surrogate pair.
    """
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return encode_for_json(source)
    return value
