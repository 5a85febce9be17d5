"""What keeps a process from its work: one sentence, a status, and no new database."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedTable

from articles.database import refusals
from newsroom import starting
from tests.conftest import PROJECT
from tests.newsroom.conftest import build_environment

MISSING = (
    "The database {folder}/newsroom.sqlite3 does not exist. Check NEWSROOM_DATABASE_URL and the "
    "working folder, or create it with manage.py migrate.\n"
)
NO_TABLES = "Tables are missing in the database: run manage.py migrate.\n"
AWAY = "The database cannot be used (away): check that it runs, and try again.\n"


def run(
    folder: Path, *arguments: str | Path, **variables: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=build_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


def make_undefined_table() -> ProgrammingError:
    error = ProgrammingError("relation does not exist")
    error.__cause__ = UndefinedTable()
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ImproperlyConfigured("NEWSROOM_DEBUG is wrong."), "NEWSROOM_DEBUG is wrong.\n"),
        (OperationalError("away"), AWAY),
        (make_undefined_table(), NO_TABLES),
    ],
    ids=["setting", "database", "tables"],
)
def test_an_error_ends_the_process_with_a_sentence(
    capsys: pytest.CaptureFixture[str], error: Exception, sentence: str
) -> None:
    with pytest.raises(SystemExit) as end, starting.explain_failures():
        raise error
    assert (end.value.code, capsys.readouterr().err) == (2, sentence)


def test_an_error_of_the_program_keeps_its_traceback() -> None:
    with pytest.raises(ProgrammingError), starting.explain_failures():
        raise ProgrammingError("syntax error")


def test_whoever_asks_for_a_traceback_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["manage.py", "migrate", "--traceback"])
    with pytest.raises(OperationalError), starting.explain_failures():
        raise OperationalError("away")


@pytest.mark.parametrize(
    ("message", "is_warning"), [("Connection refused", True), ("not a database", False)]
)
def test_a_server_starts_before_its_database_but_not_with_a_wrong_one(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    message: str,
    *,
    is_warning: bool,
) -> None:
    def fail() -> None:
        raise OperationalError(message)

    monkeypatch.setattr(refusals, "connect_once", fail)
    try:
        starting.require_database()
    except OperationalError:
        assert not is_warning
    else:
        assert caplog.messages == [
            f"The database cannot be used ({message}): check that it runs, and try again."
        ]


COMMANDS = [["createsuperuser"], ["runserver", "--noreload"], ["check", "--database", "default"]]
MORE_COMMANDS = [
    *(["clearsessions"], ["flush", "--no-input"], ["showmigrations"], ["migrate", "--plan"]),
    *(["changepassword", "vera"], ["loaddata", "x"], ["sqlflush"]),
    *(
        ["list_imports"],
        ["undo_import", "1"],
        ["import_articles", str(PROJECT / "README.md")],
        ["reindex"],
    ),
    *(["export_articles", "--format", "csv"], ["fetch_feeds"], ["publish_due"]),
    *(["check_search"], ["verify_record"], ["repair_database"]),
    *(["reparse"], ["remove_second_factor", "vera"]),
    ["move_articles", "publish", "1", "--by", "vera"],
]


def check_that_no_database_is_made(folder: Path, arguments: Sequence[str | Path]) -> None:
    result = run(folder, *arguments, NEWSROOM_SECRET_KEY="secret")
    sentence = MISSING.format(folder=folder)
    last = result.stderr.splitlines(keepends=True)[-1].removeprefix("CommandError: ")
    assert (result.returncode, last) == (2, sentence)
    assert "Traceback" not in result.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS[:1], ids=" ".join)
def test_no_command_makes_a_database(tmp_path: Path, command: list[str]) -> None:
    check_that_no_database_is_made(tmp_path, [PROJECT / "manage.py", *command])


@pytest.mark.slow
@pytest.mark.parametrize("command", [*COMMANDS[1:], *MORE_COMMANDS], ids=" ".join)
def test_no_other_command_makes_one_either(tmp_path: Path, command: list[str]) -> None:
    check_that_no_database_is_made(tmp_path, [PROJECT / "manage.py", *command])


@pytest.mark.parametrize("module", ["newsroom.wsgi", "newsroom.asgi"])
def test_no_server_starts_without_its_database(tmp_path: Path, module: str) -> None:
    check_that_no_database_is_made(tmp_path, ["-c", f"import {module}"])


def test_a_setting_that_is_not_valid_stops_a_server_with_a_sentence(tmp_path: Path) -> None:
    result = run(tmp_path, "-c", "import newsroom.wsgi", NEWSROOM_DEBUG="true")
    sentence = "NEWSROOM_DEBUG is 'true', but it takes on or off.\n"
    assert (result.returncode, result.stderr) == (2, sentence)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["migrate", "demo", "check", "createsuperuser"])
def test_a_setting_that_is_not_valid_stops_a_command_with_a_sentence(
    tmp_path: Path, command: str
) -> None:
    result = run(tmp_path, PROJECT / "manage.py", command, NEWSROOM_HOST="press.example.org")
    sentence = "NEWSROOM_HOST is not a setting of Newsroom: did you mean NEWSROOM_HOSTS?\n"
    assert (result.returncode, result.stderr) == (2, sentence)


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["help"],
        ["import_articles", "--help"],
        ["collectstatic", "--no-input", "--dry-run"],
        ["makemigrations", "--check", "--dry-run"],
    ],
    ids=" ".join,
)
def test_what_needs_no_database_runs_without_one(tmp_path: Path, arguments: list[str]) -> None:
    result = run(tmp_path, PROJECT / "manage.py", *arguments, NEWSROOM_SECRET_KEY="x" * 50)
    assert (result.returncode, list(tmp_path.glob("*.sqlite3"))) == (0, [])
