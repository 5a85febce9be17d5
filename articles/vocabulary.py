"""Words that parsers and tables share: kinds, precisions, source dates, credits."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
