"""A desk of a test's own: a folder, a database, and manage.py as processes to be killed."""

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


def suite_address() -> str:
    """Return the address of the database that the suite runs on."""
    return os.environ["NEWSROOM_DATABASE_URL"]


@dataclass(frozen=True)
class Desk:
    """``address`` is its database's; in ``compiled`` Python keeps what it compiled.

    Without that, where Python may not write beside the sources, fifty starts would compile all
    of them fifty times.
    """

    folder: Path
    address: str
    compiled: Path

    def start(self, *arguments: str, options: str = "") -> "subprocess.Popen[bytes]":
        """Start manage.py at the head of a group of its own; ``options`` are the database's.

        Its pipes are not buffered here, so that lines of them can be read before the rest.
        """
        but = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}
        ours = {name: value for name, value in os.environ.items() if name not in but}
        theirs = {
            "NEWSROOM_DATABASE_URL": self.address + options,
            "PYTHONPYCACHEPREFIX": str(self.compiled),
        }
        return subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), *arguments],
            cwd=self.folder,
            env=ours | theirs,
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

    def rows(self, query: str) -> list[dict[str, Any]]:
        with self.connected() as connection:
            return [dict(row) for row in connection.execute(query).fetchall()]

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """Open a connection past Django; what is done over it is done at once."""
        if self.address.startswith("sqlite:"):
            file = urlsplit(self.address).path.removeprefix("/")
            with closing(sqlite3.connect(f"/{file}", timeout=30, isolation_level=None)) as opened:
                opened.row_factory = sqlite3.Row
                yield opened
        else:
            with psycopg.connect(self.address, autocommit=True, row_factory=dict_row) as opened:
                yield opened


def kill(process: "subprocess.Popen[bytes]") -> str:
    """End the process and all that it started; return what it had still written of its errors."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.communicate()[1].decode()


MakeDesk = Callable[[Path], Desk]


def maker(folder: Path) -> MakeDesk:
    """Return what makes desks, each with its migrated database like the suite's."""
    template = Desk(folder, _created("", folder), folder / "compiled")
    assert template.manage("migrate", "--verbosity=0").returncode == 0

    def make(at: Path) -> Desk:
        at.mkdir(parents=True)
        return Desk(at, _created(template.address, at), template.compiled)

    return make


def _created(template: str, folder: Path) -> str:
    """Make a database, empty or like the template, and return its address."""
    if not is_postgresql():
        file = folder / "newsroom.sqlite3"
        if template:
            shutil.copy(f"/{urlsplit(template).path.lstrip('/')}", file)
        return f"sqlite:///{file}"
    name = f"desk_{next(_numbers)}"
    like = f"TEMPLATE {urlsplit(template).path.lstrip('/')}" if template else ""
    with psycopg.connect(suite_address(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {like}".encode())
    return f"{suite_address().rpartition('/')[0]}/{name}"
