"""What imports left in the tables, row by row, so that two runs can be compared."""

import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

# Returns the rows of a query, each by the names of its columns.
Ask = Callable[[str], list[dict[str, Any]]]
Told = dict[str, list[str]]

# Batches are of runs; the index of SQLite's searches, in tables of its own, checks itself.
_PASSED_OVER = re.compile("articles_(importrun|search|search_.*)")
_NO_MATTER = {"id", "run_id", "created_at", "received_at", "made_at", "changed_at"}
# Chained over keys and instants.
_DIGESTS = {("articles_statuschange", "sha256"), ("articles_statuschange", "previous_sha256")}
_JSON = {"content", "readings", "remarks"}
_REFERENCES = {
    "article_id": "articles_article",
    "content_object_id": "articles_article",
    "source_id": "articles_source",
    "author_id": "articles_author",
    "tag_id": "articles_tag",
    "revision_id": "articles_revision",
    "working_revision_id": "articles_revision",
    "live_revision_id": "articles_revision",
    "scheduled_revision_id": "articles_revision",
}


def is_postgresql() -> bool:
    """Tell whether the suite runs on PostgreSQL."""
    return os.environ["NEWSROOM_DATABASE_URL"].startswith("postgresql:")


def left(ask: Ask) -> Told:
    """Return all rows that imports write by table, without keys, instants and numbers of runs."""
    tables = {name: ask(f"SELECT * FROM {name}") for name in _tables(ask)}  # noqa: S608 - names of our own tables
    names = dict(_names(tables))
    return {
        table: sorted(repr(list(_plain(table, row, names))) for row in rows)
        for table, rows in tables.items()
    }


def disagreement(ask: Ask) -> str:
    """Return how the index of SQLite's searches disagrees with the entries, or ""."""
    if is_postgresql():  # there the vector is generated
        return ""
    try:
        ask("INSERT INTO articles_search (articles_search, rank) VALUES ('integrity-check', 1)")
    except Exception as error:  # noqa: BLE001 - of one driver or the other
        return str(error)
    return ""


def _tables(ask: Ask) -> list[str]:
    query = (
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        if is_postgresql()
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    names = [row["name"] for row in ask(query)]
    ours = [name for name in names if name.startswith("articles_")]
    return [name for name in ours if not _PASSED_OVER.fullmatch(name)]


def _names(tables: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield what each row is called that others refer to."""
    for table in ("articles_source", "articles_author", "articles_tag"):
        for row in tables[table]:
            yield (table, row["id"]), row["name"]
    identities = {row["id"]: row["identity"] for row in tables["articles_article"]}
    for key, identity in identities.items():
        yield ("articles_article", key), identity
    for row in tables["articles_revision"]:
        name = f"{identities[row['article_id']]} {row['number']}"
        yield ("articles_revision", row["id"]), name


def _plain(
    table: str, row: dict[str, Any], names: dict[tuple[str, int], str]
) -> Iterator[tuple[str, Any]]:
    for column, value in row.items():
        if column in _NO_MATTER | {"audit_sha256"} or (table, column) in _DIGESTS:
            continue
        if column in _REFERENCES and value is not None:
            yield column, names[_REFERENCES[column], value]
        elif column == "reason":
            yield column, re.sub(r"^Import .*", "Import", value)
        elif column in _JSON:
            known = json.loads(value) if isinstance(value, str) else value
            yield column, json.dumps(known, sort_keys=True)
        else:
            yield column, bytes(value) if isinstance(value, memoryview) else value
