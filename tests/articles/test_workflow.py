"""The moves: who may make which from where, what they change, and what stops them."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.utils import translation
from pytest_django import Settings

from articles import workflow
from articles.models import Article, Status
from tests.factories import NOON, make_article, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)

# The move: from where, to where, and the roles that may make it.
CONTRIBUTORS = {"Contributors", "Editors", "Publishers", "superuser"}
EDITORS = CONTRIBUTORS - {"Contributors"}
PUBLISHERS = EDITORS - {"Editors"}
MOVES: dict[str, tuple[set[Status], Status, set[str]]] = {
    "submit": ({Status.DRAFT}, Status.REVIEW, CONTRIBUTORS),
    "request_changes": ({Status.REVIEW, Status.APPROVED}, Status.DRAFT, EDITORS),
    "approve": ({Status.REVIEW}, Status.APPROVED, EDITORS),
    "publish": ({Status.APPROVED}, Status.PUBLISHED, PUBLISHERS),
    "spike": ({Status.DRAFT, Status.REVIEW, Status.APPROVED}, Status.SPIKED, EDITORS),
    "restore": ({Status.SPIKED}, Status.DRAFT, PUBLISHERS),
}
ROLES = ["Contributors", "Editors", "Publishers", "superuser", "no role", "inactive", "anonymous"]


def person(role: str) -> User | AnonymousUser:
    known: dict[str, dict[str, Any]] = {
        "superuser": {"is_superuser": True},
        "no role": {},
        "inactive": {"is_superuser": True, "is_active": False},
    }
    if role == "anonymous":
        return AnonymousUser()
    return make_user(**known[role]) if role in known else make_user(role)


def in_status(status: Status, **fields: Any) -> Article:
    """Make an article in this status, with what goes along with it."""
    goes_along: dict[Status, dict[str, Any]] = {
        Status.PUBLISHED: {"is_released": True, "published_at": NOON},
        Status.WITHDRAWN: {"published_at": NOON, "withdrawn_reason": "Wrong."},
    }
    return make_article(status=status, **goes_along.get(status, {}), **fields)


def test_these_are_the_moves() -> None:
    told = {
        name: (set(move.origins), move.target, name) for name, move in workflow.TRANSITIONS.items()
    }
    assert told == {name: (*MOVES[name][:2], name) for name in MOVES}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", Status)
def test_those_moves_are_available_that_can_and_may_be_made(status: Status, role: str) -> None:
    moves = workflow.available(in_status(status), by=person(role))
    assert [move.name for move in moves] == [
        name for name, (origins, _, roles) in MOVES.items() if status in origins and role in roles
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", MOVES)
def test_a_move_is_made_or_refused_by_permission_or_by_state(
    name: str, status: Status, role: str
) -> None:
    origins, target, roles = MOVES[name]
    article = in_status(status)
    outcome: object = "made"
    try:
        workflow.perform(article, name, by=person(role))
    except (workflow.MayNotError, workflow.CannotError) as error:
        outcome = type(error)
    expected: dict[bool, object] = {True: "made", False: workflow.CannotError}
    assert outcome == (expected[status in origins] if role in roles else workflow.MayNotError)
    after = target if outcome == "made" else status
    assert (article.status, Article.objects.get().status) == (after, after)


@pytest.mark.parametrize("name", [name for name in MOVES if name != "publish"])
def test_a_move_changes_nothing_but_the_status(name: str) -> None:
    origin = min(MOVES[name][0])
    article = in_status(origin)
    before = Article.objects.values().get()
    workflow.perform(article, name, by=person("Publishers"))
    assert Article.objects.values().get() == before | {"status": MOVES[name][1]}


def test_two_roundtrips_bring_a_piece_from_draft_to_readers() -> None:
    article, publisher = make_article(), person("Publishers")
    for name in ("submit", "request_changes", "submit", "spike", "restore"):
        workflow.perform(article, name, by=publisher)
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=publisher)
    assert list(Article.objects.live()) == [article]


# What a person is told.


def test_who_may_not_is_told_what() -> None:
    with pytest.raises(workflow.MayNotError) as told:
        workflow.perform(in_status(Status.REVIEW), "approve", by=person("Contributors"))
    assert str(told.value) == "You may not do this: Approve."


def test_what_cannot_be_done_is_told_with_how_the_piece_stands() -> None:
    with pytest.raises(workflow.CannotError) as told:
        workflow.perform(in_status(Status.PUBLISHED), "approve", by=person("Editors"))
    assert str(told.value) == "“Approve” is not possible: the piece is published. Reload the page."


def test_a_move_that_is_unknown_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        workflow.perform(in_status(Status.DRAFT), "delete", by=person("superuser"))


def test_of_two_people_with_the_same_page_the_second_is_told_how_it_stands_now() -> None:
    article, editor = in_status(Status.REVIEW), person("Editors")
    mine, theirs = Article.objects.get(), Article.objects.get()
    workflow.perform(theirs, "spike", by=editor)
    with pytest.raises(workflow.CannotError) as told:
        workflow.perform(mine, "approve", by=editor)
    assert str(told.value) == "“Approve” is not possible: the piece is spiked. Reload the page."
    article.refresh_from_db()
    assert (mine.status, article.status) == (Status.SPIKED, Status.SPIKED)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_people_who_press_at_once_exactly_one_moves_the_piece() -> None:
    in_status(Status.REVIEW)
    editor = person("superuser")
    pages = {name: Article.objects.get() for name in ("approve", "spike", "request_changes")}
    start = threading.Barrier(len(pages))
    outcomes: list[Status | None] = []

    def press(name: str) -> None:
        start.wait(10)
        try:
            workflow.perform(pages[name], name, by=editor)
            outcomes.append(MOVES[name][1])
        except workflow.CannotError:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(name,)) for name in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    moved = [target for target in outcomes if target]
    assert (len(outcomes), moved) == (3, [Article.objects.get().status])


# Publishing.


@pytest.mark.parametrize(
    ("fields", "published_at"),
    [
        ({}, NOW),
        ({"publish_at": NOON}, NOON),
        ({"publish_at": NOW + timedelta(days=1)}, NOW + timedelta(days=1)),
        ({"published_at": NOON}, NOON),
        ({"published_at": NOON, "publish_at": NOW}, NOON),
        ({"embargoed_until": NOW}, NOW),
        (
            {"embargoed_until": NOW, "publish_at": NOW + timedelta(hours=1)},
            NOW + timedelta(hours=1),
        ),
        ({"expire_at": NOW + timedelta(hours=1)}, NOW),
        ({"source": None, "is_own_work": True}, NOW),
    ],
    ids=[
        "at once",
        "in the past",
        "planned",
        "published before",
        "published before, planned anew",
        "at the end of the embargo",
        "after the embargo",
        "expires later",
        "own work",
    ],
)
def test_a_published_piece_is_live_from_then_on(
    fields: dict[str, Any], published_at: datetime
) -> None:
    article = make_article(status=Status.APPROVED, **fields)
    with time_machine.travel(NOW, tick=False):
        workflow.perform(article, "publish", by=person("Publishers"))
    told = Article.objects.get()
    assert (told.status, told.is_released, told.published_at) == (
        Status.PUBLISHED,
        True,
        published_at,
    )
    assert (article.is_released, article.published_at) == (True, published_at)


SECOND = timedelta(seconds=1)
EMBARGO = "The piece is under embargo until March 1, 2020, noon. Publish it at that time or later."
EXPIRES = "The piece expires before it would be live. Change one of the times."


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": ""}, "The piece has no text. Write its body first."),
        ({"body": "<p> </p>"}, "The piece has no text. Write its body first."),
        (
            {"source": None},
            "The piece has no source. Name it, or mark the piece as our own work.",
        ),
        (
            {"embargoed_until": NOW + timedelta(microseconds=1)},
            EMBARGO,
        ),
        (
            {"embargoed_until": NOW, "publish_at": NOW - SECOND},
            EMBARGO,
        ),
        ({"expire_at": NOW}, EXPIRES),
        ({"expire_at": NOW - SECOND}, EXPIRES),
        ({"expire_at": NOW - SECOND, "publish_at": NOON}, EXPIRES),
    ],
    ids=[
        "no text",
        "only space",
        "no source",
        "embargo",
        "planned before the embargo ends",
        "expires now",
        "expired",
        "expired between its plan and now",
    ],
)
def test_a_piece_that_lacks_something_cannot_be_published(
    settings: Settings, fields: dict[str, Any], reason: str
) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    article = make_article(status=Status.APPROVED, **fields)
    before = Article.objects.values().get()
    with (
        time_machine.travel(NOW, tick=False),
        translation.override("en"),
        pytest.raises(workflow.CannotError) as told,
    ):
        workflow.perform(article, "publish", by=person("Publishers"))
    assert str(told.value) == reason
    assert Article.objects.values().get() == before
    assert article.status == Status.APPROVED
