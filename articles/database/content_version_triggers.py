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
# The columns of a name that public pages show or depend on.
_NAME_COLUMNS: Final = {
    "source": "name website about slug index_policy is_in_news_sitemap".split(),
    "author": "name is_organisation about slug".split(),
    "tag": "name slug".split(),
}
# Of each other table, the column that says whose the row is, and the condition on ``{keys}``, the
# values of that column before and after, that an article has it which is or was public.
_ARTICLE: Final = (
    "EXISTS (SELECT 1 FROM articles_article WHERE id IN ({keys}) AND published_at IS NOT NULL)"
)
_PARTS: Final = {
    "byline": ("article_id", _ARTICLE),
    "tagging": ("content_object_id", _ARTICLE),
    "correction": ("article_id", _ARTICLE),
    "formerslug": ("article_id", _ARTICLE),
    "sourcealias": ("source_id", _ARTICLE.replace("id IN", "source_id IN")),
    "authoralias": (
        "author_id",
        (
            "EXISTS (SELECT 1 FROM articles_byline JOIN articles_article ON articles_article.id = "
            "article_id WHERE author_id IN ({keys}) AND published_at IS NOT NULL)"
        ),
    ),
}


def _differ(table: str) -> str:
    """Return the condition that a name is not as it was: a form writes all columns."""
    columns = _NAME_COLUMNS[table]
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


# Table, event, and the condition on the row, "" for none.
_EVENTS: Final = [
    ("article", "INSERT", _IS_PUBLIC),
    ("article", f"UPDATE OF {', '.join(_COLUMNS)}", f"{_WAS_PUBLIC} OR {_IS_PUBLIC}"),
    ("article", "DELETE", _WAS_PUBLIC),
    *((table, event, "") for table in _PARTS for event in ("INSERT", "UPDATE", "DELETE")),
    *((table, "UPDATE", _differ(table)) for table in _NAME_COLUMNS),
    *((table, "DELETE", "") for table in _NAME_COLUMNS),
]
_RAISE: Final = "UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL"


def _build_name(table: str, event: str) -> str:
    return f"{table}_{event.split(maxsplit=1)[0].lower()}_raises_version"


def _raise_on_sqlite(table: str, event: str, condition: str) -> DatabaseObject:
    if table in _PARTS:
        column, condition = _PARTS[table]
        rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}[event]
        condition = condition.format(keys=", ".join(f"{row}.{column}" for row in rows))
    condition = condition.replace("IS DISTINCT FROM", "IS NOT")  # its older versions know no other
    name, when = _build_name(table, event), f"WHEN {condition} " if condition else ""
    return DatabaseObject(
        name,
        [f"CREATE TRIGGER {name} AFTER {event} ON articles_{table} {when}BEGIN {_RAISE}; END"],
        f"DROP TRIGGER IF EXISTS {name}",
    )


def _raise_on_postgresql(table: str, event: str, condition: str) -> DatabaseObject:
    """Return the trigger; a condition with a query is in its function, where queries may be."""
    name, when = _build_name(table, event), f"WHEN ({condition})" if condition else ""
    function = _name_function(table if table in _PARTS else "")
    return DatabaseObject(
        name,
        [
            f"""CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON articles_{table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when}
    EXECUTE FUNCTION {function}()"""
        ],
        f"DROP TRIGGER IF EXISTS {name} ON articles_{table}",
    )


def _name_function(table: str) -> str:
    return f"articles_raise_version_for_{table}" if table else "articles_raise_content_version"


def _build_function(table: str = "") -> DatabaseObject:
    """Return the function of the table's triggers, by default of those without a query.

    It raises the number once in a transaction, at its end. Other writers then wait for the row only
    briefly, and since a transaction locks it last, no two of them can deadlock.
    """
    name, condition = _name_function(table), "true"
    if table:
        column, condition = _PARTS[table]
        condition = condition.format(keys=f"NEW.{column}, OLD.{column}")
    body = f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            IF {condition} THEN
                {_RAISE};
                PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
            END IF;
        END IF;
        RETURN NULL;
    END $$"""
    return DatabaseObject(name, [body], f"DROP FUNCTION IF EXISTS {name}()")


CONTENT_VERSION_TRIGGERS: Final = {
    "sqlite": [_raise_on_sqlite(*event) for event in _EVENTS],
    "postgresql": [
        _build_function(),
        *(_build_function(table) for table in _PARTS),
        *(_raise_on_postgresql(*event) for event in _EVENTS),
    ],
}
