"""README.md's commands and its table of transitions are those of the code."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import get_commands
from django.utils import translation

from articles.models import Status
from articles.publishing.transitions import TRANSITIONS, Asks, Condition, Transition
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")

ASKS = {
    Asks.NOTHING: "",
    Asks.NOTE: "a note to the writer",
    Asks.REASON: "a reason for readers",
    Asks.TIME: "a time, if it is not to be as planned or at once",
}
ONLY = {
    Condition.ANY: "",
    Condition.LIVE: "live, or expired",
    Condition.NEVER_LIVE: "never live",
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
    origins = ", ".join(str(status.label) for status in Status if status in move.from_statuses)
    cells = [
        str(move.label),
        origins,
        str(move.to_status.label),
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
    return ", ".join(filter(None, [ONLY[move.condition], eyes]))


def test_setting_up_running_and_testing_take_one_line_each() -> None:
    """`.ci/bare-debian` runs these lines as they stand here."""
    section = README.partition("\n## Run it\n")[2].partition("\n## ")[0]
    assert re.findall(r"```sh\n(.*?)```", section, re.DOTALL) == [
        "sudo apt install git pipx\n",
        "pipx run uv run --no-dev manage.py demo\n",
        "pipx run uv run pytest\n",
    ]


def test_the_readme_names_commands_that_exist_and_all_of_ours() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", README))
    known = get_commands()
    assert named - set(known) == set()
    assert {name for name, app in known.items() if app == "articles"} - named == set()


@pytest.mark.django_db
def test_the_readme_has_exactly_this_table() -> None:
    lines = README.splitlines()
    begin = lines.index(HEAD[0])
    end = lines.index("", begin)
    assert lines[begin:end] == table()


@pytest.mark.django_db
def test_every_role_above_has_what_the_lowest_has() -> None:
    held = [
        set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
        for role in RANKS
    ]
    assert held[0] < held[1] < held[2]


def test_everything_that_limits_a_transition_is_told() -> None:
    assert (set(ASKS), set(ONLY)) == (set(Asks), set(Condition))
