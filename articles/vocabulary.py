"""Words that parsers and tables share: kinds, precisions, source dates, credits, keys."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

# Instants of ours lie between these two, the days of sources between the other two. URLs, feeds
# and time zones can hold no year that is far outside; nobody means one.
FIRST_INSTANT: Final = datetime(1900, 1, 1, tzinfo=UTC)
LAST_INSTANT: Final = datetime(2200, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
FIRST_SOURCE_DAY: Final = date(1600, 1, 1)
LAST_SOURCE_DAY: Final = date(2200, 12, 31)


# The table of originals holds those of so many bytes at most; larger ones are files.
INLINE_LIMIT: Final = 256 * 1024


def is_instant_in_range(instant: datetime) -> bool:
    """Return whether an instant of ours may be this one, which has a time zone."""
    return FIRST_INSTANT <= instant <= LAST_INSTANT


def is_source_day_in_range(day: date) -> bool:
    """Return whether a source may have published on this day."""
    return FIRST_SOURCE_DAY <= day <= LAST_SOURCE_DAY


class Kind(StrEnum):
    """The type of work; an article of unknown kind has none of these."""

    NEWS = "news"
    ANALYSIS = "analysis"
    COMMENTARY = "commentary"
    REPORT = "report"
    ANNOUNCEMENT = "announcement"


class Precision(StrEnum):
    """How exactly a date is known; with ``unknown`` a date has neither a first nor a last day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SourceDate:
    """When the source published: first day, last day (ranges only), and the text as printed."""

    first: date | None = None
    last: date | None = None
    precision: Precision = Precision.UNKNOWN
    text: str = ""


@dataclass(frozen=True)
class Credit:
    """One author, a person or an organisation, as a byline credits them."""

    name: str
    affiliation: str = ""
    is_organisation: bool = False


class KeyKind(StrEnum):
    """What tells which article a record is of."""

    ID = "id"
    URL = "url"
    TEXT = "text"


class IdentityKey(NamedTuple):
    """A key of an article as its origin gave it; ``kind`` is a KeyKind.

    ``source`` is the folded name of the source as it was named, "" for none. ``value`` is the id,
    or the SHA-256 of the URL, or that of headline and text.
    """

    kind: str
    source: str
    value: str

    def as_columns(self) -> dict[str, str]:
        return {"kind": self.kind, "source": self.source, "value": self.value}
