"""The whole suite once more, on the production engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.postgresql import server_programs

PROJECT = Path(__file__).resolve().parent.parent


def test_the_tests_run_on_the_database_that_was_asked_for(request: pytest.FixtureRequest) -> None:
    is_postgresql = request.config.getoption("--database") == "postgresql"
    assert connection.vendor == ("postgresql" if is_postgresql else "sqlite")


def test_the_whole_suite_passes_on_postgresql(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--database") != "both":
        pytest.skip("only one database was asked for")
    if server_programs() is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have PostgreSQL's server programs.")
        pytest.skip("NOT TESTED ON POSTGRESQL: its server programs are not installed")
    # Settings that are named beforehand would be read before the database is chosen.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--database=postgresql", "-q"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]
