"""Large bodies: who may send them where, and that the middleware reads none."""

from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from articles.admin.body_limit import ANONYMOUS_LIMIT, BodyLimit, get_form_limit
from tests.articles.admin.pages import sign_in
from tests.factories import make_user

IMPORT = "/admin/articles/importrun/import/"
MULTIPART = "multipart/form-data; boundary=x"
URLENCODED = "application/x-www-form-urlencoded"
BIG = get_form_limit() + 1
TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UnreadBody(BytesIO):
    """A body that must not be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError(f"{size} bytes were read")


def send(user: Any, path: str, **headers: str) -> HttpResponse:
    """Return what the middleware answers to a request with these headers, and a body unread."""
    environ: dict[str, Any] = {"wsgi.input": UnreadBody(), **headers}
    request: HttpRequest = RequestFactory().generic("POST", path, **environ)
    request.user = user
    response = BodyLimit(lambda _request: HttpResponse())(request)
    assert isinstance(response, HttpResponse)
    return response


@pytest.mark.parametrize(
    "path", ["/", "/language/", "/admin/login/", "/api/articles/", "/x/", IMPORT]
)
@pytest.mark.parametrize("kind", [MULTIPART, URLENCODED, "application/json", ""])
def test_nobody_sends_a_large_body_without_signing_in(path: str, kind: str) -> None:
    headers = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(ANONYMOUS_LIMIT + 1)}
    assert send(AnonymousUser(), path, **headers).status_code == TOO_LARGE
    headers["CONTENT_LENGTH"] = str(ANONYMOUS_LIMIT)
    assert send(AnonymousUser(), path, **headers).status_code == HTTPStatus.OK


@pytest.mark.parametrize("length", ["", "-1", "many", "9" * 19, "9" * 5000, "٣"])
def test_a_body_says_how_long_it_is(length: str) -> None:
    headers = {"CONTENT_LENGTH": length, "HTTP_TRANSFER_ENCODING": "chunked"}
    response = send(AnonymousUser(), "/admin/login/", **headers)
    assert response.status_code == HTTPStatus.LENGTH_REQUIRED
    assert "Send the header Content-Length" in response.text


def test_a_request_without_a_body_has_no_length() -> None:
    assert send(AnonymousUser(), "/").status_code == HTTPStatus.OK


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "path", "length", "status"),
    [
        ("Editors", "/admin/articles/article/add/", BIG - 1, HTTPStatus.OK),
        ("Editors", "/admin/articles/article/add/", BIG, TOO_LARGE),
        ("Publishers", "/", BIG, TOO_LARGE),
        ("Contributors", IMPORT, BIG, TOO_LARGE),
        ("Editors", IMPORT, BIG, HTTPStatus.OK),
        ("Editors", f"{IMPORT}x", BIG, TOO_LARGE),
    ],
)
def test_only_the_import_page_takes_large_bodies_of_those_who_may_import(
    role: str, path: str, length: int, status: HTTPStatus
) -> None:
    response = send(make_user(role), path, CONTENT_LENGTH=str(length))
    assert response.status_code == status


@pytest.mark.django_db
def test_the_page_says_how_much_it_takes_and_what_to_do() -> None:
    client = sign_in(make_user("Editors"))
    response = client.post("/admin/articles/article/add/", {"body": "x" * BIG})
    assert response.status_code == TOO_LARGE
    assert "It takes up to 2.5\xa0MB, and nothing was saved." in response.text
