"""The command that makes the file of an SQLite database."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError

from tests.backups import use_database
from tests.conftest import PROJECT
from tests.newsroom.conftest import build_environment


@pytest.mark.unmeasured
@pytest.mark.process
def test_it_makes_the_file_of_a_new_database_from_a_shell(tmp_path: Path) -> None:
    file = tmp_path / "press.sqlite3"
    environment = build_environment(NEWSROOM_DATABASE_URL=f"sqlite:///{file}")
    command = [sys.executable, str(PROJECT / "manage.py"), "migrate", "taggit"]
    result = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.django_db
@pytest.mark.one_engine
@pytest.mark.parametrize("option", ["plan", "check_unapplied"])
def test_to_look_what_is_to_be_done_makes_no_file(tmp_path: Path, option: str) -> None:
    file = tmp_path / "press.sqlite3"
    with use_database(f"sqlite:///{file}"), pytest.raises(OperationalError, match="not exist"):
        call_command("migrate", verbosity=0, **{option: True})
    assert not file.exists()
