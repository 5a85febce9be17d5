"""A site that serves its own database in processes of its own, whose surroundings fail."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
TIMEOUT = 180
READERS = 20
# The options of the README's demo; two processes, as newsroom/docs/operating.md recommends.
OPTIONS = (
    *("--workers", "2", "--blocking-threads", "4", "--backpressure", "64"),
    *("--workers-kill-timeout", "3", "--respawn-failed-workers", "--respawn-interval", "0.1"),
)


@dataclass(frozen=True)
class Answer:
    """A response, and the seconds that it took; status 0 where there was none."""

    status: int
    seconds: float
    text: str = ""
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Site:
    """A served site: its port, and the process that started its workers."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def fetch(
        self, path: str, *, method: str = "GET", body: str | None = None, **headers: str
    ) -> Answer:
        """Send a request; ``_`` in the names of headers stands for a hyphen."""
        started = time.monotonic()
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            client.request(method, path, body, names)
            response = client.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            return Answer(0, time.monotonic() - started)
        finally:
            client.close()
        got = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, time.monotonic() - started, text, got)

    def fetch_at_once(self, *paths: str) -> list[Answer]:
        """Send the requests of all readers at the same moment."""
        with ThreadPoolExecutor(len(paths)) as readers:
            return list(readers.map(self.fetch, paths))

    def list_workers(self) -> list[int]:
        """Return the process ids of the workers that serve."""
        children = list_children(self.process.pid)
        servers = [pid for pid in children if "granian" in _read_command(pid)]
        # The demo is the parent of the server, which is the parent of its workers.
        is_demo = any("manage.py worker" in _read_command(pid) for pid in children)
        workers = list_children(servers[0]) if is_demo and servers else children
        return [pid for pid in workers if _is_worker(pid)]


def list_children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is_worker(pid: int) -> bool:
    """Tell whether the child is a worker, and not a helper of Python's own that it started."""
    command = _read_command(pid)
    return command != "" and "resource_tracker" not in command


def _read_command(pid: int) -> str:
    """Return the command of a process, "" when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@contextmanager
def serve(
    folder: Path,
    database_url: str,
    *,
    options: Sequence[str] = OPTIONS,
    command: Sequence[str] = (),
    prepare: Callable[[], object] | None = None,
    **variables: str,
) -> Iterator[Site]:
    """Serve the database with these options of granian, or by the command; yield the site.

    ``prepare`` is called in the new process before it runs.
    """
    port = find_port()
    granian = (sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi")
    excluded = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE", "NEWSROOM_PAGE_CACHE"}
    environment = {name: value for name, value in os.environ.items() if name not in excluded}
    environment |= {"NEWSROOM_DATABASE_URL": database_url, "PYTHONPATH": str(PROJECT), **variables}
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*(command or (*granian, *options)), "--port", str(port)],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=prepare,  # noqa: PLW1509 - it only sets limits
        )
    site = Site(port, process, log)
    try:
        wait_for(site)
        yield site
    finally:
        process.terminate()
        process.wait(TIMEOUT)


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(site: Site) -> None:
    """Wait until the site answers; fail the test if it does not."""
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until and site.process.poll() is None:
        if site.fetch("/healthz").status:
            return
        time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{site.log.read_text()}")
