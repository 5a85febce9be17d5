"""What every parser yields: a Record for each piece that it could read, a Reject for each other."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO, Final, Protocol

from articles.vocabulary import Credit, SourceDate


class Sureness(StrEnum):
    """How far a parser stands behind a field."""

    SURE = "sure"
    GUESS = "guess"
    MISSING = "missing"


@dataclass(frozen=True)
class Reading:
    """Where a field was read, as a line counted from 1, and how sure that is."""

    sureness: Sureness
    line: int | None = None


@dataclass(frozen=True)
class Remark:
    """Something that the parser did to the text: its code, and the line that it did it at."""

    code: str
    line: int


# Without slots: as such it goes from process to process in a third of the time.
@dataclass(frozen=True, kw_only=True)
class Record:
    """One piece as read from one input: what is not known is empty.

    ``body`` is HTML that has not passed the gate. ``original`` is the piece's own bytes, in such
    a form that the same parser reads the same record from them; ``position`` says where in the
    input it stood. ``identity`` and ``slug`` are told by our own exports only. ``publish_at`` is
    told where the input comes from a site of our own: when its readers first could read it.
    ``is_withheld``: there readers do not see it, so it is never live here. ``is_canceled``: its
    origin took it back, and so do we what came before under the same identity; only then may
    ``body`` be empty, and ``headline`` be nothing but the id.
    """

    headline: str
    body: str
    original: bytes
    media_type: str
    charset: str
    parser: str
    position: str
    standfirst: str = ""
    kind: str = ""
    language: str = ""
    our_date: date | None = None
    source: str = ""
    source_date: SourceDate = field(default_factory=SourceDate)
    source_detail: str = ""
    source_address: str = ""
    origin_id: str = ""
    identity: str = ""
    slug: str = ""
    publish_at: datetime | None = None
    expire_at: datetime | None = None
    embargoed_until: datetime | None = None
    is_withheld: bool = False
    is_canceled: bool = False
    is_own_work: bool = False
    byline: str = ""
    credits: tuple[Credit, ...] = ()
    tags: tuple[str, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.original).hexdigest()

    def compute_text_digest(self) -> str:
        """Return the SHA-256 of all that was read, whatever bytes it was read from."""
        told = {name: getattr(self, name) for name in _TOLD}
        told |= {name: value for name in _TOLD_BY_SOME if (value := getattr(self, name))}
        return hashlib.sha256(json.dumps(told, default=_plain, sort_keys=True).encode()).hexdigest()


# What a change of makes a record another text; how it was read and what it stood in do not.
_TOLD: Final = (
    *("headline", "standfirst", "body", "kind", "language", "byline", "credits", "tags"),
    *("our_date", "source", "source_date", "source_detail", "source_address", "is_own_work"),
)
_TOLD_BY_SOME: Final = (
    *("publish_at", "expire_at", "embargoed_until", "slug", "is_withheld", "is_canceled"),
)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return vars(value)


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be imported: where it stood, why, and itself, to mend and feed again.

    ``record`` is whatever the rejects file should hold: a JSON value, or ``{"base64": …}`` for
    bytes that are not text.
    """

    position: str
    reason: str
    record: Any

    def to_line(self, *, path: str) -> str:
        """Return its line of a rejects file; halves of surrogate pairs stay in it as they are."""
        told = {"path": path, "position": self.position, "reason": self.reason}
        return json.dumps({**told, "record": self.record}, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class SkippedItem:
    """Something in an input that is no article, such as an attachment; ``what`` is its plural."""

    what: str


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """What a parser found, and the name of the input that it found it in."""

    path: str
    result: Record | Reject | SkippedItem


@dataclass(frozen=True, slots=True)
class EmbeddedInput:
    """Bytes found inside an input, in a format that is still to be told from what they are."""

    position: str
    content: bytes


class Parser(Protocol):
    """Read the stream; ``charset`` is tried where it is neither marked nor strict UTF-8.

    Whatever the bytes are, a parser yields what it found, and raises nothing. It reads as it
    yields, so that its memory does not grow with the input.
    """

    def __call__(
        self, stream: BinaryIO, *, charset: str = ""
    ) -> Iterator[Record | Reject | EmbeddedInput | SkippedItem]: ...
