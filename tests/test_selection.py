"""Each run takes the tests that it is for."""

import pytest
from django.db import connection

from tests.selection import is_selected, needs_database

MARKS = {
    "no database": [],
    "database": [pytest.mark.django_db],
    "one engine": [pytest.mark.django_db, pytest.mark.one_engine],
    "matrix": [pytest.mark.django_db, pytest.mark.matrix],
    "browser": [pytest.mark.django_db, pytest.mark.browser],
    "kill": [pytest.mark.django_db, pytest.mark.kill],
    "slow": [pytest.mark.django_db, pytest.mark.slow],
}


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
    def is_taken(marks: list[pytest.MarkDecorator]) -> bool:
        item = pytest.Function.from_parent(request.node.parent, name="x", callobj=lambda: None)
        for mark in marks:
            item.add_marker(mark)
        return is_selected(item, database=database, is_full=is_full)

    assert [name for name, marks in MARKS.items() if is_taken(marks)] == selected


@pytest.mark.parametrize("fixture", ["db", "transactional_db", "live_server"])
def test_a_fixture_tells_that_a_test_needs_a_database(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    item = pytest.Function.from_parent(request.node.parent, name="x", callobj=lambda: None)
    assert not needs_database(item)
    item.fixturenames.append(fixture)
    assert needs_database(item)
