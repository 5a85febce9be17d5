"""The least that writing the imported rows can cost: one table, with and without search."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg

from articles.database.search_index import SEARCH_INDEX

COLUMNS = "id, words, forms, names, desk, html"
TYPES = f"id integer primary key, {' text, '.join(COLUMNS.split(', ')[1:])} text"
BIG_TYPES = TYPES.replace("integer primary key", "bigint")
ROWS = """
    SELECT e.article_id, e.words, e.forms, e.names, e.desk, a.body
    FROM articles_searchentry e JOIN articles_article a ON a.id = e.article_id ORDER BY 1"""
PLACEHOLDERS = ", ".join("?" * len(COLUMNS.split(", ")))
CHUNK = 500


def prepare(url: str, folder: Path) -> Callable[..., None]:
    """Read the imported rows; return a function that writes them into a table of its own.

    Its argument ``is_searched`` tells whether the table has the search index.
    """
    index = {
        vendor: [sql for each in objects for sql in each.create if "FUNCTION" not in sql]
        for vendor, objects in SEARCH_INDEX.items()
    }
    if url.startswith("postgresql"):
        return _prepare_postgresql(url, folder / "rows", index["postgresql"])
    return _prepare_sqlite(
        url.removeprefix("sqlite:///"), folder / "floor.sqlite3", index["sqlite"]
    )


def _prepare_postgresql(url: str, file_path: Path, index: list[str]) -> Callable[..., None]:
    export = f"COPY ({ROWS}) TO STDOUT (FORMAT BINARY)"
    with (
        psycopg.connect(url) as connection,
        connection.cursor().copy(export) as copy,
        file_path.open("wb") as file,
    ):
        file.writelines(copy)

    def write(*, is_searched: bool) -> None:
        table = "searched" if is_searched else "bare"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE TABLE {table} ({BIG_TYPES})")
            for statement in index if is_searched else []:
                connection.execute(_rename(statement, table))
            load = f"COPY {table} ({COLUMNS}) FROM STDIN (FORMAT BINARY)"
            with file_path.open("rb") as file, connection.cursor().copy(load) as copy:
                while part := file.read(2**16):
                    copy.write(part)

    return write


def _prepare_sqlite(path: str, floor: Path, index: list[str]) -> Callable[..., None]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute(ROWS).fetchall()

    def write(*, is_searched: bool) -> None:
        table = "searched" if is_searched else "bare"
        with sqlite3.connect(floor, isolation_level=None) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"CREATE TABLE {table} ({TYPES})")
            for statement in index if is_searched else []:
                connection.execute(_rename(statement, table))
            insert = f"INSERT INTO {table} VALUES ({PLACEHOLDERS})"  # noqa: S608 - both our own
            for start in range(0, len(rows), CHUNK):
                connection.execute("BEGIN")
                connection.executemany(insert, rows[start : start + CHUNK])
                connection.execute("COMMIT")

    return write


def _rename(statement: str, table: str) -> str:
    """Return the statement of the search index for the floor's table."""
    return (
        statement.replace("articles_searchentry", table)
        .replace("article_id", "id")
        .replace("articles_search", "floor_search")
        .replace("search_by_words", "floor_by_words")
    )
