"""Requests of any kind to the whole site, and what is wrong with the responses."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client

FORM: Final = "application/x-www-form-urlencoded"
OWN_HOSTS: Final = {None, "testserver"}
Pairs = tuple[tuple[str, str], ...]


def encode(pairs: Pairs) -> str:
    """Return the pairs as browsers encode a form, lone surrogates as bytes that are no UTF-8."""
    return "&".join(f"{_quote(name)}={_quote(value)}" for name, value in pairs)


def _quote(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


@dataclass(frozen=True, slots=True)
class Request:
    """All in which one request of these tests differs from another."""

    path: str
    method: str = "GET"
    query: Pairs = ()
    body: bytes = b""
    content_type: str = FORM
    headers: Mapping[str, str] = field(default_factory=dict)


def build_request(path: str, method: str, pairs: Pairs) -> Request:
    """Return the request of a form: its fields are in the body of a POST, else in the query."""
    if method == "POST":
        return Request(path, method, body=encode(pairs).encode())
    return Request(path, method, query=pairs)


def check(client: Client, request: Request) -> Any:
    """Send the request and return the response, of which nothing may be wrong.

    What the request has changed is taken back.
    """
    try:
        response = _send(client, request)
    except Exception as error:
        error.add_note(f"This was the answer to {request}.")
        raise
    assert list(_find_problems(response)) == [], request
    return response


def _send(client: Client, request: Request) -> Any:
    cookies = deepcopy(client.cookies)
    environment: dict[str, Any] = {"QUERY_STRING": encode(request.query), **request.headers}
    try:
        with transaction.atomic():
            response: Any = client.generic(
                request.method, request.path, request.body, request.content_type, **environment
            )
            response.page = response.getvalue()
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return response


def _find_problems(response: Any) -> Iterator[str]:
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield f"status {response.status_code}"
    yield from (f"{name}: {value!r}" for name, value in response.items() if "\n" in value)
    target = urlsplit(response.get("Location", ""))
    if target.scheme not in {"", "http", "https"} or target.hostname not in OWN_HOSTS:
        yield f"redirects to {target.geturl()}"


def list_names(client: Client, requests: Iterable[Request]) -> list[str]:
    """Return the names of all fields that views look up while they respond to the requests."""
    names: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for method in ("get", "getlist", "pop", "__getitem__", "__contains__"):
            patch.setattr(QueryDict, method, _record(getattr(QueryDict, method), names))
        for request in requests:
            check(client, request)
    return sorted(names)


def _record(original: Any, names: set[str]) -> Any:
    def look_up(fields: QueryDict, name: str, *args: Any) -> Any:
        names.add(str(name))
        return original(fields, name, *args)

    return look_up
