"""The least that the writing of the imported rows can cost: one table, with and without search."""

import sqlite3
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import psycopg

COLUMNS = "id, language, headline, standfirst, byline, source, body, html"
TYPES = "id bigint, language text, headline text, standfirst text, byline text, source text, body text, html text"
ROWS = """SELECT e.article_id, e.language, e.headline, e.standfirst, e.byline, e.source, e.body, a.body
    FROM articles_searchentry e JOIN articles_article a ON a.id = e.article_id ORDER BY 1"""
BATCH = 500


def prepare(url: str, folder: Path) -> Callable[..., None]:
    """Read the imported rows; return what writes them into a table of their own."""
    search = import_module("articles.migrations.0010_search")
    if url.startswith("postgresql"):
        return _on_postgresql(url, folder / "rows", search.POSTGRESQL_MAKE)
    return _on_sqlite(url.removeprefix("sqlite:///"), folder / "floor.sqlite3", search.SQLITE_MAKE)


def _on_postgresql(url: str, kept: Path, index: list[str]) -> Callable[..., None]:
    with psycopg.connect(url) as connection, kept.open("wb") as file:
        with connection.cursor().copy(f"COPY ({ROWS}) TO STDOUT (FORMAT BINARY)") as copy:
            for part in copy:
                file.write(part)

    def write(*, searched: bool) -> None:
        table = "searched" if searched else "bare"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE TABLE {table} ({TYPES})")
            for statement in index if searched else []:
                connection.execute(_renamed(statement, table))
            with kept.open("rb") as file, connection.cursor() as cursor:
                with cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
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
            connection.execute(f"CREATE TABLE {table} ({TYPES.replace('id bigint', 'id integer primary key')})")
            for statement in index if searched else []:
                connection.execute(_renamed(statement, table))
            for start in range(0, len(rows), BATCH):
                connection.execute("BEGIN")
                places = ", ".join("?" * len(rows[0]))
                connection.executemany(
                    f"INSERT INTO {table} VALUES ({places})", rows[start : start + BATCH]
                )
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
