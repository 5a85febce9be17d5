"""What parsers yield: a Record for each article that they can read, a Reject for each other.

Three more are rare: a SkippedItem for what is no article, an EmbeddedInput for bytes whose format
``formats`` has to detect, and a DocumentText for text that may be a clipping or an export.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO, Final, Protocol

from articles.parsing.problems import Problem
from articles.text.strings import clean_text
from articles.vocabulary import Credit, IdentityKey, SourceDate


class Sureness(StrEnum):
    """How sure a parser is of a field."""

    SURE = "sure"
    GUESS = "guess"
    MISSING = "missing"


@dataclass(frozen=True)
class Reading:
    """The line, counted from 1, where a field was read, and how sure the parser is of it.

    ``order`` is the order of day and month that other dates of the file prove, where the date
    cannot be read without it: the original of the record alone does not have these.
    """

    sureness: Sureness
    line: int | None = None
    order: str = ""


@dataclass(frozen=True)
class Remark:
    """The code of what was done to the text, the line where, and what the sentence names.

    The line is 0 where it is not known.
    """

    code: str
    line: int = 0
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)


# Without slots, so that pickling it for another process takes a third of the time.
@dataclass(frozen=True, kw_only=True)
class Record:
    """One article as read from one input; fields that are not known are empty.

    ``body`` is HTML that is not sanitised yet. ``original`` is the article's own bytes, from which
    the same parser reads the same record; ``position`` is its place in the input. Only our own
    exports have ``identity``, and ``identity_keys``, which imports know the article by; they and
    exports of WordPress have ``slug``. ``publish_at`` is set for input from a site of ours, and is
    when its readers could first read the article;
    ``is_withheld`` says that they cannot, so it does not go live here either. ``is_canceled`` says
    that the origin took the article back, so that an earlier one of the same identity is withdrawn;
    only then may ``headline`` be just the id. A stub, such as a feed gives, has no word in
    its body.
    """

    headline: str
    body: str = ""
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
    identity_keys: tuple[IdentityKey, ...] = ()
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

    def __post_init__(self) -> None:
        """Remove the characters that nobody sees; those of the body are the gate's to remove."""
        for name in _TEXTS:
            if not (text := getattr(self, name)).isprintable():
                object.__setattr__(self, name, clean_text(text))
        if not "".join(self.tags).isprintable():
            object.__setattr__(self, "tags", tuple(filter(None, map(clean_text, self.tags))))
        if not all(credit.name.isprintable() for credit in self.credits):
            cleaned = (replace(each, name=clean_text(each.name)) for each in self.credits)
            object.__setattr__(self, "credits", tuple(cleaned))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.original).hexdigest()

    def compute_text_digest(self) -> str:
        """Return the SHA-256 of the fields that make the text, whatever bytes they come from."""
        fields = {name: getattr(self, name) for name in _DIGEST_FIELDS}
        fields |= {name: value for name in _DIGEST_IF_SET if (value := getattr(self, name))}
        serialised = json.dumps(fields, default=_serialise, sort_keys=True)
        return hashlib.sha256(serialised.encode()).hexdigest()


# The texts of a record that parsers may take from HTML, whose character references hide characters.
_TEXTS: Final = ("headline", "standfirst", "source", "source_detail", "byline")

# A change of these fields makes another text; how and where a record was read does not.
_DIGEST_FIELDS: Final = (
    *("headline", "standfirst", "body", "kind", "language", "byline", "credits", "tags"),
    *("our_date", "source", "source_date", "source_detail", "source_address", "is_own_work"),
)
_DIGEST_IF_SET: Final = (
    *("publish_at", "expire_at", "embargoed_until", "slug", "is_withheld", "is_canceled"),
)


def _serialise(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return vars(value)


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that cannot be imported: its place in the input, the reason, and its content.

    ``position`` names a unit of the input and its number, such as ``line 3`` or ``document 2``;
    ``articles.models.positions`` has the units in the reader's language. ``record`` is the content
    for the rejects file, from which it can be imported once fixed: a JSON value, or
    ``{"base64": …}`` for bytes that are not text.
    """

    position: str
    reason: Problem
    record: Any

    def to_line(self, *, path: str, reason: str) -> str:
        """Return the line for a rejects file (JSON lines); lone surrogates are not escaped.

        ``reason`` is the sentence for a shell.
        """
        fields = {"path": path, "position": self.position, "reason": reason}
        return json.dumps({**fields, "record": self.record}, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class SkippedItem:
    """Something in an input that is no article; ``what`` names its kind: "attachments"."""

    what: str


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """What a parser yielded, and the name of the input."""

    path: str
    result: Record | Reject | SkippedItem


@dataclass(frozen=True, slots=True)
class EmbeddedInput:
    """Bytes inside an input that ``formats.read_stream`` reads next, in the format it detects."""

    position: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document, and the article that it is if ``formats`` detects nothing else in it.

    The text may be a clipping or an export of a press database, which its own parser reads then.
    """

    text: str
    article: Record


class Parser(Protocol):
    """Reads a stream that can seek.

    ``charset`` is tried for bytes that have no BOM and are not strict UTF-8. A parser raises
    nothing, whatever the bytes are. It reads as it yields, so that its memory does not grow with
    the input.
    """

    def __call__(
        self, stream: BinaryIO, *, charset: str = ""
    ) -> Iterator[Record | Reject | EmbeddedInput | SkippedItem | DocumentText]: ...
