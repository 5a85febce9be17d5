"""A database for the processes that tests start, migrated once for all of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with all tables and no rows of the desk, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    ours = {name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")}
    command = [sys.executable, str(PROJECT / "manage.py"), "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=folder, env=ours, check=True)
    return folder / "newsroom.sqlite3"
