"""Converts JSON text to Python values, within the limits of what any record holds."""

import json
from typing import Any, Final

from articles.parsing.charsets import encode_for_json
from articles.parsing.json_scanner import nests_deeper
from articles.parsing.problems import Problem, ProblemError

# The blocks of an editor, which sites export with their articles, nest a dozen levels deep.
DEPTH_LIMIT: Final = 32
TOO_DEEP: Final = Problem("json.too_deep", {"levels": DEPTH_LIMIT})


class RefusedError(ProblemError):
    """The text is not JSON, or cannot be a record."""


def loads(text: str, *, line: int = 1) -> Any:
    """Return the value of the JSON text, which begins at this line of its file.

    Raise RefusedError where it is not JSON or nests too deep.
    """
    try:
        value = _decode(text.rstrip(" \t\r\n"))
    except json.JSONDecodeError as error:
        is_on_one_line = line == error.lineno == 1  # then the record's position names the line
        place = "" if is_on_one_line else f"line {line + error.lineno - 1} "
        message = f"{error.msg}: {place}column {error.colno} (char {error.pos})"
        raise RefusedError(Problem("json.malformed", {"message": message})) from error
    except RecursionError as error:
        raise RefusedError(Problem("json.malformed", {"message": str(error)})) from error
    if nests_deeper(value, than=DEPTH_LIMIT):
        raise RefusedError(TOO_DEEP)
    return value


def _decode(text: str) -> Any:
    """Return the value of the JSON text, with a number of too many digits as a string."""
    try:
        return json.loads(text, parse_constant=_read_as_null)
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python converts no more than 4,300 digits
        return json.loads(text, parse_constant=_read_as_null, parse_int=str)


def _read_as_null(_name: str) -> None:
    """Return None for NaN and Infinity, which JSON does not have.

    Tools for tables write NaN where a cell is empty.
    """


def build_reject_payload(value: Any, source: bytes) -> Any:
    """Return what a rejects file can hold: the value, or its source if UTF-8 cannot encode it.

    A JSON escape may stand for half of a surrogate pair.
    """
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return encode_for_json(source)
    return value
