"""A desk for one test: a folder, a database, and manage.py in processes that can be killed."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg.rows import dict_row

from tests.imported import is_postgresql

PROJECT = Path(__file__).resolve().parent.parent

_numbers = count(1)


def get_suite_url() -> str:
    """Return the URL of the database that the suite runs on."""
    return os.environ["NEWSROOM_DATABASE_URL"]


@dataclass(frozen=True)
class Desk:
    """A folder that processes work in, with the URL of its database."""

    folder: Path
    database_url: str

    def start(self, *arguments: str, options: str = "") -> "subprocess.Popen[bytes]":
        """Start manage.py in a process group of its own; ``options`` are added to the URL.

        The pipes are not buffered, so that a line can be read before the rest is written.
        """
        excluded = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}
        inherited = {name: value for name, value in os.environ.items() if name not in excluded}
        own = {
            "NEWSROOM_DATABASE_URL": self.database_url + options,
            "NEWSROOM_MEDIA_URL": (self.folder / "files").as_uri(),
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
        """Run manage.py as ``start`` does, and wait for its end."""
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


def make_desk(folder: Path) -> Desk:
    """Make the folder and a migrated database, a copy of the template."""
    folder.mkdir(parents=True)
    if not is_postgresql():
        file = folder / "newsroom.sqlite3"
        shutil.copy(get_template_file(), file)
        return Desk(folder, f"sqlite:///{file}")
    name = f"desk_{os.getpid()}_{next(_numbers)}"  # workers share the server
    _create_database(name, template=_get_template_name())
    return Desk(folder, f"{get_suite_url().rpartition('/')[0]}/{name}")


def make_template() -> None:
    """Copy the suite's database as the template of desks. Call it before any test changes it."""
    if not is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(get_template_file())])
        return
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL has it; a template must not be in use
    _create_database(_get_template_name(), template=connection.settings_dict["NAME"])


def get_template_file() -> Path:
    return Path(connection.settings_dict["TEST"]["NAME"]).with_name("template.sqlite3")


def _get_template_name() -> str:
    return f"template_{os.getpid()}"


def _create_database(name: str, *, template: str) -> None:
    with psycopg.connect(get_suite_url(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
