"""Reports of errors: that they are sent, and that they tell nothing about people."""

import importlib.util
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.sentry import report_errors, scrub
from tests.newsroom.conftest import build_environment

SCRIPT = """
import json, sys
import sentry_sdk
from django.test import RequestFactory
from newsroom.wsgi import application

sent = []

class Transport(sentry_sdk.transport.Transport):
    def capture_envelope(self, envelope):
        sent.append(envelope.get_event())

sentry_sdk.get_client().transport = Transport()
for host in ("localhost", "geheim.example"):
    headers = {"host": host, "cookie": "sessionid=geheim"}
    request = RequestFactory().get("/?q=geheim", headers=headers)
    b"".join(application(request.environ, lambda *_: None))
json.dump(sent, sys.stdout)
"""


def test_an_error_is_reported_without_anything_personal(tmp_path: Path) -> None:
    """The database has no tables, so the page fails; the wrong host is no error of ours."""
    (tmp_path / "newsroom.sqlite3").touch()
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env=build_environment(
            DJANGO_SETTINGS_MODULE="newsroom.settings",
            NEWSROOM_SENTRY_DSN="https://key@sentry.example.org/1",
        ),
        capture_output=True,
        text=True,
        check=True,
    )
    (event,) = json.loads(result.stdout)
    assert event["request"] == {"method": "GET", "url": "http://localhost/"}
    assert event["exception"]["values"][-1]["type"] == "OperationalError"
    assert "geheim" not in result.stdout


@pytest.mark.parametrize(
    ("event", "scrubbed"),
    [
        ({"message": "x", "user": {"ip_address": "192.0.2.1"}}, {"message": "x"}),
        (
            {"request": {"url": "https://x/preview/t/", "headers": {"Cookie": "c"}, "data": "d"}},
            {"request": {"url": "https://x/preview/…/"}},
        ),
    ],
)
def test_what_is_personal_is_left_out(event: dict[str, Any], scrubbed: dict[str, Any]) -> None:
    assert scrub(event, {}) == scrubbed


@pytest.mark.parametrize(
    ("name", "is_sent"), [("django.security.DisallowedHost", False), ("articles.site", True)]
)
def test_what_a_client_did_is_not_reported(name: str, *, is_sent: bool) -> None:
    record = logging.LogRecord(name, logging.ERROR, "file.py", 1, "x", (), None)
    assert (scrub({}, {"log_record": record}) is not None) == is_sent


def test_nothing_is_reported_by_default() -> None:
    report_errors("")


def test_a_missing_package_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match="run uv sync --group sentry"):
        report_errors("https://key@sentry.example.org/1")


def test_a_wrong_address_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_SENTRY_DSN is not valid"):
        report_errors("sentry.example.org")
