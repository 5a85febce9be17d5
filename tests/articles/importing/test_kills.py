"""Imports that are killed, lose the database or run twice: in the end each record is there once."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.desks import Desk, kill, make_desk
from tests.imported import Snapshot, find_index_fault, is_postgresql, take_snapshot
from tests.threads import run_at_once

pytestmark = [
    pytest.mark.unmeasured,
    pytest.mark.kill,
    pytest.mark.process,
    pytest.mark.django_db,
]

RECORDS = 480
CHUNK_SIZE = 10
RUN = (
    *("import_articles", "in.jsonl", "--chunk-size", str(CHUNK_SIZE), "--status", "published"),
    *("--rejects", "rejects.jsonl", "--json"),
)
PROGRESS = "of them rejected"
SPELLINGS = ("Ayşe Işık", "AYŞE IŞIK", "Ayse Isik", "Ada Wrenholt", "Idris Varley")


def make_record(number: int) -> dict[str, Any]:
    """Return a record: of ten two are new versions, one a duplicate, and one has no headline."""
    place = number % 10
    of = {5: number - 4, 9: max(number - 15, 4)}.get(place, number)
    record = {
        "id": f"urn:desk:{of}",
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
        6: {"headline": "", "body": "", "authors": [f"Nobody {number}"]},
        7: {"id": "", "body": f"<p>The ferry {number - 7} left Saltmere at noon, "
            "full for once.</p>", "headline": f"Ferry {(number - 7) % 60} sails",
            "source": f"Outlet {(number - 7) % 5}"},
        8: {"embargoed_until": "2099-01-01T00:00:00Z"},
        9: {"source": "", "body": f"<p>The ferry {of} left early.</p>"},
    }  # fmt: skip
    return record | changes.get(place, {})


def make_lines(count: int = RECORDS) -> str:
    return "".join(json.dumps(make_record(number)) + "\n" for number in range(count))


def make_desk_with_input(folder: Path) -> Desk:
    """Make a desk with the file to import in it."""
    desk = make_desk(folder)
    (desk.folder / "in.jsonl").write_text(make_lines())
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk_with_input(tmp_path / "desk")


def get_counts(out: str) -> dict[str, int]:
    return {name: json.loads(out)[name] for name in "created updated duplicate rejected".split()}


Outcome = tuple[Snapshot, str]


def get_outcome(desk: Desk) -> Outcome:
    return take_snapshot(desk.fetch_rows), (desk.folder / "rejects.jsonl").read_text()


def is_intact(desk: Desk) -> bool:
    """Tell whether the search index, the file of SQLite and the audit log are intact."""
    if not is_postgresql():
        assert desk.fetch_rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    return find_index_fault(desk.fetch_rows) == "" and desk.manage("verify_record").returncode == 0


def is_consistent(desk: Desk) -> bool:
    """Tell whether the counts of the runs agree with the tables."""
    sums = desk.fetch_rows(
        "SELECT coalesce(sum(created_count), 0) AS created, "
        "coalesce(sum(created_count + updated_count), 0) AS revisions FROM articles_importrun"
    )[0]
    articles, revisions, entries = (
        desk.fetch_rows(f"SELECT count(*) AS number FROM articles_{table}")[0]["number"]  # noqa: S608 - names of our own tables
        for table in ("article", "revision", "searchentry")
    )
    expected = (sums["created"], sums["revisions"], sums["created"])
    return (articles, revisions, entries) == expected


# Killed imports.


@pytest.fixture(scope="module")
def undisturbed(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Outcome:  # noqa: ARG001 - it makes the template
    """Return the outcome of an import that nothing disturbs."""
    desk = make_desk_with_input(tmp_path_factory.mktemp("undisturbed") / "desk")
    result = desk.manage(*RUN)
    expected = {"created": 288, "updated": 95, "duplicate": 48, "rejected": 48}
    assert (result.returncode, get_counts(result.stdout)) == (1, expected)
    return get_outcome(desk)


def await_chunks(process: "subprocess.Popen[bytes]", count: int) -> int:
    """Wait until the run has reported so many chunks, or ended; return how many it reported."""
    reported = 0
    assert process.stderr is not None
    while reported < count and (line := process.stderr.readline()):
        reported += PROGRESS in line.decode()
    return reported


def kill_repeatedly(desk: Desk, chance: random.Random, *, times: int) -> int:
    """Start and kill the import, each time a little further on; return the number of kills."""
    kills = done = 0
    while kills < times:
        step = (RECORDS // CHUNK_SIZE - done) // (times - kills)
        process = desk.start(*RUN)
        reported = await_chunks(
            process, min(done + chance.randint(0, step), RECORDS // CHUNK_SIZE - 1)
        )
        time.sleep(chance.uniform(0, 0.03))
        kills += process.poll() is None
        done = max(done, reported + kill(process).count(PROGRESS))
        assert is_consistent(desk)
    return kills


def test_an_import_that_is_killed_repeatedly_ends_like_an_undisturbed_one(
    tmp_path: Path, undisturbed: Outcome, *, is_full: bool
) -> None:
    """With ``--full``, two imports are killed at the same time."""
    times, names = (25, ("first", "second")) if is_full else (2, ("first",))
    seed = time.time_ns()
    print(f"The seed is {seed}.")  # noqa: T201 - printed when the test fails
    desks = [make_desk_with_input(tmp_path / name) for name in names]
    kills = run_at_once(
        *(
            partial(kill_repeatedly, each, random.Random(seed + number), times=times)  # noqa: S311 - repeatable
            for number, each in enumerate(desks)
        ),
        seconds=900,
    )
    assert kills == [times for _ in desks]
    for desk in desks:
        assert desk.manage(*RUN).returncode == 1
        assert get_outcome(desk) == undisturbed
        assert is_intact(desk)


@pytest.mark.one_engine
def test_a_run_whose_reading_process_alone_is_killed_says_how_to_go_on(
    desk: Desk, undisturbed: Outcome
) -> None:
    os.mkfifo(desk.folder / "never.jsonl")  # reading it waits for ever
    process = desk.start(*RUN[:2], "never.jsonl", *RUN[2:])
    reported = await_chunks(process, 40)
    for reader in list_children(process.pid):
        os.kill(reader, signal.SIGKILL)
    out, err = process.communicate()
    assert (process.returncode, out, reported) == (2, b"", 40)
    assert err.decode().splitlines()[-1] == (
        "CommandError: Reading stopped early (status -9). What was imported so far is kept. Start "
        "the import again to go on; if memory ran out, use fewer files at a time."
    )
    assert is_consistent(desk)
    assert desk.manage(*RUN).returncode == 1
    assert get_outcome(desk) == undisturbed


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let processes that are started meanwhile handle SIGINT, which a shell may have ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.one_engine
@pytest.mark.usefixtures("interruptible")
def test_a_run_that_is_interrupted_says_how_to_go_on(desk: Desk, undisturbed: Outcome) -> None:
    os.mkfifo(desk.folder / "never.jsonl")  # reading it waits for ever
    process = desk.start(*RUN[:2], "never.jsonl", *RUN[2:])
    await_chunks(process, 40)
    for each in (*list_children(process.pid), process.pid):
        os.kill(each, signal.SIGINT)  # as a terminal sends it
    _out, err = process.communicate()
    assert process.returncode == 2
    assert err.decode().splitlines()[-1] == (
        "CommandError: Stopped. Records imported so far are kept. Run the import again to continue."
    )
    assert b"Traceback" not in err
    assert is_consistent(desk)
    assert desk.manage(*RUN).returncode == 1
    assert get_outcome(desk) == undisturbed


@pytest.mark.one_engine
def test_a_reading_process_ends_when_its_run_is_killed(desk: Desk) -> None:
    process = desk.start(*RUN)
    await_chunks(process, 1)
    readers = list_children(process.pid)
    process.kill()
    process.communicate()
    until = time.monotonic() + 10
    while (running := [each for each in readers if is_running(each)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert running == []


def list_children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


# The database is lost.

END_SESSIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


def test_a_lost_database_is_reported_in_a_sentence_and_rejects_nothing(
    desk: Desk, undisturbed: Outcome
) -> None:
    for chunk_count in (1, 10):
        process = desk.start(*RUN, options="" if is_postgresql() else "?timeout=1")
        err = _disconnect(desk, process, chunk_count=chunk_count)
        assert (process.returncode, "Traceback" in err) == (2, False), err
        messages = [line for line in err.splitlines() if line.startswith("CommandError: ")]
        assert [(line[:46], line[-33:]) for line in messages] == [
            ("CommandError: The database no longer answers: ", "Run the import again to continue.")
        ]
        rejected = (desk.folder / "rejects.jsonl").read_text().splitlines()
        assert [
            line for line in rejected if "headline" not in json.loads(line)["reason"].lower()
        ] == []
        assert is_consistent(desk)
    assert desk.manage(*RUN).returncode == 1
    assert get_outcome(desk) == undisturbed


def _disconnect(desk: Desk, process: "subprocess.Popen[bytes]", *, chunk_count: int) -> str:
    """Take the database from the run after so many chunks; return the rest of its errors."""
    with desk.connect() as connection:
        await_chunks(process, chunk_count)
        while process.poll() is None and not _try_to_disconnect(connection, process):
            time.sleep(0.001)  # it releases the lock for an instant between two chunks
        return process.communicate()[1].decode()


def _try_to_disconnect(connection: Any, process: "subprocess.Popen[bytes]") -> bool:
    """End the session of the run, or lock the file; return whether that succeeded."""
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


# Two imports at once.


def test_two_processes_that_import_the_same_at_once_end_in_one_set_of_articles(
    desk: Desk, undisturbed: Outcome
) -> None:
    runs = [desk.start(*RUN) for _ in "12"]
    tallies = [json.loads(process.communicate()[0]) for process in runs]
    assert [tally["read"] for tally in tallies] == [RECORDS, RECORDS]
    assert [sum(tally[name] for tally in tallies) for name in ("created", "updated")] == [288, 95]
    assert [tally["rejected"] for tally in tallies] == [48, 48]
    assert take_snapshot(desk.fetch_rows) == undisturbed[0]
    assert is_intact(desk)
