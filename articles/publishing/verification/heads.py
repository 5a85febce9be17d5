"""Heads of the audit log: digests of all rows up to a key, to be kept elsewhere.

Rows are only added, and each that is deleted leaves its digest in a removal. So a log that goes on
from a head has the same rows up to the same keys; a tail that was cut off, a chain that is missing,
or a row that was written again with all its digests, has not.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Correction, Original, Removal, Revision, StatusChange
from articles.publishing.closing import compute_correction_digest
from articles.publishing.verification.findings import Finding

FORMAT: Final = "newsroom-head/1"
_TABLES: Final[Mapping[str, type[Model]]] = {
    "changes": StatusChange,
    "closing links": Removal,
    "revisions": Revision,
    "originals": Original,
    "corrections": Correction,
}
_DIGESTS: Final = {
    "changes": "sha256",
    "closing links": "sha256",
    "revisions": "record_sha256",
    "originals": "sha256",
}
_CHUNK: Final = 2_000

Head = dict[str, Any]


class WrongHeadError(ValueError):
    """The text is no head of an audit log."""


def find_last_keys(lock: Callable[[], None]) -> dict[str, int]:
    """Return, by table, a key up to which no row will be added any more.

    ``lock`` waits for imports: they reserve keys before they use them.
    """
    return {name: _find_last_key(table, lock) for name, table in _TABLES.items()}


def _find_last_key(table: type[Model], lock: Callable[[], None]) -> int:
    # One table in each transaction: holding two locks, it could deadlock with others.
    with transaction.atomic():
        lock()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table._meta.db_table} IN SHARE MODE")
        rows: QuerySet[Any] = QuerySet(table)
        return rows.aggregate(last=Max("pk"))["last"] or 0


def build_head(last_keys: Mapping[str, int]) -> Head:
    """Return the head of the log up to these keys, as what is written as JSON."""
    tables = {name: _digest_rows(name, last) for name, last in last_keys.items()}
    return {"format": FORMAT, "made_at": timezone.now().isoformat(), "tables": tables}


def render_head(head: Head) -> str:
    """Return the head as text for a file."""
    return json.dumps(head, indent=2) + "\n"


def parse_head(text: str) -> Head:
    """Return the head that was written as JSON; raise WrongHeadError where the text is none."""
    try:
        head = json.loads(text)
        is_known = head["format"] == FORMAT and set(head["tables"]) == set(_TABLES)
        has_all = all({"last", "count", "sha256"} == set(row) for row in head["tables"].values())
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongHeadError(_NO_HEAD) from error
    if not (is_known and has_all):
        raise WrongHeadError(_NO_HEAD)
    return dict(head)


_NO_HEAD: Final = "The file holds no head of an audit log: name one that --head wrote."


def verify_head(head: Head) -> Iterator[Finding]:
    """Verify that the log goes on from the head."""
    for name, row in head["tables"].items():
        present = _digest_rows(name, row["last"])
        if present != row:
            message = _(
                "The audit log does not go on from the head of %(when)s: up to key %(key)s it had "
                "%(count)s rows of %(table)s, now it has %(present)s, or others."
            )
            params = {
                "when": head["made_at"],
                "key": row["last"],
                "count": row["count"],
                "table": name,
                "present": present["count"],
            }
            yield Finding(message % params)


def _digest_rows(name: str, last: int) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    for key, row_sha256 in merge(_list_rows(name, last), _list_removed(name, last)):
        digest.update(f"{key} {row_sha256}\n".encode())
        count += 1
    return {"last": last, "count": count, "sha256": digest.hexdigest()}


def _list_rows(name: str, last: int) -> Iterator[tuple[int, str]]:
    table: QuerySet[Any, Any] = QuerySet(_TABLES[name])
    rows = table.filter(pk__lte=last).order_by("pk")
    if column := _DIGESTS.get(name):
        return rows.values_list("pk", column).iterator(chunk_size=_CHUNK)
    return ((row.pk, compute_correction_digest(row)) for row in rows.iterator(chunk_size=_CHUNK))


def _list_removed(name: str, last: int) -> Iterator[tuple[int, str]]:
    """Yield the keys of deleted rows with what their removals say of them."""
    kind = name.removesuffix("s")
    rows = Removal.objects.filter(kind=kind, row_key__lte=last).order_by("row_key")
    return rows.values_list("row_key", "row_sha256").iterator(chunk_size=_CHUNK)
