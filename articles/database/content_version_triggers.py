"""Triggers that raise the content version with every change of what readers see.

Pages are cached under that number (articles/models/content_version.py).
"""

from typing import Final

from articles.database.objects import DatabaseObject

# The columns of an article that public pages show or depend on.
_COLUMNS: Final = (
    "headline slug kind language byline source_id is_own_work source_date source_date_end "
    "source_date_precision source_date_text source_detail source_address is_released published_at "
    "updated_at expire_at withdrawn_at withdrawn_reason live_revision_id standfirst body "
    "translation_of_id"
).split()
# Articles that were never public do not matter.
_WAS_PUBLIC, _IS_PUBLIC = "OLD.published_at IS NOT NULL", "NEW.published_at IS NOT NULL"
# Table, event, and the condition on the row, "" for none.
_EVENTS: Final = [
    ("article", "INSERT", _IS_PUBLIC),
    ("article", f"UPDATE OF {', '.join(_COLUMNS)}", f"{_WAS_PUBLIC} OR {_IS_PUBLIC}"),
    ("article", "DELETE", _WAS_PUBLIC),
    *(
        (table, event, "")
        for table in ("byline", "tagging", "correction")
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
    *(
        (table, event, "")
        for table in ("source", "author", "tag")
        for event in ("UPDATE", "DELETE")
    ),
]
_RAISE: Final = "UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL"


def _build_name(table: str, event: str) -> str:
    return f"{table}_{event.split(maxsplit=1)[0].lower()}_raises_version"


def _raise_on_sqlite(table: str, event: str, condition: str) -> DatabaseObject:
    name, when = _build_name(table, event), f"WHEN {condition} " if condition else ""
    return DatabaseObject(
        name,
        [f"CREATE TRIGGER {name} AFTER {event} ON articles_{table} {when}BEGIN {_RAISE}; END"],
        f"DROP TRIGGER IF EXISTS {name}",
    )


def _raise_on_postgresql(table: str, event: str, condition: str) -> DatabaseObject:
    name, when = _build_name(table, event), f"WHEN ({condition})" if condition else ""
    return DatabaseObject(
        name,
        [
            f"""CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON articles_{table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when}
    EXECUTE FUNCTION articles_raise_content_version()"""
        ],
        f"DROP TRIGGER IF EXISTS {name} ON articles_{table}",
    )


# It raises the number once in a transaction, at its end. Other writers then wait for the row only
# briefly, and since a transaction locks it last, no two of them can deadlock.
_FUNCTION: Final = f"""CREATE OR REPLACE FUNCTION articles_raise_content_version() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            {_RAISE};
            PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
        END IF;
        RETURN NULL;
    END $$"""

CONTENT_VERSION_TRIGGERS: Final = {
    "sqlite": [_raise_on_sqlite(*event) for event in _EVENTS],
    "postgresql": [
        DatabaseObject(
            "articles_raise_content_version",
            [_FUNCTION],
            "DROP FUNCTION IF EXISTS articles_raise_content_version()",
        ),
        *(_raise_on_postgresql(*event) for event in _EVENTS),
    ],
}
