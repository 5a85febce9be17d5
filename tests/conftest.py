"""The tests' own machine: which database they run on, and that nothing of this one leaks in."""

import gc
import os
import tempfile
from collections.abc import Generator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import pytest
from coverage import Coverage
from django.conf import settings
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests.postgresql import (
    COVERAGE_OF_PROCESSES,
    ON_POSTGRESQL,
    RUNS_KEY,
    Cluster,
    is_measured,
    part_of,
    run_beside,
    server_programs,
)

PROJECT = Path(__file__).resolve().parent.parent
NO_SERVER = "PostgreSQL's server programs are not installed, so nothing was tested on PostgreSQL"

WHOLE_SUITE = "test_all_other_parts_of_the_suite_pass"

cluster_key = pytest.StashKey[Cluster]()
folder_key = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()

# In CI the same examples each time: what lands is what was tried. Elsewhere they roam.
hypothesis_settings.register_profile(
    "newsroom", deadline=None, database=None, derandomize="CI" in os.environ
)
hypothesis_settings.load_profile("newsroom")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["both", "sqlite", "postgresql"],
        default="both",
        help="both runs on SQLite, and the whole suite again on PostgreSQL beside it",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Set up Django with default settings, on the database that was asked for."""
    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose their settings.")
    for name in [name for name in os.environ if name.startswith("NEWSROOM_")]:
        del os.environ[name]
    folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-")
    config.stash[folder_key] = folder
    os.environ["NEWSROOM_STATIC_ROOT"] = tempfile.mkdtemp(dir=folder.name)
    os.environ["NEWSROOM_SECRET_KEY"] = "only-for-tests-" + "x" * 40
    # Within a test's transaction PostgreSQL turns no edition: tests of the cache turn it on.
    os.environ["NEWSROOM_PAGE_CACHE"] = "off"
    os.environ["NEWSROOM_DATABASE_URL"] = f"sqlite:///{folder.name}/newsroom.sqlite3"
    if config.getoption("--database") == "postgresql":
        _start_postgresql(config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    django.setup()
    gc.set_threshold(50_000)  # what a test leaves is soon gone without a search for it
    # Else the static files are all listed anew for each client of a test.
    settings.WHITENOISE_AUTOREFRESH = True
    if config.getoption("--database") != "postgresql":
        # A file, as in use, rather than memory: its locks and its journal are what is tested.
        connection.settings_dict["TEST"]["NAME"] = f"{folder.name}/test.sqlite3"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin the other parts of the suite beside this one, where the test that waits is due."""
    is_asked_for = any(item.name == WHOLE_SUITE for item in items)
    is_both = config.getoption("--database") == "both"
    if not (is_asked_for and is_both and server_programs()) or config.option.collectonly:
        return
    apart = {item: part for item in items if (part := part_of(item))}
    items[:] = [item for item in items if item not in apart]
    config.hook.pytest_deselected(items=[*apart])
    config.stash[RUNS_KEY] = run_beside(*ON_POSTGRESQL, *sorted({*apart.values()}))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Take the time that coverage costs, as much again, only where a test adds to it."""
    coverage = Coverage.current()
    if coverage is None or is_measured(item):
        return (yield)
    told = os.environ.pop(COVERAGE_OF_PROCESSES, "")
    coverage.stop()
    try:
        return (yield)
    finally:
        coverage.start()
        os.environ[COVERAGE_OF_PROCESSES] = told


def _start_postgresql(config: pytest.Config) -> None:
    programs = server_programs()
    if programs is None:
        pytest.exit(NO_SERVER, returncode=1)
    cluster = Cluster(programs)
    config.stash[cluster_key] = cluster
    cluster.start()
    os.environ["NEWSROOM_DATABASE_URL"] = cluster.url


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_triggers() -> None:
    """Let the flush after a test that commits empty the record, which its triggers refuse.

    That of every connection: beside Playwright's event loop this thread has another one.
    """
    audit_triggers = import_module("articles.database.audit_triggers")
    operations = type(connection.ops)
    sql_flush = operations.sql_flush

    def flush(self: Any, style: Any, tables: Sequence[str], **kwargs: Any) -> list[str]:
        vendor, statements = connection.vendor, sql_flush(self, style, tables, **kwargs)
        if "articles_statuschange" not in tables:  # as where migrations are tested
            return statements
        triggers = audit_triggers.AUDIT_TRIGGERS[vendor]
        dropping = [each.drop for each in reversed(triggers)]
        return [*dropping, *statements, *(sql for each in triggers for sql in each.create)]

    operations.sql_flush = flush  # type: ignore[method-assign] # only ours refuses to be emptied


def pytest_unconfigure(config: pytest.Config) -> None:
    for run in config.stash.get(RUNS_KEY, []):
        if run.poll() is None:
            run.terminate()  # this session ended before the test that waits for it
            run.communicate()
    if cluster := config.stash.get(cluster_key, None):
        cluster.stop()
    if folder := config.stash.get(folder_key, None):
        folder.cleanup()
