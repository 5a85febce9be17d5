"""Records prepared for the tables, as far as that needs no database; any process can do it."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from articles.importing.details import mend_details
from articles.parsing.dropped import build_remarks
from articles.parsing.records import ParsedItem, Record, Reject, Remark, SkippedItem
from articles.text import body_html
from articles.text.analyser import Analysis, analyse_text
from articles.text.dropped_html import find_dropped
from articles.text.strings import (
    build_excerpt,
    compute_folded_fingerprint,
    fold,
    fold_splitting_apostrophes,
    slugify,
    truncate_folded,
)
from articles.text.urls import compute_address_key
from articles.vocabulary import INLINE_LIMIT

# This level of zlib takes half the time of its default, for a tenth more bytes.
COMPRESSION = 3
# How a teaser ends: an ellipsis, perhaps in brackets or before a few words such as "Read more".
_CUT: Final = re.compile(r"(?:…|\.\.\.)[\]\s)]*(?:[^\W\d_]+\s*){0,3}[\W_]*\Z")
_TAIL: Final = 60


# Five digests, all SHA-256, tell whether something has been here before:
# - ``sha256`` is of the bytes of an original: a duplicate with the same one is stored only once.
# - ``text_digest`` is of the fields of a record: an original of the article with the same one means
#   that the origin has changed nothing, whatever the bytes.
# - ``fingerprint`` is of the folded words of the body alone: another article with the same one is
#   the same text, perhaps from another origin.
# - ``text_key`` is of the folded words of headline and body.
# - ``address_key`` is of the URL in the spelling that all its spellings share.


class RecordKeys(NamedTuple):
    """What a record tells of the article it is of, as far as that needs no preparing."""

    identity: str
    source: str
    is_own_work: bool
    origin_id: str
    address_key: str
    text_digest: str

    @classmethod
    def of(cls, record: Record) -> "RecordKeys":
        return cls(
            record.identity,
            record.source,
            record.is_own_work and not record.source,
            record.origin_id,
            compute_address_key(record.source_address),
            record.compute_text_digest(),
        )

    @property
    def can_find_article(self) -> bool:
        """Return whether they may tell the article without its text."""
        return bool(self.identity or self.origin_id or self.address_key)


# Without slots, like Record.
@dataclass(frozen=True, kw_only=True)
class PreparedRecord:
    """A record with sanitised body, whose bytes are in ``compressed`` only.

    Those of a record that is too large for the table are in ``content`` instead, as received.
    ``words`` are the folded words of the body, and ``fingerprint`` is computed from them;
    ``analyses`` are those of headline, standfirst, byline and body in the language that the record
    names.
    ``is_cut`` says that the text ends with an ellipsis, as teasers do. ``slug`` is the wanted one,
    which another article may have already.
    """

    record: Record
    keys: RecordKeys
    compressed: bytes
    content: bytes
    size: int
    sha256: str
    words: str
    analyses: tuple[Analysis, ...]
    fingerprint: str
    text_key: str
    is_cut: bool
    folded_headline: str
    excerpt: str
    slug: str

    @property
    def original(self) -> bytes:
        return self.content or zlib.decompress(self.compressed)

    @property
    def is_large(self) -> bool:
        """Return whether the bytes are too many for the table."""
        return self.size > INLINE_LIMIT


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
    body = body_html.sanitise(record.body)
    text = body_html.convert_clean(body)
    record = mend_details(record, text=text)
    headline = fold(record.headline)
    all_words = fold_splitting_apostrophes(text or record.headline)
    words = truncate_folded(all_words) if text else ""
    searched = (record.headline, record.standfirst, record.byline, text)
    is_large = len(record.original) > INLINE_LIMIT
    return PreparedRecord(
        record=replace(
            record, body=body if text else "", original=b"", remarks=_build_remarks(record)
        ),
        keys=keys,
        compressed=b"" if is_large else zlib.compress(record.original, COMPRESSION),
        content=record.original if is_large else b"",
        size=len(record.original),
        sha256=record.sha256,
        words=words,
        analyses=tuple(analyse_text(each, record.language) for each in searched),
        fingerprint=compute_folded_fingerprint(all_words),
        text_key=compute_folded_fingerprint(f"{headline}\n{words}"),
        is_cut=_CUT.search(text[-_TAIL:]) is not None,
        folded_headline=headline,
        excerpt=build_excerpt(text),
        slug=record.slug or slugify(record.headline) or "article",
    )


def _build_remarks(record: Record) -> tuple[Remark, ...]:
    """Return the remarks of the parser, and one on each thing of weight that the gate drops.

    Feeds give pictures of the text beside it, too.
    """
    dropped = find_dropped(record.body)
    if not dropped:
        return record.remarks
    urls = {each.url for each in dropped}
    others = (each for each in record.remarks if each.params.get("url") not in urls)
    return (*others, *build_remarks(dropped))


def prepare_items(items: Iterable[ParsedItem | PreparedItem]) -> Iterator[PreparedItem]:
    """Yield the items, with each record prepared."""
    for item in items:
        if isinstance(item, PreparedItem):
            yield item
        elif isinstance(item.result, Record):
            yield PreparedItem(item.path, prepare_record(item.result))
        else:
            yield PreparedItem(item.path, item.result)
