"""The lines of the log: their two forms, what they never hold, and what has no traceback."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import DisallowedHost
from django.http import UnreadablePostError
from django.urls import URLPattern, URLResolver, get_resolver

from newsroom.logs import ClientErrors, JSONFormatter, TextFormatter, mask_secrets, request_id

ID = "0123456789abcdef"
TOKEN = "dG9rZW4:1abc-DEF"


@pytest.fixture
def in_a_request() -> Iterator[None]:
    token = request_id.set(ID)
    yield
    request_id.reset(token)


def make_record(
    message: str = "It rained", *, name: str = "articles.site", error: Exception | None = None
) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord(name, logging.WARNING, "file.py", 1, message, (), info)


def format_json(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(JSONFormatter().format(record))
    assert datetime.fromisoformat(fields.pop("time")).utcoffset() is not None
    return fields


@pytest.mark.usefixtures("in_a_request")
def test_a_line_of_text_has_time_level_logger_and_request() -> None:
    time, line = TextFormatter().format(make_record()).split(" ", 1)
    assert datetime.fromisoformat(time).utcoffset() is not None
    assert line == f"WARNING articles.site [{ID}] It rained"


def test_a_line_of_text_outside_of_a_request_has_no_id() -> None:
    assert TextFormatter().format(make_record()).endswith(" [] It rained")


@pytest.mark.usefixtures("in_a_request")
def test_a_line_of_json_has_what_is_known() -> None:
    record = make_record()
    record.status, record.ms, record.user = 200, 0.0, None
    assert format_json(record) == {
        "level": "WARNING",
        "logger": "articles.site",
        "request": ID,
        "message": "It rained",
        "status": 200,
        "ms": 0.0,
    }


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("one\ntwo\r\x1b[31m", "one\\ntwo\\r\\x1b[31m"),
        ("İğdır\u2028 \ud800", "İğdır\\u2028 \\ud800"),
    ],
)
def test_no_text_of_a_stranger_breaks_a_line(message: str, line: str) -> None:
    record = make_record(message)
    assert TextFormatter().format(record).endswith(f"[] {line}")
    assert format_json(record)["message"] == line


def test_an_error_of_ours_has_its_traceback() -> None:
    record = make_record(error=ValueError(f"at /preview/{TOKEN}/"))
    text, fields = TextFormatter().format(record), format_json(record)
    assert text.splitlines()[-1] == fields["traceback"].splitlines()[-1]
    assert text.endswith("ValueError: at /preview/…/")


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("django.security.DisallowedHost", DisallowedHost("x"), "It rained"),
        (
            "django.request",
            UnreadablePostError("gone"),
            "The client went away before its request was read",
        ),
    ],
)
def test_what_a_client_did_is_one_line(name: str, error: Exception, message: str) -> None:
    record = make_record(name=name, error=error)
    assert TextFormatter().format(record).endswith(f"{name} [] {message}")
    fields = format_json(record)
    assert (fields["message"], "traceback" in fields) == (message, False)


@pytest.mark.parametrize(
    ("name", "status", "error", "is_logged"),
    [
        ("django.request", 404, None, False),
        ("django.request", 410, None, False),
        ("django.request", 500, None, True),
        ("django.request", 400, ValueError("of a value"), True),
        ("articles.site", 404, None, True),
        ("articles.site", None, None, True),
    ],
)
def test_the_line_of_the_request_says_a_clients_errors(
    name: str, status: int | None, error: Exception | None, *, is_logged: bool
) -> None:
    record = make_record(name=name, error=error)
    if status:
        record.status_code = status
    assert ClientErrors().filter(record) == is_logged


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        (f"/preview/{TOKEN}/", "/preview/…/"),
        (f"/preview/{TOKEN}", "/preview/…"),
        ("/admin/account/reset/1a-c2x-0123/", "/admin/account/reset/…/"),
        ("/admin/account/reset/sent/", "/admin/account/reset/sent/"),
        ("/admin/account/reset/done/", "/admin/account/reset/done/"),
        ("/admin/account/reset/", "/admin/account/reset/"),
        ("/2019/11/08/preview/", "/2019/11/08/preview/"),
        ("no path", "no path"),
    ],
)
def test_a_token_in_a_path_is_masked(path: str, masked: str) -> None:
    assert mask_secrets(path) == masked
    assert mask_secrets(f"Not Found: {path}") == f"Not Found: {masked}"


def list_secret_patterns(
    patterns: list[URLPattern | URLResolver], before: str = "/"
) -> Iterator[str]:
    for each in patterns:
        path = before + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from list_secret_patterns(each.url_patterns, path)
        elif {"token", "key", "code", "secret"} & set(each.pattern.converters) or "P<key>" in path:
            yield path


def test_every_url_with_a_token_is_masked() -> None:
    paths = list(list_secret_patterns(get_resolver().url_patterns))
    assert len(paths) >= 2
    examples = [
        path.replace("<str:token>", TOKEN)
        .replace("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)", TOKEN)
        .rstrip("$")
        for path in paths
    ]
    assert [each for each in examples if TOKEN not in each or TOKEN in mask_secrets(each)] == []
