"""Imports that are killed, cut off or doubled: every record once in the end, none missing."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desks import Desk, kill, make_desk
from tests.imported import Snapshot, find_index_fault, is_postgresql, take_snapshot
from tests.threads import run_at_once

pytestmark = [
    pytest.mark.kill,
    pytest.mark.process,
    pytest.mark.django_db,
    pytest.mark.xdist_group("kills"),
]

RECORDS = 480
BATCH = 10
RUN = (
    *("import_articles", "in.jsonl", "--chunk-size", str(BATCH), "--status", "published"),
    *("--rejects", "rejects.jsonl", "--json"),
)
PROGRESS = "of them rejected"
SPELLINGS = ("Ayşe Işık", "AYŞE IŞIK", "Ayse Isik", "Ada Wrenholt", "Idris Varley")


def told(number: int) -> dict[str, Any]:
    """Return a record: of ten two are new versions, one a duplicate, one too long to be taken."""
    place = number % 10
    of = {5: number - 4, 9: max(number - 15, 4)}.get(place, number)
    record = {
        "id": f"desk-{of}",
        "headline": f"Ferry {of % 60} sails",
        "body": f"<p>The ferry {of} left Saltmere at noon, full for once.</p>",
        "source": f"Outlet {of % 5}",
        "authors": [SPELLINGS[of % 5], SPELLINGS[(of + 1) % 5]],
        "tags": [f"tag {of % 4}", f"TAG {of % 4}", f"tag {of % 3}"],
        "our_date": "2019-11-08",
    }
    changes: dict[int, dict[str, Any]] = {
        2: {"is_own_work": True, "source": ""},
        4: {"source": ""},  # so it waits in review
        5: {"body": f"<p>The ferry {of} left late.</p>", "authors": [f"Writer {of % 7}"]},
        6: {"headline": "x" * 501, "authors": [f"Nobody {number}"]},
        7: {"id": f"other-{number}", "body": f"<p>The ferry {number - 7} left Saltmere at noon, "
            "full for once.</p>", "source": f"Outlet {(number - 7) % 5}"},
        8: {"embargoed_until": "2099-01-01T00:00:00Z"},
        9: {"source": "", "body": f"<p>The ferry {of} left early.</p>"},
    }  # fmt: skip
    return record | changes.get(place, {})


def lines(count: int = RECORDS) -> str:
    return "".join(json.dumps(told(number)) + "\n" for number in range(count))


def made(folder: Path) -> Desk:
    """Make a desk with the file to import in it."""
    desk = make_desk(folder)
    (desk.folder / "in.jsonl").write_text(lines())
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return made(tmp_path / "desk")


def counts(out: str) -> dict[str, int]:
    return {name: json.loads(out)[name] for name in "created updated duplicate rejected".split()}


Left = tuple[Snapshot, str]


def left_at(desk: Desk) -> Left:
    return take_snapshot(desk.fetch_rows), (desk.folder / "rejects.jsonl").read_text()


def agrees(desk: Desk) -> bool:
    """Tell whether the searches' index, SQLite's file and the record of changes are whole."""
    if not is_postgresql():
        assert [row["integrity_check"] for row in desk.fetch_rows("PRAGMA integrity_check")] == [
            "ok"
        ]
    return find_index_fault(desk.fetch_rows) == "" and desk.manage("verify_record").returncode == 0


def is_consistent(desk: Desk) -> bool:
    """Tell whether the batches count exactly what is there."""
    counted = desk.fetch_rows(
        "SELECT coalesce(sum(created_count), 0) AS created, "
        "coalesce(sum(created_count + updated_count), 0) AS revisions FROM articles_importrun"
    )[0]
    articles, revisions, entries = (
        desk.fetch_rows(f"SELECT count(*) AS number FROM articles_{table}")[0]["number"]  # noqa: S608 - names of our own tables
        for table in ("article", "revision", "searchentry")
    )
    expected = (counted["created"], counted["revisions"], counted["created"])
    return (articles, revisions, entries) == expected


# Killed.


@pytest.fixture(scope="module")
def once(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> "Left":  # noqa: ARG001 - it makes the template
    """Return what one import leaves that nothing disturbs."""
    desk = made(tmp_path_factory.mktemp("once") / "desk")
    done = desk.manage(*RUN)
    expected = {"created": 288, "updated": 95, "duplicate": 48, "rejected": 48}
    assert (done.returncode, counts(done.stdout)) == (1, expected)
    return left_at(desk)


def told_of(process: "subprocess.Popen[bytes]", runs: int) -> int:
    """Wait until the run has told of so many batches, or ended; return of how many it has."""
    seen = 0
    assert process.stderr is not None
    while seen < runs and (line := process.stderr.readline()):
        seen += PROGRESS in line.decode()
    return seen


def killed(desk: Desk, chance: random.Random, *, times: int) -> int:
    """Kill the import so often, each time a little further on, and start it again after each.

    Return how often it was killed.
    """
    kills = done = 0
    while kills < times:
        step = (RECORDS // BATCH - done) // (times - kills)
        process = desk.start(*RUN)
        seen = told_of(process, min(done + chance.randint(0, step), RECORDS // BATCH - 1))
        time.sleep(chance.uniform(0, 0.03))
        kills += process.poll() is None
        done = max(done, seen + kill(process).count(PROGRESS))
        assert is_consistent(desk)
    return kills


def test_an_import_that_is_killed_again_and_again_ends_as_if_it_had_never_been(
    tmp_path: Path, once: Left, *, is_full: bool
) -> None:
    """Two imports are killed in parallel: processes that start mostly wait."""
    times = 25 if is_full else 2
    seed = time.time_ns()
    print(f"The seed is {seed}.")  # noqa: T201 - shown where the test fails
    desks = [made(tmp_path / name) for name in ("first", "second")]
    chances = [random.Random(seed), random.Random(seed + 1)]  # noqa: S311 - to be repeated
    kills = run_at_once(
        lambda: killed(desks[0], chances[0], times=times),
        lambda: killed(desks[1], chances[1], times=times),
        seconds=900,
    )
    assert kills == [times, times]
    for desk in desks:
        assert desk.manage(*RUN).returncode == 1
        assert left_at(desk) == once
        assert agrees(desk)


@pytest.mark.one_engine
def test_a_run_whose_reading_process_alone_is_killed_says_how_to_go_on(
    desk: Desk, once: Left
) -> None:
    os.mkfifo(desk.folder / "never.jsonl")  # there the reading waits
    process = desk.start(*RUN[:2], "never.jsonl", *RUN[2:])
    seen = told_of(process, 40)
    for reader in children_of(process.pid):
        os.kill(reader, signal.SIGKILL)
    out, err = process.communicate()
    assert (process.returncode, out, seen) == (2, b"", 40)
    assert err.decode().splitlines()[-1] == (
        "CommandError: Reading ended early, with status -9. What was imported before stays; start "
        "the import again to go on, with fewer files at once if memory ran out."
    )
    assert is_consistent(desk)
    assert desk.manage(*RUN).returncode == 1
    assert left_at(desk) == once


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let what is started meanwhile take an interrupt, though a shell may have it ignored here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.one_engine
@pytest.mark.usefixtures("interruptible")
def test_a_run_that_is_broken_off_at_the_terminal_says_how_to_go_on(desk: Desk, once: Left) -> None:
    os.mkfifo(desk.folder / "never.jsonl")  # there the reading waits
    process = desk.start(*RUN[:2], "never.jsonl", *RUN[2:])
    told_of(process, 40)
    for each in (*children_of(process.pid), process.pid):
        os.kill(each, signal.SIGINT)  # as a terminal sends it
    _out, err = process.communicate()
    assert process.returncode == 2
    assert err.decode().splitlines()[-1] == (
        "CommandError: Stopped. What was imported before stays; start the import again to go on."
    )
    assert b"Traceback" not in err
    assert is_consistent(desk)
    assert desk.manage(*RUN).returncode == 1
    assert left_at(desk) == once


@pytest.mark.one_engine
def test_a_reading_process_ends_when_its_run_is_killed(desk: Desk) -> None:
    process = desk.start(*RUN)
    told_of(process, 1)
    readers = children_of(process.pid)
    process.kill()
    process.communicate()
    until = time.monotonic() + 10
    while (left := [each for each in readers if is_running(each)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


# The database is gone.

END_SESSIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


def test_a_database_that_goes_away_is_told_in_a_sentence_and_rejects_nothing(
    desk: Desk, once: Left
) -> None:
    for after in (1, 10):
        process = desk.start(*RUN, options="" if is_postgresql() else "?timeout=1")
        err = _cut_off(desk, process, after=after)
        assert (process.returncode, "Traceback" in err) == (2, False), err
        told = [line for line in err.splitlines() if line.startswith("CommandError: ")]
        assert [(line[:52], line[-32:]) for line in told] == [
            (
                "CommandError: The database does not answer any more:",
                "start the import again to go on.",
            )
        ]
        rejected = (desk.folder / "rejects.jsonl").read_text().splitlines()
        assert [line for line in rejected if "headline" not in json.loads(line)["reason"]] == []
        assert is_consistent(desk)
    assert desk.manage(*RUN).returncode == 1
    assert left_at(desk) == once


def _cut_off(desk: Desk, process: "subprocess.Popen[bytes]", *, after: int) -> str:
    """Take the database from the run after so many batches; return what it had still to say."""
    with desk.connect() as connection:
        told_of(process, after)
        while process.poll() is None and not _is_cut_off(connection, process):
            time.sleep(0.001)  # it lets go of the lock for an instant between two batches
        return process.communicate()[1].decode()


def _is_cut_off(connection: Any, process: "subprocess.Popen[bytes]") -> bool:
    """End the session of the run, or lock the file for longer than it waits."""
    if is_postgresql():
        return bool(connection.execute(END_SESSIONS).fetchall())
    process.send_signal(signal.SIGSTOP)
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:  # it has the lock itself
        return False
    finally:
        process.send_signal(signal.SIGCONT)
    return True


# Two at once.


def test_two_processes_that_import_the_same_at_once_end_in_one_set_of_articles(
    desk: Desk, once: Left
) -> None:
    runs = [desk.start(*RUN) for _ in "12"]
    tallies = [json.loads(process.communicate()[0]) for process in runs]
    assert [tally["read"] for tally in tallies] == [RECORDS, RECORDS]
    assert [sum(tally[name] for tally in tallies) for name in ("created", "updated")] == [288, 95]
    assert [tally["rejected"] for tally in tallies] == [48, 48]
    assert take_snapshot(desk.fetch_rows) == once[0]
    assert agrees(desk)
