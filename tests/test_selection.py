"""Each run takes the tests that it is for."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.selection import is_selected, is_widened, needs_database

MARKS = {
    "no database": [],
    "database": [pytest.mark.django_db],
    "one engine": [pytest.mark.django_db, pytest.mark.one_engine],
    "matrix": [pytest.mark.django_db, pytest.mark.matrix],
    "browser": [pytest.mark.django_db, pytest.mark.browser],
    "kill": [pytest.mark.django_db, pytest.mark.kill],
    "slow": [pytest.mark.django_db, pytest.mark.slow],
}


def make_items(parent: pytest.Collector) -> dict[str, pytest.Item]:
    """Return a test for each of MARKS."""
    items: dict[str, pytest.Item] = {}
    for name, marks in MARKS.items():
        items[name] = pytest.Function.from_parent(parent, name="x", callobj=lambda: None)
        for mark in marks:
            items[name].add_marker(mark)
    return items


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_asked_for(request: pytest.FixtureRequest) -> None:
    assert connection.vendor == request.config.getoption("--database")


@pytest.mark.parametrize(
    ("database", "is_full", "selected"),
    [
        ("sqlite", False, ["no database", "database", "one engine", "matrix", "browser", "kill"]),
        ("sqlite", True, [*MARKS]),
        ("postgresql", False, ["database"]),
        ("postgresql", True, ["database", "matrix", "browser", "kill", "slow"]),
    ],
)
def test_a_run_takes_what_can_differ_on_its_database(
    request: pytest.FixtureRequest, database: str, *, is_full: bool, selected: list[str]
) -> None:
    items = make_items(request.node.parent)
    taken = [n for n, i in items.items() if is_selected(i, database=database, is_full=is_full)]
    assert taken == selected


@pytest.mark.parametrize("fixture", ["db", "transactional_db", "live_server"])
def test_a_fixture_tells_that_a_test_needs_a_database(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    item = pytest.Function.from_parent(request.node.parent, name="x", callobj=lambda: None)
    assert not needs_database(item)
    item.fixturenames.append(fixture)
    assert needs_database(item)


@pytest.mark.parametrize(
    ("database", "widened"),
    [
        ("sqlite", ["slow"]),
        ("postgresql", ["no database", "one engine", "matrix", "browser", "kill", "slow"]),
    ],
)
def test_what_a_full_run_alone_runs_is_widened(
    request: pytest.FixtureRequest, database: str, widened: list[str]
) -> None:
    items = make_items(request.node.parent)
    assert [n for n, i in items.items() if is_widened(i, database=database)] == widened


def test_what_tries_more_in_a_full_run_is_widened(request: pytest.FixtureRequest) -> None:
    @given(st.booleans())
    def try_examples(value: bool) -> None:  # noqa: FBT001 - hypothesis passes it
        assert value in {True, False}

    items = [
        pytest.Function.from_parent(request.node.parent, name="x", callobj=function)
        for function in (lambda: None, lambda: None, try_examples)
    ]
    items[1].fixturenames.append("is_full")
    assert [is_widened(each, database="sqlite") for each in items] == [False, True, True]
