"""A web worker that dies: it is replaced, and the others serve meanwhile."""

import os
import re
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.desks import make_desk
from tests.faults.serving import PROJECT, Site, serve
from tests.processes import wait_until

pytestmark = [
    pytest.mark.unmeasured,
    pytest.mark.process,
    pytest.mark.kill,
    pytest.mark.slow,
    pytest.mark.one_engine,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

MANAGE = (sys.executable, str(PROJECT / "manage.py"))


def read_command() -> list[str]:
    """Return granian's options in newsroom/docs/operating.md."""
    page = (PROJECT / "newsroom/docs/operating.md").read_text(encoding="utf-8")
    found = re.search(r"uv run --no-dev (granian .*?)\n```", page, re.DOTALL)
    assert found
    _granian, _application, _interface, _wsgi, *options = shlex.split(found[1].replace("\\\n", " "))
    return options


def kill_one(site: Site) -> None:
    """Kill a worker; check that the site answers afterwards with as many workers as before."""
    workers = site.list_workers()
    os.kill(workers[0], signal.SIGKILL)
    assert wait_until(
        lambda: len(set(site.list_workers()) - {workers[0]}) == len(workers), seconds=60
    ), site.log.read_text()
    assert wait_until(lambda: site.fetch("/").status == 200, seconds=60)
    assert [site.fetch("/").status for _ in range(20)] == [200] * 20
    assert site.process.poll() is None


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk")
    options: Sequence[str] = read_command()
    with serve(desk.folder, desk.database_url, options=options) as site:
        assert len(site.list_workers()) == 2
        kill_one(site)


def test_the_killed_worker_of_the_demo_is_replaced(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/demo.sqlite3"
    with serve(tmp_path, url, command=[*MANAGE, "demo"]) as site:
        kill_one(site)
