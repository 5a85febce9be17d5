"""Error pages: they are in our look, say what to do next, and read no body of a request."""

from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from pytest_django import Settings

pytestmark = pytest.mark.django_db


class UnreadableBody:
    """The body of a request that must not be read."""

    def read(self, *_sizes: int) -> bytes:
        pytest.fail("The body was read.")

    readline = read


# A page that fails; this module is a URLconf.


@csrf_exempt
def fail(_request: HttpRequest) -> HttpResponse:
    raise ArithmeticError


urlpatterns = [path("fails/", fail), path("", include("newsroom.urls"))]
handler404 = "articles.site.urls.page_not_found"


@pytest.fixture(autouse=True)
def _add_failing_page(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("host", ["testserver", "evil.example"])
@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/nothing/", 404),
        ("/Nothing/", 404),
        ("/admin/nothing/", 404),
        ("/api/nothing/", 405),
        ("/", 405),
        ("/api/articles/", 405),
        ("/feed.rss", 405),
        ("/admin/login/", 403),
        ("/admin/articles/article/add/", 403),
        ("/fails/", 500),
    ],
)
def test_an_error_page_reads_no_body(url: str, status: int, host: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    body: dict[str, Any] = {"wsgi.input": UnreadableBody(), "CONTENT_LENGTH": "1000"}
    response = client.generic(
        "POST",
        url,
        content_type="multipart/form-data; boundary=x",
        headers={"host": host},
        **body,
    )
    assert response.status_code == (status if host == "testserver" else HTTPStatus.BAD_REQUEST)


def test_a_form_without_its_token_is_refused_in_our_look() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/")
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "<h1>This form was not accepted.</h1>" in response.text
    assert "csrf" not in response.text.lower()
