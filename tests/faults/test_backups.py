"""Backups and restores that are killed: no file looks whole, and no database is filled in part."""

import time
from pathlib import Path

import pytest

from tests.desks import Desk, kill, make_desk
from tests.import_command import make_line

pytestmark = [pytest.mark.slow, pytest.mark.kill, pytest.mark.django_db]

KILLS = 10
TABLES = ("articles_article", "auth_user", "articles_statuschange", "articles_searchentry")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path / "desk")
    lines = (make_line(f"Ferry {number}", text=f"Ferry {number} sails.") for number in range(3_000))
    (desk.folder / "articles.jsonl").write_text("".join(lines))
    desk.manage("import_articles", "articles.jsonl", "--status=published")
    return desk


def measure(desk: Desk, *arguments: str) -> float:
    """Run the command to its end; return its seconds."""
    begin = time.monotonic()
    result = desk.manage(*arguments)
    assert result.returncode == 0, result.stderr
    return time.monotonic() - begin


def list_moments(seconds: float) -> list[float]:
    """Return the seconds after which the command is killed, from its first third on."""
    return [seconds * (0.3 + 0.65 * number / KILLS) for number in range(KILLS)]


def test_a_killed_backup_leaves_no_file_of_its_name(desk: Desk) -> None:
    seconds = measure(desk, "backup", "whole.backup")
    for moment in list_moments(seconds):
        process = desk.start("backup", "killed.backup")
        time.sleep(moment)
        kill(process)
        if (desk.folder / "killed.backup").exists():  # it was faster this time
            assert desk.manage("restore", "--check", "killed.backup").returncode == 0
            (desk.folder / "killed.backup").unlink()
    assert desk.manage("backup", "killed.backup").returncode == 0


def test_a_killed_restore_leaves_an_empty_database(desk: Desk, tmp_path: Path) -> None:
    file = str(desk.folder / "whole.backup")
    measure(desk, "backup", file)
    seconds = measure(make_desk(tmp_path / "first"), "restore", file)
    target = make_desk(tmp_path / "target")
    for moment in list_moments(seconds):
        process = target.start("restore", file)
        time.sleep(moment)
        kill(process)
        counts = [target.fetch_rows(f"SELECT count(*) AS n FROM {name}") for name in TABLES]  # noqa: S608 - our own
        if any(rows[0]["n"] for rows in counts):  # it was faster this time
            assert target.manage("verify_record").returncode == 0
            return
    assert target.manage("restore", file).returncode == 0
    assert target.manage("verify_record").returncode == 0
