"""A record made ready for the tables, as far as it can be without them: so on any core."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from articles.parsing.records import (
    ParsedItem,
    Record,
    Reject,
    SkippedItem,
)
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

# Of zlib's levels the one that takes half the time of the usual one, for a tenth more bytes.
COMPRESSION = 3


# An identity, and the digest of a text that its article may have had.
Text = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a record is known again, as far as nobody has to look into its body.

    ``identity`` is "" where only the text tells it.
    """

    identity: str
    text_digest: str
    address_key: str

    @classmethod
    def of(cls, record: Record) -> "Keys":
        address, told = compute_address_key(record.source_address), record.identity
        if not told and (record.origin_id or address):
            told = compute_identity(
                "", origin_id=record.origin_id, address_key=address, source=record.source
            )
        return cls(told, record.compute_text_digest(), address)

    @property
    def text(self) -> Text:
        return self.identity, self.text_digest


# Without slots, like Record.
@dataclass(frozen=True, kw_only=True)
class PreparedRecord:
    """A record whose body has passed the gate and whose bytes are in ``compressed`` alone.

    ``words`` are the folded words of its body, ``fingerprint`` is theirs; ``slug`` is the wish,
    which another article may have had before; ``identity`` is that of its keys.
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
    """A record of which the tables have had this very text, so that nobody needs more of it."""


def prepare(record: Record, keys: Keys | None = None) -> PreparedRecord:
    """Return the record made ready; its body is clean, and empty where it holds no text."""
    keys = keys or Keys.of(record)
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


@dataclass(frozen=True)
class PreparedItem:
    """What was found in the input of this name, each record of it prepared."""

    path: str
    told: PreparedRecord | UnchangedRecord | Reject | SkippedItem


def prepare_items(found: Iterable[ParsedItem | PreparedItem]) -> Iterator[PreparedItem]:
    """Yield what was found, each record of it prepared."""
    for each in found:
        if isinstance(each, PreparedItem):
            yield each
        else:
            told = each.result
            yield PreparedItem(each.path, prepare(told) if isinstance(told, Record) else told)
