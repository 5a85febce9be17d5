"""Ordered streams of rows, walked side by side, in one state of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

CHUNK: Final = 100
_BEGIN: Final = {
    "sqlite": "BEGIN",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}

Stream = Iterator[tuple[int, Any]]


@contextmanager
def hold_snapshot() -> Iterator[None]:
    """Let the block see the database as it is now, while others go on writing.

    Within a transaction, it sees what that sees.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def stream_rows(rows: "QuerySet[Any, Any]", key: str = "pk", *, chunk: int = CHUNK) -> Stream:
    """Yield each row with its key, which no other row has, in order of the keys."""
    for row in rows.order_by(key).iterator(chunk_size=chunk):
        yield getattr(row, key), row


def stream_groups(rows: "QuerySet[Any, Any]", key: str, *order: str) -> Stream:
    """Yield each key with an iterator over its rows in that order, in order of the keys."""
    walk = rows.order_by(key, *order).iterator(chunk_size=CHUNK)
    yield from groupby(walk, key=lambda row: getattr(row, key))


def merge_streams(*streams: Stream) -> Iterator[tuple[int, list[Any]]]:
    """Yield each key once, with what each stream has for it, None where it has nothing."""
    heads = [next(stream, None) for stream in streams]
    while keys := [head[0] for head in heads if head]:
        key = min(keys)
        yield key, [head[1] if head and head[0] == key else None for head in heads]
        heads = [
            next(stream, None) if head and head[0] == key else head
            for head, stream in zip(heads, streams, strict=True)
        ]
