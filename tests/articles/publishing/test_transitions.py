"""The table of transitions: every entry is complete."""

import dataclasses
from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.functional import Promise

from articles.models import Notification, NotificationReason, StatusChange
from articles.publishing.transitions import (
    GO_LIVE,
    IMPORT,
    TRANSITIONS,
    LoggedTransition,
    TextInput,
    Transition,
    get_history_label,
)

ALL: list[LoggedTransition] = [*TRANSITIONS.values(), IMPORT, GO_LIVE]


def list_labels(entry: LoggedTransition | TextInput) -> Iterator[str | Promise]:
    """Yield all that the entry says on screen."""
    for field in dataclasses.fields(entry):
        value = getattr(entry, field.name)
        if isinstance(value, TextInput):
            yield from list_labels(value)
        elif isinstance(value, Promise):
            yield value


def test_an_entry_cannot_be_made_without_these_fields() -> None:
    required = {
        field.name
        for field in dataclasses.fields(Transition)
        if field.default is dataclasses.MISSING
    }
    assert required == {
        *("name", "label", "explanation", "history", "from_statuses", "to_status"),
        *("build_columns", "notification_when_made", "notification_when_possible"),
    }


def test_every_entry_is_found_by_its_name() -> None:
    assert [entry.name for entry in TRANSITIONS.values()] == list(TRANSITIONS)
    assert len({entry.name for entry in ALL}) == len(ALL)


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.name)
def test_the_name_fits_into_the_audit_log(entry: LoggedTransition) -> None:
    longest = StatusChange._meta.get_field("transition").max_length
    assert longest is not None
    assert len(entry.name) <= longest


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.name)
def test_all_that_an_entry_says_is_translated(entry: LoggedTransition) -> None:
    labels = list(list_labels(entry))
    english = [str(label) for label in labels]
    with translation.override("tr"):
        turkish = [str(label) for label in labels]
    assert len(labels) >= (3 if isinstance(entry, Transition) else 1)
    assert [pair for pair in zip(english, turkish, strict=True) if len(set(pair)) == 1] == []


def test_who_is_awaited_is_given_a_reason_of_their_own() -> None:
    others = Notification(why=NotificationReason.APPROVED).explanation
    awaited = [
        entry.notification_when_possible
        for entry in TRANSITIONS.values()
        if entry.notification_when_possible
    ]
    explanations = {Notification(why=reason).explanation for reason in awaited}
    assert len(explanations - {others}) == len(awaited)


def test_the_history_words_every_entry() -> None:
    assert [get_history_label(entry.name) for entry in ALL] == [str(entry.history) for entry in ALL]


def test_the_history_shows_the_name_of_a_transition_of_former_days() -> None:
    assert get_history_label("former") == "former"
