"""The full-text index of articles: a tsvector on PostgreSQL, an FTS5 table on SQLite.

Both are generated from ``articles_searchentry``, whose columns hold words with spaces between them.
They hold in which articles a word is, not where in them.
"""

from typing import Final

from articles.database.objects import DatabaseObject

COLUMNS: Final = ("words", "forms", "names", "desk")

# Each distinct word once, without positions. Between two texts stand two spaces.
_VECTOR: Final = (
    f"array_to_tsvector(array_remove(string_to_array({' || '.join(COLUMNS)}, ' '), ''))"
)

# Returns the ids of at most max_count matching articles, or NULL where the words are so frequent
# that reading articles in the order of the list is cheaper: a GIN index reads all entries of a word
# before it returns the first. The planner's estimate decides. For words without statistics it
# expects one article in 200, so queries with many words always use the index. VOLATILE, so that no
# plan inlines it. enable_seqscan is off because the planner ignores the cost of TOASTed columns.
_FUNCTION: Final = """CREATE OR REPLACE FUNCTION articles_match(query tsquery, max_count bigint)
    RETURNS bigint[] LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
    DECLARE
        entries real := (
            SELECT reltuples FROM pg_class WHERE oid = 'articles_searchentry'::regclass
        );
        plan json;
    BEGIN
        IF entries > 10 * max_count AND numnode(query) <= 60 THEN
            EXECUTE format(
                'EXPLAIN (FORMAT JSON) '
                'SELECT FROM articles_searchentry WHERE vector @@ %L::tsquery',
                query
            ) INTO plan;
            IF (plan->0->'Plan'->>'Plan Rows')::real > greatest(entries / 10, 5 * max_count) THEN
                RETURN NULL;
            END IF;
        END IF;
        RETURN array(
            SELECT article_id FROM articles_searchentry WHERE vector @@ query LIMIT max_count
        );
    END $$"""

_NAMES: Final = ", ".join(COLUMNS)
_NEW: Final = ", ".join(f"new.{column}" for column in COLUMNS)
_OLD: Final = ", ".join(f"old.{column}" for column in COLUMNS)
_REMOVE: Final = (
    f"INSERT INTO articles_search (articles_search, rowid, {_NAMES}) "  # noqa: S608 - our own names
    f"VALUES ('delete', old.article_id, {_OLD});"
)
_ADD: Final = f"INSERT INTO articles_search (rowid, {_NAMES}) VALUES (new.article_id, {_NEW});"  # noqa: S608 - our own names


def _update_on_sqlite(event: str, body: str) -> DatabaseObject:
    name = f"searchentry_{event.lower()}_is_indexed"
    return DatabaseObject(
        name,
        [f"CREATE TRIGGER {name} AFTER {event} ON articles_searchentry BEGIN {body} END"],
        f"DROP TRIGGER IF EXISTS {name}",
    )


SEARCH_INDEX: Final = {
    "sqlite": [
        DatabaseObject(
            "articles_search",
            [
                # Dropping the tables of all models leaves it behind, since it has no model.
                "DROP TABLE IF EXISTS articles_search",
                f"""CREATE VIRTUAL TABLE articles_search USING fts5 ({_NAMES},
    content='articles_searchentry', content_rowid='article_id', detail=none, columnsize=0,
    tokenize="ascii tokenchars ':!+#&.'")""",
            ],
            "DROP TABLE IF EXISTS articles_search",
        ),
        _update_on_sqlite("INSERT", _ADD),
        _update_on_sqlite("UPDATE", f"{_REMOVE} {_ADD}"),
        _update_on_sqlite("DELETE", _REMOVE),
    ],
    "postgresql": [
        DatabaseObject(
            "vector",
            [
                f"""ALTER TABLE articles_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS
    ({_VECTOR}) STORED""",
                # Only the index reads it, so compressing it would be a waste of time.
                "ALTER TABLE articles_searchentry ALTER COLUMN vector SET STORAGE EXTERNAL",
            ],
            "ALTER TABLE articles_searchentry DROP COLUMN IF EXISTS vector",
        ),
        DatabaseObject(
            "search_by_words",
            ["CREATE INDEX search_by_words ON articles_searchentry USING gin (vector)"],
            "DROP INDEX IF EXISTS search_by_words",
        ),
        DatabaseObject(
            "articles_match",
            [_FUNCTION],
            "DROP FUNCTION IF EXISTS articles_match(tsquery, bigint)",
        ),
    ],
}
