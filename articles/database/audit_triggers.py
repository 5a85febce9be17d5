"""Triggers that refuse to alter or delete status changes and signatures, or alter revisions."""

from typing import Final

from articles.database.objects import DatabaseObject

_MESSAGE: Final = "The record cannot be altered: status changes and revisions stay as they are."


def _refuse_on_sqlite(table: str, event: str) -> DatabaseObject:
    name = f"{table}_no_{event.lower()}"
    return DatabaseObject(
        name,
        [
            f"""CREATE TRIGGER {name} BEFORE {event} ON articles_{table}
    BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"""
        ],
        f"DROP TRIGGER IF EXISTS {name}",
    )


def _refuse_replacing_on_sqlite(table: str, *key: str) -> DatabaseObject:
    """Return the trigger against INSERT OR REPLACE, which deletes without the DELETE trigger."""
    name = f"{table}_no_replace"
    is_same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    return DatabaseObject(
        name,
        [
            f"""CREATE TRIGGER {name} BEFORE INSERT ON articles_{table} WHEN EXISTS (
        SELECT 1 FROM articles_{table}
        WHERE id = NEW.id OR ({is_same})
    )
    BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"""  # noqa: S608 - our own names
        ],
        f"DROP TRIGGER IF EXISTS {name}",
    )


def _refuse_on_postgresql(name: str, table: str, events: str, level: str) -> DatabaseObject:
    return DatabaseObject(
        name,
        [
            f"""CREATE TRIGGER {name} BEFORE {events} ON articles_{table}
    FOR EACH {level} EXECUTE FUNCTION articles_refuse_change()"""
        ],
        f"DROP TRIGGER IF EXISTS {name} ON articles_{table}",
    )


AUDIT_TRIGGERS: Final = {
    "sqlite": [
        _refuse_on_sqlite("statuschange", "UPDATE"),
        _refuse_on_sqlite("statuschange", "DELETE"),
        _refuse_on_sqlite("revision", "UPDATE"),
        _refuse_replacing_on_sqlite("statuschange", "article_id", "number"),
        _refuse_replacing_on_sqlite("revision", "article_id", "number"),
        _refuse_on_sqlite("signature", "UPDATE"),
        _refuse_on_sqlite("signature", "DELETE"),
        _refuse_replacing_on_sqlite("signature", "revision_id", "signed_by_id"),
    ],
    "postgresql": [
        DatabaseObject(
            "articles_refuse_change",
            [
                f"""CREATE OR REPLACE FUNCTION articles_refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"""
            ],
            "DROP FUNCTION IF EXISTS articles_refuse_change()",
        ),
        _refuse_on_postgresql("statuschange_is_fixed", "statuschange", "UPDATE OR DELETE", "ROW"),
        _refuse_on_postgresql("statuschange_not_emptied", "statuschange", "TRUNCATE", "STATEMENT"),
        _refuse_on_postgresql("revision_is_fixed", "revision", "UPDATE", "ROW"),
        _refuse_on_postgresql("signature_is_fixed", "signature", "UPDATE OR DELETE", "ROW"),
        _refuse_on_postgresql("signature_not_emptied", "signature", "TRUNCATE", "STATEMENT"),
    ],
}
