"""A desk for one test: a folder, a database, and manage.py in processes that can be killed."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.rows import dict_row

from tests.imported import is_postgresql

PROJECT = Path(__file__).resolve().parent.parent

_numbers = count(1)


def get_suite_url() -> str:
    """Return the URL of the database that the suite runs on."""
    return os.environ["NEWSROOM_DATABASE_URL"]


@dataclass(frozen=True)
class Desk:
    """A folder with the URL of its database, and the folder for compiled modules.

    Without the latter each of fifty starts would compile all modules, when Python may not write
    next to the sources.
    """

    folder: Path
    database_url: str
    compiled: Path

    def start(self, *arguments: str, options: str = "") -> "subprocess.Popen[bytes]":
        """Start manage.py in a process group of its own; ``options`` are added to the URL.

        The pipes are not buffered, so that a line can be read before the rest is written.
        """
        excluded = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}
        inherited = {name: value for name, value in os.environ.items() if name not in excluded}
        own = {
            "NEWSROOM_DATABASE_URL": self.database_url + options,
            "PYTHONPYCACHEPREFIX": str(self.compiled),
        }
        return subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), *arguments],
            cwd=self.folder,
            env=inherited | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )

    def manage(self, *arguments: str, options: str = "") -> "subprocess.CompletedProcess[str]":
        with self.start(*arguments, options=options) as process:
            out, err = process.communicate()
        return subprocess.CompletedProcess(
            arguments, process.returncode, out.decode(), err.decode()
        )

    def fetch_rows(self, query: str) -> list[dict[str, Any]]:
        with self.connect() as connection:
            return [dict(row) for row in connection.execute(query).fetchall()]

    @contextmanager
    def connect(self) -> Iterator[Any]:
        """Open a connection without Django, in autocommit mode."""
        if self.database_url.startswith("sqlite:"):
            file = urlsplit(self.database_url).path.removeprefix("/")
            with closing(sqlite3.connect(f"/{file}", timeout=30, isolation_level=None)) as opened:
                opened.row_factory = sqlite3.Row
                yield opened
        else:
            with psycopg.connect(
                self.database_url, autocommit=True, row_factory=dict_row
            ) as opened:
                yield opened


def kill(process: "subprocess.Popen[bytes]") -> str:
    """Kill the process and all that it started; return the rest of its standard error."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.communicate()[1].decode()


MakeDesk = Callable[[Path], Desk]


def build_desk_maker(folder: Path) -> MakeDesk:
    """Return a function that makes desks, each with a migrated database of the suite's vendor."""
    template = Desk(folder, _create_database("", folder), folder / "compiled")
    assert template.manage("migrate", "--verbosity=0").returncode == 0

    def make_desk(path: Path) -> Desk:
        path.mkdir(parents=True)
        return Desk(path, _create_database(template.database_url, path), template.compiled)

    return make_desk


def _create_database(template: str, folder: Path) -> str:
    """Create a database, empty or as a copy of the template; return its URL."""
    if not is_postgresql():
        file = folder / "newsroom.sqlite3"
        if template:
            shutil.copy(f"/{urlsplit(template).path.lstrip('/')}", file)
        return f"sqlite:///{file}"
    name = f"desk_{next(_numbers)}"
    like = f"TEMPLATE {urlsplit(template).path.lstrip('/')}" if template else ""
    with psycopg.connect(get_suite_url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {like}".encode())
    return f"{get_suite_url().rpartition('/')[0]}/{name}"
