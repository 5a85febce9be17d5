"""A migration operation that preserves triggers while the columns of their tables change."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

# The name, the statement that creates it, and the table of each trigger.
_TRIGGERS: Final = {
    "sqlite": "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname, pg_get_triggerdef(oid), tgrelid::regclass::text FROM pg_trigger
        WHERE NOT tgisinternal""",
}


class KeepTriggers(SeparateDatabaseAndState):
    """Run the operations without the triggers of their tables, which are the same again after it.

    SQLite changes most columns by copying the table to a new one, and the triggers of the old
    table go with it. PostgreSQL alters no column that a trigger names. Wrap such operations:
    ``KeepTriggers([migrations.AlterField(…)])``.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.database_operations], {}

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        run = super().database_forwards
        self._preserve(app_label, schema_editor, lambda: run(app_label, schema_editor, *states))

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        run = super().database_backwards
        self._preserve(app_label, schema_editor, lambda: run(app_label, schema_editor, *states))

    def _preserve(self, app_label: str, schema_editor: Any, change: Callable[[], None]) -> None:
        models = [getattr(each, "model_name", "") for each in self.database_operations]
        tables = {f"{app_label}_{model.lower()}" for model in models}
        _preserve_triggers(schema_editor.connection, tables, change)


def _preserve_triggers(
    connection: BaseDatabaseWrapper, tables: set[str], change: Callable[[], None]
) -> None:
    before = _read_triggers(connection)
    with connection.cursor() as cursor:
        for name, table in before:
            if connection.vendor == "postgresql" and table in tables:
                cursor.execute(f"DROP TRIGGER {name} ON {table}")
        change()
        for key in before.keys() - _read_triggers(connection).keys():
            cursor.execute(before[key])


def _read_triggers(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """Return the SQL of each trigger by its name and table."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        return {(name, table): sql for name, sql, table in cursor.fetchall()}
