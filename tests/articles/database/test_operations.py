"""Migrations that change a table preserve its triggers."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from articles.database.installed import list_objects
from articles.database.objects import find_missing
from articles.database.operations import KeepTriggers

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def repaired_database() -> Iterator[None]:
    """Recreate the triggers that the test dropped: changes of the schema outlast it."""
    yield
    call_command("repair_database", stdout=StringIO())


CHANGE = migrations.AlterField("source", "name", models.CharField(max_length=201))


def apply_and_revert(operation: migrations.operations.base.Operation) -> list[list[str]]:
    """Return the names of missing objects after applying and after reverting the operation."""
    before = load_state()
    after = before.clone()
    operation.state_forwards("articles", after)
    missing = []
    for run, states in (
        (operation.database_forwards, (before, after)),
        (operation.database_backwards, (after, before)),
    ):
        with connection.schema_editor() as editor:
            run("articles", editor, *states)
        objects = list_objects(connection.vendor)
        missing.append([each.name for each in find_missing(connection, objects)])
    return missing


def load_state() -> ProjectState:
    loader = migrations.loader.MigrationLoader(connection)
    return loader.project_state()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL refuses the change")
def test_sqlite_drops_the_triggers_of_a_table_that_it_rebuilds() -> None:
    lost = ["source_update_raises_version", "source_delete_raises_version"]
    assert apply_and_revert(CHANGE) == [lost, lost]


def test_the_operation_preserves_the_triggers() -> None:
    assert apply_and_revert(KeepTriggers([CHANGE])) == [[], []]


def test_the_operation_can_be_written_into_a_migration() -> None:
    assert KeepTriggers([CHANGE]).deconstruct() == ("KeepTriggers", [[CHANGE]], {})
