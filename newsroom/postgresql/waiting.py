"""Whether this thread answers a request, whose reader does not wait for long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Seconds without an answer after which a request doubts that the server is there, and seconds that
# it then gives a new connection. Both together are less than the two that readers wait at most.
ANSWER_SECONDS: Final = 0.8
PROBE_SECONDS: Final = 0.7
# Seconds for which commands and the worker try to connect.
COMMAND_SECONDS: Final = 10

_is_in_request: ContextVar[bool] = ContextVar("is_in_request", default=False)


def is_in_request() -> bool:
    return _is_in_request.get()


@contextmanager
def limit_waiting() -> Iterator[None]:
    """Let the database backend give up soon within this block."""
    token = _is_in_request.set(True)
    try:
        yield
    finally:
        _is_in_request.reset(token)


class LimitWaiting:
    """Middleware: no request waits for a database server that is away; commands do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with limit_waiting():
            return self.get_response(request)
