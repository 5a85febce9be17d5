"""The table of transitions: every change of status that a person can make."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from articles.models import Status


class Asks(Enum):
    """What the person has to enter for a transition."""

    NOTHING = "nothing"
    NOTE = "note"  # for the one who submitted it; readers never see it
    REASON = "reason"  # for readers
    TIME = "time"  # when it goes live; left empty, as planned, else at once


class Condition(Enum):
    """What has to be true of the article besides its status."""

    ANY = "any"
    LIVE = "live"  # readers see it, or saw it until it expired
    NEVER_LIVE = "never live"


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of status: its name and label, from which statuses to which, what it asks for."""

    name: str
    label: str | Promise
    from_statuses: frozenset[Status]
    to_status: Status
    asks: Asks = Asks.NOTHING
    condition: Condition = Condition.ANY
    needs_four_eyes: bool = False

    @property
    def permission(self) -> str:
        return f"articles.{self.name}_article"


TRANSITIONS: Final = {
    transition.name: transition
    for transition in (
        Transition(
            "submit",
            gettext_lazy("Submit for review"),
            frozenset({Status.DRAFT}),
            Status.REVIEW,
        ),
        Transition(
            "request_changes",
            gettext_lazy("Request changes"),
            frozenset({Status.REVIEW, Status.APPROVED}),
            Status.DRAFT,
            asks=Asks.NOTE,
        ),
        Transition(
            "approve",
            gettext_lazy("Approve"),
            frozenset({Status.REVIEW}),
            Status.APPROVED,
            needs_four_eyes=True,
        ),
        Transition(
            "publish",
            gettext_lazy("Publish"),
            frozenset({Status.APPROVED}),
            Status.PUBLISHED,
            asks=Asks.TIME,
        ),
        Transition(
            "edit",
            gettext_lazy("Edit"),
            frozenset({Status.PUBLISHED}),
            Status.DRAFT,
        ),
        Transition(
            "withdraw",
            gettext_lazy("Withdraw"),
            frozenset({Status.PUBLISHED, Status.DRAFT, Status.REVIEW, Status.APPROVED}),
            Status.WITHDRAWN,
            asks=Asks.REASON,
            condition=Condition.LIVE,
        ),
        Transition(
            "restore",
            gettext_lazy("Restore as draft"),
            frozenset({Status.WITHDRAWN, Status.SPIKED}),
            Status.DRAFT,
        ),
        Transition(
            "spike",
            gettext_lazy("Spike"),
            frozenset({Status.DRAFT, Status.REVIEW, Status.APPROVED}),
            Status.SPIKED,
            condition=Condition.NEVER_LIVE,
        ),
    )
}
