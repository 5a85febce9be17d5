"""The worker in its processes: children that die are replaced, and all end together."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.desks import Desk, make_desk
from tests.processes import has_ended, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.process, pytest.mark.django_db]

CHILDREN = ["clock", "long", "previews"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path / "desk")


def fetch_heartbeats(desk: Desk) -> dict[str, int]:
    """Return the process of each child that is alive."""
    rows = desk.fetch_rows("SELECT child, process_id FROM articles_workerheartbeat")
    return {row["child"]: row["process_id"] for row in rows}


def fetch_statuses(desk: Desk) -> list[Any]:
    rows = desk.fetch_rows("SELECT status FROM django_tasks_database_dbtaskresult")
    return [row["status"] for row in rows]


def test_it_keeps_three_children_replaces_a_dead_one_and_ends_in_order(desk: Desk) -> None:
    worker = desk.start("worker")
    try:
        assert wait_until(lambda: sorted(fetch_heartbeats(desk)) == CHILDREN)
        before = fetch_heartbeats(desk)
        os.kill(before["clock"], signal.SIGKILL)
        assert wait_until(lambda: fetch_heartbeats(desk)["clock"] != before["clock"])
        assert wait_until(lambda: "SUCCESSFUL" in fetch_statuses(desk))  # it has cleaned up
    finally:
        worker.terminate()
        out, err = worker.communicate(timeout=30)
    assert (worker.returncode, out) == (0, b"The worker runs (clock, previews, long).\n")
    assert err.decode().splitlines() == [
        "The process clock has ended (status -9) and is started again."
    ]
    assert fetch_heartbeats(desk) == {}


@pytest.mark.one_engine
def test_the_children_end_when_the_parent_is_killed(desk: Desk) -> None:
    worker = desk.start("worker")
    assert wait_until(lambda: sorted(fetch_heartbeats(desk)) == CHILDREN)
    children = fetch_heartbeats(desk).values()
    worker.kill()
    worker.communicate()
    assert wait_until(lambda: all(map(has_ended, children)), seconds=20)
    assert fetch_heartbeats(desk) == {}
