"""The whole suite once more, on the production engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql import server_programs

PROJECT = Path(__file__).resolve().parent.parent


def test_the_whole_suite_passes_on_postgresql(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--database") != "both":
        pytest.skip("only one database was asked for")
    if server_programs() is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have PostgreSQL's server programs.")
        pytest.skip("NOT TESTED ON POSTGRESQL: its server programs are not installed")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--database=postgresql", "-q"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]
