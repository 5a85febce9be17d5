"""The rows that imports wrote, in a form in which two runs can be compared."""

import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

from articles.text.strings import fold

# Returns the rows of a query, each as a dict.
FetchRows = Callable[[str], list[dict[str, Any]]]
Snapshot = dict[str, list[str]]

# The rows of runs differ each time; find_index_fault checks the search index of SQLite, and that of
# PostgreSQL is generated from the entries.
_NAMED_TABLES = (
    *("articles_source", "articles_sourcealias", "articles_author", "articles_authoralias"),
    "articles_tag",
)
_IGNORED_TABLES = re.compile("articles_(importrun|search|search_.*)")
_IGNORED_COLUMNS = {"id", "run_id", "created_at", "received_at", "made_at", "changed_at", "vector"}
# Digests that depend on keys and instants.
_DIGESTS = {
    ("articles_statuschange", "sha256"),
    ("articles_statuschange", "previous_sha256"),
    ("articles_statuschange", "revision_sha256"),
    ("articles_statuschange", "row_sha256"),
    ("articles_revision", "record_sha256"),
    ("articles_revision", "previous_sha256"),
}
_JSON = {"content", "readings", "remarks"}
_REFERENCES = {
    "article_id": "articles_article",
    "content_object_id": "articles_article",
    "source_id": "articles_source",
    "author_id": "articles_author",
    "tag_id": "articles_tag",
    "source_alias_id": "articles_sourcealias",
    "author_alias_id": "articles_authoralias",
    "revision_id": "articles_revision",
    "working_revision_id": "articles_revision",
    "live_revision_id": "articles_revision",
    "scheduled_revision_id": "articles_revision",
}


def is_postgresql() -> bool:
    """Tell whether the suite runs on PostgreSQL."""
    return os.environ["NEWSROOM_DATABASE_URL"].startswith("postgresql:")


def take_snapshot(fetch_rows: FetchRows) -> Snapshot:
    """Return all rows that imports write, by table, without keys, instants and runs."""
    tables = {name: fetch_rows(f"SELECT * FROM {name}") for name in _list_tables(fetch_rows)}  # noqa: S608 - names of our own tables
    names = dict(_name_rows(tables))
    return {
        table: sorted(repr(list(_normalise_row(table, row, names))) for row in rows)
        for table, rows in tables.items()
    }


def find_index_fault(fetch_rows: FetchRows) -> str:
    """Return how the search index of SQLite disagrees with the entries, or ""."""
    if is_postgresql():  # there the index is a generated column
        return ""
    try:
        fetch_rows(
            "INSERT INTO articles_search (articles_search, rank) VALUES ('integrity-check', 1)"
        )
    except Exception as error:  # noqa: BLE001 - of either driver
        return str(error)
    return ""


def _list_tables(fetch_rows: FetchRows) -> list[str]:
    query = (
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        if is_postgresql()
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    names = [row["name"] for row in fetch_rows(query)]
    own = [name for name in names if name.startswith("articles_")]
    return [name for name in own if not _IGNORED_TABLES.fullmatch(name)]


def _name_rows(tables: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield a name for each row that others refer to, by table and key."""
    for table in _NAMED_TABLES:
        for row in tables[table]:
            yield (table, row["id"]), row["name"]
    identities = {row["id"]: row["identity"] for row in tables["articles_article"]}
    for key, identity in identities.items():
        yield ("articles_article", key), identity
    for row in tables["articles_revision"]:
        name = f"{identities[row['article_id']]} {row['number']}"
        yield ("articles_revision", row["id"]), name


def _normalise_row(
    table: str, row: dict[str, Any], names: dict[tuple[str, int], str]
) -> Iterator[tuple[str, Any]]:
    for column, value in row.items():
        if column in _IGNORED_COLUMNS | {"audit_sha256"} or (table, column) in _DIGESTS:
            continue
        if column in _REFERENCES and value is not None:
            yield column, names[_REFERENCES[column], value]
        elif column == "reason":
            # That of an import names its run: the number, and the paths.
            yield column, re.sub(r'^(\{"code": "imported)[^"]*".*', r"\1}", value)
        elif (table, column) == ("articles_searchentry", "names"):
            yield column, sorted(_name_tokens(value, names), key=fold)
        elif column in _JSON:
            content = json.loads(value) if isinstance(value, str) else value
            if column == "content":  # their order depends on the spelling that came first
                content = {**content, "tags": sorted(content["tags"], key=fold)}
            yield column, json.dumps(content, sort_keys=True)
        else:
            yield column, bytes(value) if isinstance(value, memoryview) else value


def _name_tokens(tokens: str, names: dict[tuple[str, int], str]) -> Iterator[str]:
    """Yield the tokens of a search entry with the names of sources, authors and tags for ids."""
    for token in tokens.split():
        _, kind, *ids = token.split(":")
        yield " ".join([kind, *(names[f"articles_{kind}", int(pk)] for pk in ids)])
