"""The environment of the tests: Django, its database, parallel processes, and --full."""

import gc
import os
import tempfile
from collections.abc import Generator, Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer

from tests.desks import make_template
from tests.postgresql import Cluster, find_server_programs
from tests.scheduling import Scheduling
from tests.selection import has_mark, is_selected, is_widened
from tests.tracing import suspend_coverage

PROJECT = Path(__file__).resolve().parent.parent
NOT_ON_POSTGRESQL = "NOT TESTED ON POSTGRESQL: "

cluster_key = pytest.StashKey[Cluster]()
folder_key = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="sqlite runs all tests; postgresql those that need a database, on a server of its own",
    )
    parser.addoption(
        "--full",
        action="store_true",
        help="also runs what takes long, and every property on many examples with a random seed",
    )
    parser.addoption(
        "--widened",
        action="store_true",
        help="with --full: leaves out what runs in the same way without it",
    )


def is_worker(config: pytest.Config) -> bool:
    """Tell whether this is a process that pytest-xdist has started to run some of the tests."""
    return hasattr(config, "workerinput")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Start no workers for tests that are named on the command line: they are over sooner."""
    all_tests = [str(path) for path in config.getini("testpaths")]
    return None if config.args == all_tests or "-n" in config.invocation_params.args else 0


def pytest_configure(config: pytest.Config) -> None:
    """Start the database server, and Django unless this process only starts workers."""
    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose their settings.")
    if config.getoption("--database") == "postgresql" and not is_worker(config):
        _start_postgresql(config)
    only_starts_workers = config.getoption("numprocesses") and not config.option.collectonly
    if is_worker(config) or not only_starts_workers:
        _set_up_hypothesis(config)
        _set_up_django(config)


def pytest_report_header(config: pytest.Config) -> str:
    database = config.getoption("--database")
    others = "" if database == "postgresql" else ", and not on PostgreSQL: --database=postgresql"
    return f"tests run on: {database}{others}"


def _start_postgresql(config: pytest.Config) -> None:
    if (programs := find_server_programs()) is None:
        is_ci = bool(os.environ.get("CI"))
        pytest.exit(f"{NOT_ON_POSTGRESQL}its server programs are not installed", int(is_ci))
    config.stash[cluster_key] = cluster = Cluster(programs)
    cluster.start()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the database server is."""
    if cluster := node.config.stash.get(cluster_key, None):
        node.workerinput["database_url"] = cluster.url


def _set_up_django(config: pytest.Config) -> None:
    """Set up Django with default settings, on the database of ``--database``."""
    for name in [name for name in os.environ if name.startswith("NEWSROOM_")]:
        del os.environ[name]
    folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-")
    config.stash[folder_key] = folder
    os.environ["NEWSROOM_STATIC_ROOT"] = tempfile.mkdtemp(dir=folder.name)
    files = Path(folder.name, "files")
    files.mkdir(mode=0o700)
    os.environ["NEWSROOM_MEDIA_URL"] = files.as_uri()
    os.environ["NEWSROOM_SECRET_KEY"] = "only-for-tests-" + "x" * 40
    # PostgreSQL raises the content version at commit only, so pages that are cached within a test's
    # transaction stay. The tests of the cache turn it on.
    os.environ["NEWSROOM_PAGE_CACHE"] = "off"
    # The tests of the limits turn them on: all tests ask from one address.
    os.environ["NEWSROOM_RATE_LIMITS"] = "off"
    os.environ["NEWSROOM_DATABASE_URL"] = _get_database_url(config, folder.name)
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    django.setup()
    # The same holds for cached fragments.
    dummy = "django.core.cache.backends.dummy.DummyCache"
    settings.CACHES["template_fragments"]["BACKEND"] = dummy
    gc.set_threshold(50_000)  # fewer collections: tests leave few cycles
    # Otherwise WhiteNoise lists all static files for each test client.
    settings.WHITENOISE_AUTOREFRESH = True
    # What makes passwords hard to guess makes tests slow.
    fast = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [fast, *settings.PASSWORD_HASHERS]
    if connection.vendor == "sqlite":
        # A file, as in production: in memory SQLite has other locks and no journal file.
        connection.settings_dict["TEST"]["NAME"] = f"{folder.name}/test.sqlite3"


def _set_up_hypothesis(config: pytest.Config) -> None:
    """Try the same few examples each time; with ``--full`` many random ones."""
    is_full = config.getoption("--full")
    hypothesis_settings.register_profile(
        "newsroom",
        deadline=None,
        database=None,
        max_examples=300 if is_full else 25,
        derandomize=not is_full and config.getoption("--hypothesis-seed") is None,
    )
    hypothesis_settings.load_profile("newsroom")


def _get_database_url(config: pytest.Config, folder: str) -> str:
    if config.getoption("--database") == "sqlite":
        file = Path(folder) / "newsroom.sqlite3"
        file.touch()  # the entry points want a database to be there when they are imported
        return f"sqlite:///{file}"
    if cluster := config.stash.get(cluster_key, None):
        return cluster.url
    return str(config.workerinput["database_url"])  # type: ignore[attr-defined] # pytest-xdist's


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    database, is_full = config.getoption("--database"), config.getoption("--full")
    only_widened = config.getoption("--widened")
    parts: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        is_taken = is_selected(item, database=database, is_full=is_full)
        parts[is_taken and (not only_widened or is_widened(item, database=database))].append(item)
    config.hook.pytest_deselected(items=parts[False])
    items[:] = parts[True]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test that is marked so without coverage."""
    with suspend_coverage() if has_mark(item, "unmeasured") else nullcontext():
        return (yield)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001 - pytest-django's own comes first
    """Keep a copy of the migrated database, for tests whose processes need their own."""
    with django_db_blocker.unblock():
        make_template()


@pytest.fixture(scope="session")
def is_full(request: pytest.FixtureRequest) -> bool:
    """Tell whether a test may take long."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(autouse=True)
def begin_in_the_language_of_the_site() -> None:
    """Forget the language of the last request: the middleware leaves it active in the thread."""
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def read_in_a_thread() -> None:
    """Read what imports read in a thread of this process: a process takes a second to start."""
    reading = import_module("tests.reading")  # imported here for its time: not all tests import
    setattr(reading.worker, reading.STARTER, reading.start_thread)


@pytest.fixture
def read_in_a_process(read_in_a_thread: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - it is taken back
    """Read what imports read in a process, as the program does."""
    reading = import_module("tests.reading")
    monkeypatch.setattr(reading.worker, reading.STARTER, reading.start_process)


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_triggers() -> None:
    """Let the flush after a test that commits empty the audit log, which its triggers refuse.

    The class is patched rather than one connection: while Playwright's event loop runs, Django
    gives this thread another connection.
    """
    # Imported here, since Django is set up after this module is loaded.
    audit_triggers = import_module("articles.database.audit_triggers")
    operations = type(connection.ops)
    sql_flush = operations.sql_flush

    def flush(self: Any, style: Any, tables: Sequence[str], **kwargs: Any) -> list[str]:
        vendor, statements = connection.vendor, sql_flush(self, style, tables, **kwargs)
        if "articles_statuschange" not in tables:  # as where migrations are tested
            return statements
        triggers = audit_triggers.AUDIT_TRIGGERS[vendor]
        drops = [each.drop for each in reversed(triggers)]
        return [*drops, *statements, *(sql for each in triggers for sql in each.create)]

    operations.sql_flush = flush  # type: ignore[method-assign] # only ours refuses to be emptied


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(cluster_key, None):
        cluster.stop()
    if folder := config.stash.get(folder_key, None):
        folder.cleanup()
