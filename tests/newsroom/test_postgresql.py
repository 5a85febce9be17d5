"""The backend for PostgreSQL: connections that work, and requests that do not wait for long."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import _WaitTimeout

from newsroom.postgresql import circuit
from newsroom.postgresql.circuit import CIRCUIT, Circuit
from newsroom.postgresql.waiting import is_in_request, limit_waiting
from tests.processes import get_database_url

Probe = Callable[[str], None]


SKIP = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server")


def on_postgresql(test: Callable[..., None]) -> Callable[..., None]:
    """Run the test on the server of the tests, and not on SQLite."""
    decorated: Callable[..., None] = pytest.mark.django_db(
        transaction=True, serialized_rollback=True
    )(SKIP(test))
    return decorated


def succeed(_conninfo: str) -> None:
    pass


def refuse(_conninfo: str) -> None:
    raise psycopg.OperationalError("refused")


def hang(_conninfo: str) -> None:
    raise _WaitTimeout("no answer")


@pytest.fixture(autouse=True)
def _close_the_circuit() -> Iterator[None]:
    yield
    CIRCUIT.open()  # without a pause
    CIRCUIT.check("", probe=succeed)


def test_the_limits_hold_within_requests_only() -> None:
    with limit_waiting():
        assert is_in_request()
    assert not is_in_request()


def test_a_closed_circuit_asks_nobody() -> None:
    Circuit().check("", probe=refuse)


def test_a_server_that_refuses_is_asked_again_each_time() -> None:
    opened = Circuit()
    opened.open()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        opened.check("", probe=refuse)
    opened.check("", probe=succeed)
    assert not opened.is_open


def test_a_server_that_does_not_answer_is_left_alone_for_a_while() -> None:
    opened = Circuit()
    opened.open()
    with pytest.raises(_WaitTimeout):
        opened.check("", probe=hang)
    with pytest.raises(psycopg.OperationalError, match="away a moment ago"):
        opened.check("", probe=succeed)


def test_only_one_request_asks_while_others_wait_for_its_result() -> None:
    opened, probes, is_found = Circuit(), list[str](), threading.Event()
    opened.open()

    def find(conninfo: str) -> None:
        probes.append(conninfo)
        is_found.wait(10)

    first = threading.Thread(target=opened.check, args=("first",), kwargs={"probe": find})
    first.start()
    with pytest.raises(psycopg.OperationalError, match="away a moment ago"):
        opened.check("second", probe=find)
    is_found.set()
    first.join(10)
    opened.check("third", probe=find)
    assert probes == ["first"]


def test_a_request_that_waited_while_another_found_the_server_back_goes_on() -> None:
    opened, is_asking = Circuit(), threading.Event()
    opened.open()

    def find(_conninfo: str) -> None:
        is_asking.set()
        time.sleep(0.1)

    first = threading.Thread(target=opened.check, args=("",), kwargs={"probe": find})
    first.start()
    assert is_asking.wait(10)
    opened.check("", probe=refuse)
    first.join(10)


def test_a_probe_of_a_server_that_accepts_and_says_nothing_ends_soon() -> None:
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(_WaitTimeout):
        circuit.probe_server(f"host=127.0.0.1 port={silent.getsockname()[1]} user=x dbname=x")
    assert time.monotonic() - started < 5


# On the server of the tests.


def fetch_one() -> int:
    """Return 1 by a query on a connection from the pool, which goes back there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        value: int = cursor.fetchone()[0]
    connection.close()
    return value


def end_connections() -> None:
    """End the connections in the pool from the other side, as a restart of the server does."""
    fetch_one()
    with psycopg.connect(get_database_url(), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@on_postgresql
def test_the_first_query_after_a_restart_works() -> None:
    end_connections()
    with limit_waiting():
        assert fetch_one() == 1
    end_connections()
    assert fetch_one() == 1


@on_postgresql
@pytest.mark.parametrize("probe", [succeed, refuse])
def test_a_slow_query_is_answered_while_the_server_is_there(
    monkeypatch: pytest.MonkeyPatch, probe: Probe
) -> None:
    monkeypatch.setattr("newsroom.postgresql.connection.probe_server", probe)
    with limit_waiting(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_sleep(1.2)")
        assert cursor.fetchone() == (1,)


@on_postgresql
def test_a_query_ends_when_the_server_answers_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsroom.postgresql.connection.probe_server", hang)
    started = time.monotonic()
    for _ in "12":  # the second time the circuit is open, so nobody asks the server
        with limit_waiting(), pytest.raises(OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(30)")
        connection.close()
    assert time.monotonic() - started < 10
    assert CIRCUIT.is_open


@on_postgresql
def test_a_connection_that_hangs_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    end_connections()
    monkeypatch.setattr("newsroom.postgresql.base.probe_server", hang)
    with limit_waiting(), pytest.raises(OperationalError):
        fetch_one()
    assert CIRCUIT.is_open


def connect(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], **settings: Any
) -> BaseDatabaseWrapper:
    """Return another connection, with these settings and a pool of its own."""
    wrapper = type(connections["default"])
    monkeypatch.setattr(wrapper, "_connection_pools", {})
    return wrapper({**connection.settings_dict, "OPTIONS": options, **settings})


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseDatabaseWrapper]:
    """Return a connection to a port on which nobody listens."""
    options = {**connection.settings_dict["OPTIONS"], "pool": {"max_size": 2, "min_size": 1}}
    wrapper = connect(monkeypatch, options, PORT="1")
    yield wrapper
    wrapper.close_pool()  # type: ignore[attr-defined] # PostgreSQL has it


@on_postgresql
def test_a_server_that_cannot_be_reached_is_found_away(unreachable: BaseDatabaseWrapper) -> None:
    for _ in "12":
        with limit_waiting(), pytest.raises(OperationalError):
            unreachable.ensure_connection()
    assert CIRCUIT.is_open


@on_postgresql
def test_a_command_tries_on_and_then_gives_the_reason(
    unreachable: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsroom.postgresql.base.COMMAND_SECONDS", 1)
    with pytest.raises(OperationalError, match="refused"):
        unreachable.ensure_connection()


@on_postgresql
def test_without_a_pool_it_connects_as_django_does(monkeypatch: pytest.MonkeyPatch) -> None:
    options = connection.settings_dict["OPTIONS"]
    alone = {name: value for name, value in options.items() if name != "pool"}
    wrapper = connect(monkeypatch, alone)
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    wrapper.close()


@on_postgresql
def test_a_command_gives_the_error_of_the_pool_where_the_server_is_there(
    unreachable: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsroom.postgresql.base.COMMAND_SECONDS", 0)
    monkeypatch.setattr(type(unreachable), "_get_live_connection", raise_away)
    monkeypatch.setattr("newsroom.postgresql.base.probe_server", succeed)
    with pytest.raises(OperationalError, match="away"):
        unreachable.ensure_connection()


def raise_away(*_args: Any) -> None:
    raise psycopg.OperationalError("away")


@pytest.fixture
def found_away_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the circuit as another request does after this one has asked it."""
    monkeypatch.setattr(Circuit, "check", lambda *_args, **_kwargs: None)
    CIRCUIT.open(pause=60)


@on_postgresql
@pytest.mark.usefixtures("found_away_meanwhile")
def test_the_pause_that_another_request_began_stays(
    unreachable: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(unreachable), "_get_live_connection", raise_away)
    with limit_waiting(), pytest.raises(OperationalError, match="away"):
        unreachable.ensure_connection()
    monkeypatch.undo()
    with pytest.raises(psycopg.OperationalError, match="a moment ago"):
        CIRCUIT.check("", probe=succeed)


@on_postgresql
@pytest.mark.usefixtures("found_away_meanwhile")
def test_a_dead_connection_is_not_replaced_while_the_server_is_away() -> None:
    end_connections()
    with limit_waiting(), pytest.raises(OperationalError):
        fetch_one()


@on_postgresql
@pytest.mark.usefixtures("found_away_meanwhile")
def test_a_query_ends_when_another_request_has_found_the_server_away() -> None:
    with limit_waiting(), pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(30)")
    connection.close()
    end_connections()
