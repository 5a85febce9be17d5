"""README.md's table of transitions is the one of the code."""

import pytest
from django.contrib.auth.models import Group
from django.utils import translation

from articles.models import Status
from articles.publishing.workflow import TRANSITIONS, Asks, Only, Transition
from tests.conftest import PROJECT

pytestmark = pytest.mark.django_db

ASKS = {
    Asks.NOTHING: "",
    Asks.NOTE: "a note to the writer",
    Asks.REASON: "a reason for readers",
    Asks.TIME: "a time, if it is not to be as planned or at once",
}
ONLY = {
    Only.ANY: "",
    Only.LIVE: "live, or expired",
    Only.NEVER_LIVE: "never live",
}
RANKS = ("Contributors", "Editors", "Publishers")  # from the lowest up
HEAD = [
    "| transition | from | to | who | asks for | only |",
    "|---|---|---|---|---|---|",
]


def table() -> list[str]:
    with translation.override("en"):
        return [*HEAD, *(row(move) for move in TRANSITIONS.values())]


def row(move: Transition) -> str:
    origins = ", ".join(str(status.label) for status in Status if status in move.origins)
    cells = [
        str(move.label),
        origins,
        str(move.target.label),
        lowest(move),
        ASKS[move.asks],
        limits(move),
    ]
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def lowest(move: Transition) -> str:
    """Return the lowest role that has the transition's permission."""
    codename = move.permission.removeprefix("articles.")
    named = Group.objects.filter(permissions__codename=codename).values_list("name", flat=True)
    return next(role for role in RANKS if role in set(named))


def limits(move: Transition) -> str:
    eyes = "not who changed the text last" if move.needs_four_eyes else ""
    return ", ".join(filter(None, [ONLY[move.only], eyes]))


def test_the_readme_has_exactly_this_table() -> None:
    lines = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
    begin = lines.index(HEAD[0])
    end = lines.index("", begin)
    assert lines[begin:end] == table()


def test_every_role_above_has_what_the_lowest_has() -> None:
    held = [
        set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
        for role in RANKS
    ]
    assert held[0] < held[1] < held[2]


def test_everything_that_limits_a_transition_is_told() -> None:
    assert (set(ASKS), set(ONLY)) == (set(Asks), set(Only))
