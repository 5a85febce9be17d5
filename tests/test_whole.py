"""The whole suite once more, on the production engine; and in the browser, beside the others."""

import os

import pytest
from django.db import connection

from tests.postgresql import RUNS_KEY, server_programs


def test_the_tests_run_on_the_database_that_was_asked_for(request: pytest.FixtureRequest) -> None:
    is_postgresql = request.config.getoption("--database") == "postgresql"
    assert connection.vendor == ("postgresql" if is_postgresql else "sqlite")


def test_all_other_parts_of_the_suite_pass(request: pytest.FixtureRequest) -> None:
    """Wait for the runs that the collection began: all on PostgreSQL, and some on SQLite."""
    if request.config.getoption("--database") != "both":
        pytest.skip("only one database was asked for")
    if server_programs() is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have PostgreSQL's server programs.")
        pytest.skip("NOT TESTED ON POSTGRESQL: its server programs are not installed")
    runs = request.config.stash[RUNS_KEY]
    told = [run.communicate()[0] for run in runs]
    failed = [text[-20_000:] for run, text in zip(runs, told, strict=True) if run.returncode]
    assert not failed, "\n".join(failed)
