"""A migration operation that preserves triggers when SQLite rebuilds their table."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation


class KeepTriggers(SeparateDatabaseAndState):
    """Run the operations, then recreate the triggers that they dropped.

    SQLite changes most columns by copying the table to a new one, and the triggers of the old
    table go with it. Wrap such operations: ``KeepTriggers([migrations.AddField(…)])``.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.database_operations], {}

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        run = super().database_forwards
        _preserve_triggers(schema_editor.connection, lambda: run(app_label, schema_editor, *states))

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        run = super().database_backwards
        _preserve_triggers(schema_editor.connection, lambda: run(app_label, schema_editor, *states))


def _preserve_triggers(connection: BaseDatabaseWrapper, change: Callable[[], None]) -> None:
    if connection.vendor != "sqlite":
        change()
        return
    before = _read_triggers(connection)
    change()
    after = _read_triggers(connection)
    with connection.cursor() as cursor:
        for name in before.keys() - after.keys():
            cursor.execute(before[name])


def _read_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the SQL of each trigger by its name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())
