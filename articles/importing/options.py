"""The options that a run of an import gets, and the tally that it returns."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Protocol

from django.conf import settings
from django.contrib.auth.models import User

from articles.models import ProgramReason, Source, Status, Upload
from articles.parsing.resource_limits import Limits

OUTCOMES: Final = ("created", "updated", "unchanged", "duplicate", "rejected")
# What is counted within the outcomes, besides.
WITHIN: Final = ("held", "canceled", "withdrawn", "held_cancellations", "stubs")


def get_count_column(name: str) -> str:
    """Return the column of a run that holds the count of this name."""
    return f"{name.removesuffix('s')}_count"


class TellsSource(Protocol):
    """A record, or the keys of one."""

    @property
    def source(self) -> str: ...

    @property
    def is_own_work(self) -> bool: ...

    @property
    def origin_id(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run treats its records.

    ``source`` and ``language`` are for records that name none. ``id_scope`` names what the ids of
    records without a source are unique within, "" for nothing. ``chunk_size`` is the number of
    records in one transaction. ``started_by`` is the person who runs the import at the desk, None
    for a feed and for the command line, which ``is_command_line`` tells apart.
    """

    label: str
    status: Status = Status.DRAFT
    source: Source | None = None
    language: str = ""
    id_scope: str = ""
    is_dry_run: bool = False
    chunk_size: int = 500
    started_by: User | None = None
    upload: Upload | None = None
    is_command_line: bool = False

    @property
    def maker(self) -> User | None:
        """Return who brings the texts in: who uploaded the file, even if another confirms it."""
        return (self.upload and self.upload.uploaded_by) or self.started_by

    @property
    def import_reason(self) -> ProgramReason:
        """Return the reason that the audit log gives for the status of what is imported."""
        return ProgramReason.IMPORTED_BY_COMMAND if self.is_command_line else ProgramReason.IMPORTED

    def get_source_name(self, record: TellsSource) -> str:
        """Return the name of the outlet that the record is from, "" if there is none."""
        return record.source or (self.source.name if self.source else "")


@dataclass(slots=True)
class Tally:
    """What a run did: ``counts`` by outcome; ``run`` is its number, None for a dry run.

    ``counts`` also has what is counted within the outcomes. ``left_out`` counts what the input held
    that is no article, such as attachments.
    """

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    run: int | None = None

    @property
    def read(self) -> int:
        """Return how many records were read."""
        return sum(self.counts[outcome] for outcome in OUTCOMES)

    def as_json(self) -> dict[str, int | float | None]:
        return {
            "read": self.read,
            **{name: self.counts[name] for name in (*OUTCOMES, *WITHIN)},
            "left_out": self.left_out.total(),
            "seconds": round(self.seconds, 3),
            "run": self.run,
        }


def get_reading_limits() -> Limits:
    """Return what reading one record may take, as the settings have it."""
    return Limits(settings.NEWSROOM_READING_SECONDS, settings.NEWSROOM_READING_MEMORY)
