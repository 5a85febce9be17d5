"""A throw-away PostgreSQL cluster of this machine's server programs, and the suite's runs on it."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
# The interpreter of the run on PostgreSQL, as .ci/run gives it; without it the one of this run.
PYTHON = "POSTGRESQL_PYTHON"
# By it coverage tells the processes that a test starts to measure themselves.
COVERAGE_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"
# The tests that reach on PostgreSQL what no test reaches on SQLite.
MEASURED_ON_POSTGRESQL = (
    "tests/articles/importing/test_ingest.py",
    "tests/articles/management/test_check_search.py",
    "tests/articles/models/test_edition.py",
    "tests/articles/models/test_keys.py",
    "tests/articles/search/",
    "tests/articles/test_copying.py",
    "tests/articles/test_finding.py",
    "tests/articles/test_migrations.py",
)
RUNS_KEY = pytest.StashKey["list[subprocess.Popen[str]]"]()
# Processes of their own beside this one: tests in a browser, and of imports, wait much.
ON_POSTGRESQL = (("postgresql", "browser"), ("postgresql", "not browser"))
IN_THE_BROWSER = ("sqlite", "browser")
OF_IMPORTS = ("sqlite", "not browser", "tests/articles/importing/")


def run_beside(*parts: tuple[str, ...]) -> "list[subprocess.Popen[str]]":
    """Begin each part of the suite, a database, a mark and paths, in a process of its own."""
    return [_run(*part) for part in parts]


def part_of(item: pytest.Item) -> tuple[str, ...] | None:
    """Return the part on SQLite that the test is of; None for what this process runs itself."""
    if item.get_closest_marker("browser"):
        return IN_THE_BROWSER
    return OF_IMPORTS if item.nodeid.startswith(OF_IMPORTS[2:]) else None


def _run(database: str, part: str, *paths: str) -> "subprocess.Popen[str]":
    python = os.environ.get(PYTHON, sys.executable) if database == "postgresql" else sys.executable
    # Settings that are named beforehand would be read before the database is chosen.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.Popen(
        [python, "-m", "pytest", f"--database={database}", "-q", "-m", part, *paths],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def is_measured(item: pytest.Item) -> bool:
    """Tell whether the test may add to the coverage: no browser, and not SQLite's part again."""
    if item.config.getoption("--database") == "postgresql":
        return item.nodeid.startswith(MEASURED_ON_POSTGRESQL)
    return item.get_closest_marker("browser") is None


def server_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, or None where they are not installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    on_path = shutil.which("initdb")
    folders = [*reversed(installed), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((each for each in folders if (each / "initdb").exists()), None)


class Cluster:
    """A cluster in a folder of its own, on a free port of the loopback, without fsync."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-postgresql-"))
        self.data = self.folder / "data"
        self.owner = _owner()
        shutil.chown(self.folder, self.owner)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def url(self) -> str:
        return f"postgresql://newsroom@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self._run("initdb", "-U", "newsroom", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = f"-p {self.port} -k {self.folder} -F -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-o", settings, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of the programs; as another user where we are root, which PostgreSQL refuses."""
        subprocess.run(
            [self.programs / program, "-D", self.data, *arguments],
            user=self.owner if os.geteuid() == 0 else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _owner() -> str:
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
