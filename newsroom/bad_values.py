"""Status 400 for requests with values that the database layer cannot take, instead of 500.

Forms check what is typed. Django's admin takes more from requests: keys of rows, values of the
filters of its lists, the field that a popup returns. Which values fail differs between engines:
PostgreSQL refuses null characters, SQLite long integers. No list of fields would be complete, so
this goes by what such errors share: the database layer of Django, or the driver below it, raises
them.
"""

from collections.abc import Callable
from traceback import walk_tb
from typing import Final

from django.core.exceptions import BadRequest, FieldDoesNotExist, ValidationError
from django.db import DataError, NotSupportedError
from django.http import HttpRequest, HttpResponseBase

_VALUE_ERRORS: Final = (
    DataError,
    FieldDoesNotExist,
    NotSupportedError,
    OverflowError,
    TypeError,
    ValidationError,
    ValueError,
)
_DATABASE_LAYER: Final = ("django.db.", "psycopg")


class BadValues:
    """Middleware that answers such an error with status 400; Django logs it with its traceback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> None:
        """Raise BadRequest if the database layer has raised the error because of a value."""
        if isinstance(error, _VALUE_ERRORS) and _is_of_database_layer(error):
            raise BadRequest("The database cannot take a value of this request.") from error


def _is_of_database_layer(error: Exception) -> bool:
    """Tell whether the innermost function of the traceback belongs to the database layer."""
    *_, (frame, _line) = walk_tb(error.__traceback__)
    return str(frame.f_globals["__name__"]).startswith(_DATABASE_LAYER)
