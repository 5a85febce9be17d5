"""The index over the words of articles: a tsvector on PostgreSQL, an FTS5 table on SQLite.

Both follow the rows of ``articles_searchentry``, whose text columns hold folded words.
"""

from typing import Final

from articles.database.objects import DatabaseObject

# From the most to the least important; byline and source have the same weight.
COLUMNS: Final = "headline standfirst byline source body".split()

# PostgreSQL's own stemmers by language; a text in any other language is searched by its words
# as they are.
STEMMERS: Final = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "nn": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def _vector(stemmer: str) -> str:
    """Return the SQL of the weighted words of an entry.

    Between two parts stands a lexeme that no text holds, so that no phrase reaches from one part
    into the other; it names the stemmer, so that a query can tell which one was used.
    """
    separator = f" || $$'|{stemmer}':1$$::tsvector || "
    return separator.join(
        f"setweight(to_tsvector('{stemmer}', {column}), '{weight}')"
        for column, weight in zip(COLUMNS, "ABCCD", strict=True)
    )


_CASES: Final = " ".join(f"WHEN '{tag}' THEN {_vector(name)}" for tag, name in STEMMERS.items())

# The keys of at most max_count matching articles, or null where the words are so frequent that
# reading articles in their order is cheaper: the index reads all it has of a word before it
# returns the first key. The planner's estimate decides; of words that it does not know it expects
# every two hundredth article, so queries with many words are always looked up. VOLATILE, since no
# plan may inline it. enable_seqscan is off because the planner does not count what it costs to
# fetch long rows from beside the table.
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


def _follow_on_sqlite(event: str, body: str) -> DatabaseObject:
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
                # No model's table: whoever drops the tables of all models leaves it behind.
                "DROP TABLE IF EXISTS articles_search",
                f"""CREATE VIRTUAL TABLE articles_search USING fts5 ({_NAMES},
    content='articles_searchentry', content_rowid='article_id',
    tokenize='unicode61 remove_diacritics 0')""",
            ],
            "DROP TABLE IF EXISTS articles_search",
        ),
        _follow_on_sqlite("INSERT", _ADD),
        _follow_on_sqlite("UPDATE", f"{_REMOVE} {_ADD}"),
        _follow_on_sqlite("DELETE", _REMOVE),
    ],
    "postgresql": [
        DatabaseObject(
            "vector",
            [
                f"""ALTER TABLE articles_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS
    (CASE split_part(language, '-', 1) {_CASES} ELSE {_vector("simple")} END) STORED""",
                # Only the index reads it: no time is spent on compressing it.
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
