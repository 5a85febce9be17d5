"""The records that a preview has read so far, as articles that are known by them.

They are in a temporary database on disk: a file may hold a million records.
"""

import pickle
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Final, Self

from articles.importing.identity import Claim, Decision, KnownArticle, Outcome
from articles.vocabulary import KeyKind

_TABLES: Final = """
    CREATE TABLE record (id INTEGER PRIMARY KEY, known BLOB);
    CREATE TABLE key (value TEXT, record INTEGER);
    CREATE INDEX by_value ON key (value);
"""
_FIND: Final = """
    SELECT known FROM record WHERE id IN (
        SELECT record FROM key WHERE value IN (?, ?, ?, ?) ORDER BY record DESC LIMIT 50
    ) ORDER BY id DESC
"""


def _open_database() -> sqlite3.Connection:
    connection = sqlite3.connect("", isolation_level=None)  # SQLite's name of a temporary file
    connection.executescript(_TABLES)
    return connection


@dataclass(slots=True)
class EarlierRecords:
    """Articles that are not in the tables have negative primary keys."""

    connection: sqlite3.Connection = field(default_factory=_open_database)
    count: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.connection.close()

    def add(
        self,
        claim: Claim,
        decision: Decision,
        *,
        headline: str,
        if_canceled: Outcome | None,
    ) -> None:
        """Add a record, under the article that it was decided to be of."""
        self.count += 1
        is_own = not decision.is_foreign
        known = KnownArticle(
            pk=decision.article.pk if decision.article else -self.count,
            headline=headline,
            identity=claim.identity,
            sources=claim.sources if is_own else frozenset(),
            address_key=claim.address_key,
            keys=frozenset(claim.keys) if is_own else frozenset(),
            versions=(claim.version,) if is_own else (),
            text_digests=frozenset((claim.text_digest,)),
            if_canceled=if_canceled,
        )
        blob = zlib.compress(pickle.dumps(known), 1)
        self.connection.execute("INSERT INTO record VALUES (?, ?)", (self.count, blob))
        rows = [(value, self.count) for value in _list_values(claim) if value]
        self.connection.executemany("INSERT INTO key VALUES (?, ?)", rows)

    def find(self, claim: Claim) -> list[KnownArticle]:
        """Return the articles of the records that share a key with this one, newest first."""
        with closing(self.connection.execute(_FIND, _list_values(claim))) as cursor:
            blobs = [blob for (blob,) in cursor]
        return merge_known(pickle.loads(zlib.decompress(blob)) for blob in blobs)  # noqa: S301 - our own


def _list_values(claim: Claim) -> tuple[str, str, str, str]:
    ids = (key.value for key in claim.keys if key.kind == KeyKind.ID)
    return claim.identity, next(ids, ""), claim.address_key, claim.text_key


def merge_known(articles: Iterable[KnownArticle]) -> list[KnownArticle]:
    """Return each article once, with all that is known of it, in the order of their first ones.

    What a cancellation does is as the first one says that knows it, which is the newest record.
    """
    merged: dict[int, KnownArticle] = {}
    for each in articles:
        first = merged.get(each.pk)
        merged[each.pk] = _merge(first, each) if first else each
    return list(merged.values())


def _merge(article: KnownArticle, other: KnownArticle) -> KnownArticle:
    return replace(
        article,
        sources=article.sources | other.sources,
        keys=article.keys | other.keys,
        versions=(*article.versions, *other.versions),
        text_digests=article.text_digests | other.text_digests,
        if_canceled=article.if_canceled or other.if_canceled,
    )
