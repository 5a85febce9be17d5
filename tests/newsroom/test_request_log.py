"""One line for each request, with its id; nothing of it is a secret."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.test import Client, RequestFactory
from pytest_django import Settings

from newsroom.logs import JSONFormatter, request_id
from newsroom.request_log import RequestLog
from tests.factories import make_user

ID = "proxy-0123456789"


class Lines(logging.Handler):
    """Keeps the lines as objects."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JSONFormatter())
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    handler, logger = Lines(), logging.getLogger("newsroom.requests")
    logger.addHandler(handler)
    yield handler.lines
    logger.removeHandler(handler)


def respond(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(request_id.get())


@pytest.mark.django_db
def test_a_request_is_one_line(client: Client, lines: list[dict[str, object]]) -> None:
    response = client.get("/robots.txt?secret=1")
    ((line, *others),) = [lines]
    message = line.pop("message")
    assert re.fullmatch(r"GET /robots\.txt 200 [\d.]+ ms", str(message))
    assert others == []
    assert line["request"] == response.headers["X-Request-ID"]
    assert {name: line[name] for name in ("level", "method", "path", "status")} == {
        "level": "INFO",
        "method": "GET",
        "path": "/robots.txt",
        "status": 200,
    }


@pytest.mark.django_db
def test_the_line_names_who_is_signed_in(client: Client, lines: list[dict[str, object]]) -> None:
    user = make_user()
    client.force_login(user)
    client.get("/admin/")
    assert (lines[0]["user"], str(lines[0]["message"]).endswith(f"user {user.pk}")) == (
        str(user.pk),
        True,
    )


@pytest.mark.django_db
def test_a_token_stays_out_of_the_line(client: Client, lines: list[dict[str, object]]) -> None:
    client.get("/preview/dG9rZW4:1abc-DEF/")
    assert [(line["path"], line["status"]) for line in lines] == [("/preview/…/", 404)]


@pytest.mark.parametrize(
    ("sent", "proxies", "is_used"),
    [
        (ID, 1, True),
        (ID, 0, False),
        ("short", 1, False),
        ("x" * 65, 1, False),
        ("in two words", 1, False),
        ("line\nbreak", 1, False),
    ],
)
def test_the_id_of_a_trusted_proxy_is_used_if_it_is_well_formed(
    settings: Settings, sent: str, proxies: int, *, is_used: bool
) -> None:
    settings.NEWSROOM_TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Request-ID": sent})
    response = RequestLog(respond)(request)
    assert isinstance(response, HttpResponse)
    assert response.headers["X-Request-ID"] == response.content.decode()
    assert (response.content.decode() == sent) == is_used
    assert request_id.get() == ""


def test_a_client_that_went_away_is_no_error_of_ours() -> None:
    middleware, request = RequestLog(respond), RequestFactory().get("/")
    response = middleware.process_exception(request, UnreadablePostError("gone"))
    assert response is not None
    assert response.status_code == 400
    assert middleware.process_exception(request, ValueError()) is None


def test_no_line_is_built_where_nobody_reads_it(lines: list[dict[str, object]]) -> None:
    logger = logging.getLogger("newsroom.requests")
    logger.setLevel(logging.WARNING)
    try:
        RequestLog(respond)(RequestFactory().get("/"))
    finally:
        logger.setLevel(logging.INFO)
    assert lines == []
