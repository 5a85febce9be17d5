"""The least that the writing of the imported rows can cost: one table, with and without search."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg

from articles.database.search_index import SEARCH_INDEX

COLUMNS = "id, language, headline, standfirst, byline, source, body, html"
TYPES = f"id integer primary key, {' text, '.join(COLUMNS.split(', ')[1:])} text"
BIG_TYPES = TYPES.replace("integer primary key", "bigint")
ROWS = """
    SELECT e.article_id, e.language, e.headline, e.standfirst, e.byline, e.source, e.body, a.body
    FROM articles_searchentry e JOIN articles_article a ON a.id = e.article_id ORDER BY 1"""
PLACES = ", ".join("?" * len(COLUMNS.split(", ")))
BATCH = 500


def prepare(url: str, folder: Path) -> Callable[..., None]:
    """Read the imported rows; return what writes them into a table of their own."""
    index = {
        vendor: [sql for each in objects for sql in each.create]
        for vendor, objects in SEARCH_INDEX.items()
    }
    if url.startswith("postgresql"):
        return _on_postgresql(url, folder / "rows", index["postgresql"])
    return _on_sqlite(url.removeprefix("sqlite:///"), folder / "floor.sqlite3", index["sqlite"])


def _on_postgresql(url: str, kept: Path, index: list[str]) -> Callable[..., None]:
    copied = f"COPY ({ROWS}) TO STDOUT (FORMAT BINARY)"
    with (
        psycopg.connect(url) as connection,
        connection.cursor().copy(copied) as copy,
        kept.open("wb") as file,
    ):
        file.writelines(copy)

    def write(*, searched: bool) -> None:
        table = "searched" if searched else "bare"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE TABLE {table} ({BIG_TYPES})")
            for statement in index if searched else []:
                connection.execute(_renamed(statement, table))
            copied = f"COPY {table} ({COLUMNS}) FROM STDIN (FORMAT BINARY)"
            with kept.open("rb") as file, connection.cursor().copy(copied) as copy:
                while part := file.read(2**16):
                    copy.write(part)

    return write


def _on_sqlite(path: str, floor: Path, index: list[str]) -> Callable[..., None]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute(ROWS).fetchall()

    def write(*, searched: bool) -> None:
        table = "searched" if searched else "bare"
        with sqlite3.connect(floor, isolation_level=None) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"CREATE TABLE {table} ({TYPES})")
            for statement in index if searched else []:
                connection.execute(_renamed(statement, table))
            insert = f"INSERT INTO {table} VALUES ({PLACES})"  # noqa: S608 - both our own
            for start in range(0, len(rows), BATCH):
                connection.execute("BEGIN")
                some = rows[start : start + BATCH]
                connection.executemany(insert, some)
                connection.execute("COMMIT")

    return write


def _renamed(statement: str, table: str) -> str:
    """Return the migration's own statement for the floor's table."""
    return (
        statement.replace("articles_searchentry", table)
        .replace("article_id", "id")
        .replace("articles_search", "floor_search")
        .replace("search_by_words", "floor_by_words")
    )
