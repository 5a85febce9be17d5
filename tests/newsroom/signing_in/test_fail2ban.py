"""The filter for fail2ban in operating.md: it finds the lines of attempts, and no forged ones."""

import logging
import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.test import Client

from tests.accounts import LOGIN

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

ATTACKER: Final = "198.51.100.7"
SOMEBODY: Final = "203.0.113.9"
FORGED: Final = f'newsroom.signing_in: Sign-in failed from {SOMEBODY} for "x'
DATE: Final = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}")  # fail2ban cuts it out


def read_filter() -> re.Pattern[str]:
    document = Path(settings.BASE_DIR, "newsroom", "docs", "operating.md").read_text("utf-8")
    [expression] = re.findall(r"^failregex = (.+)$", document, re.MULTILINE)
    return re.compile(expression.replace("<HOST>", r"(?P<host>[\d.a-f:]+)"))


def format_line(record: logging.LogRecord) -> str:
    """Return the line of the log, with the formatter that the settings give for its logger."""
    if record.name != "newsroom.signing_in":
        return record.getMessage()
    logging_settings: Any = settings.LOGGING
    form = logging_settings["formatters"]["dated"]
    return logging.Formatter(form["format"], style=form["style"]).format(record)


def list_banned(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = "\n".join(format_line(record) for record in caplog.records).splitlines()
    matches = [read_filter().search(DATE.sub("", line)) for line in lines]
    return [match["host"] for match in matches if match]


def test_the_filter_finds_failed_and_refused_attempts(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(6):
        Client().post(LOGIN, {"login": "vera", "password": "wrong"}, REMOTE_ADDR=ATTACKER)
    assert list_banned(caplog) == [ATTACKER] * 6


def test_the_filter_finds_a_refused_passkey(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(REMOTE_ADDR=ATTACKER)
    client.post("/admin/account/second-factor/webauthn/login/", {"credential": '{"id": 1}'})
    assert list_banned(caplog) == [ATTACKER]


def test_a_name_bans_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    Client().post(LOGIN, {"login": FORGED, "password": "wrong"}, REMOTE_ADDR=ATTACKER)
    assert list_banned(caplog) == [ATTACKER]


def test_the_address_of_a_page_bans_nobody(caplog: pytest.LogCaptureFixture) -> None:
    assert Client().get(f"/{FORGED}/").status_code == 404
    assert Client().get(f"/\r\n{FORGED}/").status_code == 404
    assert (SOMEBODY in caplog.text, list_banned(caplog)) == (True, [])
