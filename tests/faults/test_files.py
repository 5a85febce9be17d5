"""Imports that are killed between a file and its row, and disks without room for files."""

import json
import random
import re
import time
from hashlib import sha256
from pathlib import Path

import pytest

from tests.desks import Desk, kill, make_desk
from tests.processes import wait_until

pytestmark = [
    pytest.mark.unmeasured,
    pytest.mark.kill,
    pytest.mark.process,
    pytest.mark.django_db,
]

RUN = ("import_articles", "in.jsonl", "--chunk-size", "10", "--json")
NAME = re.compile(r"[0-9a-f]{64}")


def make_desk_with_input(folder: Path, *, count: int) -> Desk:
    """Make a desk with a file of so many records, each too large for the table."""
    desk = make_desk(folder)
    with (desk.folder / "in.jsonl").open("w") as file:
        for number in range(count):
            record = {"headline": f"Ferry {number}", "text": f"The ferry {number} left at noon."}
            file.write(json.dumps(record | {"padding": f"{number}" * 300_000}) + "\n")
    return desk


def list_files(desk: Desk) -> list[Path]:
    """Return the files that have their names."""
    return [each for each in (desk.folder / "files").rglob("*") if NAME.fullmatch(each.name)]


def list_names(desk: Desk) -> set[str]:
    """Return the names of the files that rows of originals refer to."""
    query = "SELECT b.sha256 FROM articles_blob b JOIN articles_original o ON o.blob_id = b.id"
    return {row["sha256"] for row in desk.fetch_rows(query)}


def check(desk: Desk) -> None:
    """Check that every file is whole, and there wherever a row refers to it."""
    files = {each.name: sha256(each.read_bytes()).hexdigest() for each in list_files(desk)}
    assert [name for name, digest in files.items() if name != digest] == []
    assert list_names(desk) <= files.keys()


def kill_at_file(desk: Desk, number: int, *, after: float = 0) -> bool:
    """Kill an import once there are so many files; return whether it was still running."""
    with desk.start(*RUN) as process:
        assert wait_until(lambda: len(list_files(desk)) >= number or process.poll() is not None)
        time.sleep(after)
        is_running = process.poll() is None
        kill(process)
    check(desk)
    return is_running


def finish(desk: Desk, *, count: int) -> None:
    """Run the import to its end; check that every record is there once, with its file."""
    result = desk.manage(*RUN)
    assert (result.returncode, result.stderr.count("Traceback")) == (0, 0), result.stderr
    headlines = [
        row["headline"] for row in desk.fetch_rows("SELECT headline FROM articles_article")
    ]
    assert sorted(headlines) == sorted(f"Ferry {number}" for number in range(count))
    check(desk)
    assert len(list_names(desk)) == count == len(list_files(desk))
    verified = desk.manage("verify_record")
    assert (verified.returncode, f"{count} of {count} originals" in verified.stdout) == (0, True)


def test_a_file_whose_import_is_killed_is_taken_by_the_next_one(tmp_path: Path) -> None:
    desk = make_desk_with_input(tmp_path / "desk", count=30)
    assert kill_at_file(desk, 1)
    assert len(list_names(desk)) < len(list_files(desk))
    finish(desk, count=30)


@pytest.mark.slow
def test_an_import_of_large_originals_is_killed_twenty_times(tmp_path: Path) -> None:
    desk = make_desk_with_input(tmp_path / "desk", count=400)
    seed = time.time_ns()
    print(f"The seed is {seed}.")  # noqa: T201 - printed when the test fails
    chance = random.Random(seed)  # noqa: S311 - repeatable
    kills = [kill_at_file(desk, 19 * n + 1, after=chance.uniform(0, 0.1)) for n in range(20)]
    assert sum(kills) == len(kills)
    finish(desk, count=400)


@pytest.mark.slow
def test_without_access_to_the_folder_an_import_says_what_to_do(tmp_path: Path) -> None:
    desk = make_desk_with_input(tmp_path / "desk", count=3)
    (desk.folder / "files").mkdir(0o700)
    (desk.folder / "files/incoming").write_text("not a folder")
    result = desk.manage(*RUN)
    assert result.returncode == 2
    assert "The original of a record could not be stored (File exists)" in result.stderr
    assert "Traceback" not in result.stderr
    assert desk.fetch_rows("SELECT id FROM articles_article") == []
    (desk.folder / "files/incoming").unlink()
    finish(desk, count=3)
