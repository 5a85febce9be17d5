"""Records prepared for the tables, as far as that needs no database; any process can do it."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from articles.importing.details import mend_details
from articles.parsing.records import ParsedItem, Record, Reject, SkippedItem
from articles.text import body_html
from articles.text.strings import (
    build_excerpt,
    compute_address_key,
    compute_folded_fingerprint,
    compute_identity,
    fold,
    fold_splitting_apostrophes,
    slugify,
    truncate_search_text,
)

# This level of zlib takes half the time of its default, for a tenth more bytes.
COMPRESSION = 3


# Four digests, all SHA-256, tell whether something has been here before:
# - ``sha256`` is of the bytes of an original: a duplicate with the same one is stored only once.
# - ``text_digest`` is of the fields of a record: an original of the article with the same one means
#   that the origin has changed nothing, whatever the bytes.
# - ``fingerprint`` is of the folded words of the body alone: another article with the same one is
#   the same text, perhaps from another origin.
# - ``identity`` is of the id at the origin, else of the URL, else of the fingerprint: the article
#   that has it gets the update.

# The identity of an article, and the text digest that an original of it may have.
TextKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RecordKeys:
    """The keys that a record is matched by, as far as they do not depend on its body.

    ``identity`` is "" when only the text can identify the record.
    """

    identity: str
    text_digest: str
    address_key: str

    @classmethod
    def of(cls, record: Record) -> "RecordKeys":
        address_key, identity = compute_address_key(record.source_address), record.identity
        if not identity and (record.origin_id or address_key):
            identity = compute_identity(
                "", origin_id=record.origin_id, address_key=address_key, source=record.source
            )
        return cls(identity, record.compute_text_digest(), address_key)

    @property
    def text_key(self) -> TextKey:
        return self.identity, self.text_digest


# Without slots, like Record.
@dataclass(frozen=True, kw_only=True)
class PreparedRecord:
    """A record with sanitised body, whose bytes are in ``compressed`` only.

    ``words`` are the folded words of the body, and ``fingerprint`` is computed from them. ``slug``
    is the wanted one, which another article may have already. ``identity`` is that of RecordKeys.
    """

    record: Record
    compressed: bytes
    size: int
    sha256: str
    identity: str
    text_digest: str
    words: str
    fingerprint: str
    address_key: str
    folded_headline: str
    excerpt: str
    slug: str

    @property
    def original(self) -> bytes:
        return zlib.decompress(self.compressed)


@dataclass(frozen=True)
class UnchangedRecord:
    """A record whose text the article already has, so that it needs no preparing."""


PreparedResult = PreparedRecord | UnchangedRecord | Reject | SkippedItem


@dataclass(frozen=True)
class PreparedItem:
    """What a parser yielded for the input of this name, prepared if it is a record."""

    path: str
    result: PreparedResult


def prepare_record(record: Record, keys: RecordKeys | None = None) -> PreparedRecord:
    """Return the record prepared; its body is clean, and empty when it holds no text."""
    keys = keys or RecordKeys.of(record)
    record = mend_details(record)
    body = body_html.sanitise(record.body)
    text = body_html.to_text(body)
    headline = fold(record.headline)
    words = fold_splitting_apostrophes(text or record.headline)
    return PreparedRecord(
        record=replace(record, body=body if text else "", original=b""),
        compressed=zlib.compress(record.original, COMPRESSION),
        size=len(record.original),
        sha256=record.sha256,
        identity=keys.identity,
        text_digest=keys.text_digest,
        words=truncate_search_text(words) if text else "",
        fingerprint=compute_folded_fingerprint(words),
        address_key=keys.address_key,
        folded_headline=headline,
        excerpt=build_excerpt(text),
        slug=record.slug or slugify(record.headline) or "article",
    )


def prepare_items(items: Iterable[ParsedItem | PreparedItem]) -> Iterator[PreparedItem]:
    """Yield the items, with each record prepared."""
    for item in items:
        if isinstance(item, PreparedItem):
            yield item
        elif isinstance(item.result, Record):
            yield PreparedItem(item.path, prepare_record(item.result))
        else:
            yield PreparedItem(item.path, item.result)
