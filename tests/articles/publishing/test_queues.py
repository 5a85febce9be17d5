"""The queues of the desk: what is in each, for whom, and by which index it is found."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.utils import translation
from pytest_django import Settings

from articles.models import Article, ImportRun, Status
from articles.publishing import queues, revisions, workflow
from tests.factories import NOON, make_article, make_user
from tests.transitions import EXPECTED, prepare_transition

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)  # noon in Istanbul
TODAY = datetime(2020, 2, 29, 21, tzinfo=UTC)
TOMORROW = TODAY + timedelta(days=1)
SECOND = timedelta(seconds=1)
WEEK = timedelta(days=7)
ROLES = ["Contributors", "Editors", "Publishers", "superuser"]
REVIEWERS = ROLES[1:]
PUBLISHERS = ROLES[2:]
LIVE: dict[str, Any] = {"status": Status.PUBLISHED, "is_released": True, "published_at": NOON}


def make_person(role: str) -> User:
    return make_user(is_superuser=True) if role == "superuser" else make_user(role)


def make_article_by(maker: User, status: Status) -> Article:
    """Make an article in this status that one person created, wrote and submitted."""
    goes_along: dict[Status, dict[str, Any]] = {
        Status.PUBLISHED: LIVE,
        Status.WITHDRAWN: {"published_at": NOON, "withdrawn_reason": "Wrong."},
    }
    article = make_article(
        created_by=maker,
        submitted_by=maker,
        edited_by=maker,
        **{"status": status, **goes_along.get(status, {})},
    )
    revisions.get_working_revision(article)
    return article


def list_queue(name: str, by: User) -> set[Article]:
    return set(queues.QUEUES[name].filter(queues.filter_visible(Article.objects.all(), by), by))


def list_queues_with(article: Article, by: User) -> set[str]:
    return {name for name in queues.QUEUES if article in list_queue(name, by)}


# Where the work stands.

MINE = {
    Status.DRAFT: {"sent_back", "drafts"},
    Status.REVIEW: {"sent"},
    Status.APPROVED: {"sent"},
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", Status)
def test_what_i_wrote_waits_for_others_to_approve_it(status: Status, role: str) -> None:
    me = make_person(role)
    publishes = status == Status.APPROVED and role in PUBLISHERS
    expected = MINE.get(status, set()) | ({"waiting"} if publishes else set())
    assert list_queues_with(make_article_by(me, status), me) == expected


@pytest.mark.unmeasured
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", Status)
def test_what_others_wrote_waits_for_who_may_make_the_next_transition(
    status: Status, role: str
) -> None:
    waits_for = {Status.REVIEW: REVIEWERS, Status.APPROVED: PUBLISHERS}
    expected = {"waiting"} if role in waits_for.get(status, []) else set()
    assert (
        list_queues_with(make_article_by(make_user("Editors"), status), make_person(role))
        == expected
    )


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", EXPECTED)
@time_machine.travel(NOW, tick=False)
def test_a_transition_leads_into_these_queues(name: str) -> None:
    article, people = prepare_transition(name)
    workflow.perform(article, name, by=people[EXPECTED[name].role], reason="Wrong.")
    queues_with = {role: list_queues_with(article, person) for role, person in people.items()}
    assert {role: names for role, names in queues_with.items() if names} == EXPECTED[name].queues


@pytest.mark.parametrize("role", REVIEWERS)
def test_without_four_eyes_my_own_article_waits_for_me_too(settings: Settings, role: str) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    me = make_person(role)
    assert list_queues_with(make_article_by(me, Status.REVIEW), me) == {"sent", "waiting"}


def test_a_row_without_a_revision_counts_as_changed_by_who_began_it() -> None:
    me = make_user("Editors")
    make_article(status=Status.REVIEW, created_by=me)
    imported = make_article(status=Status.REVIEW)
    assert list_queue("waiting", me) == {imported}


@pytest.mark.parametrize("field", ["created_by", "edited_by"])
def test_my_drafts_are_those_that_i_began_or_changed_last(field: str) -> None:
    me = make_user("Editors")
    article = make_article()
    Article.objects.update(**{field: me})
    assert list_queues_with(article, me) == {"drafts"}


# Time.

IN_TIME: list[tuple[dict[str, Any], set[str]]] = [
    ({"publish_at": TODAY - SECOND}, set()),
    ({"publish_at": TODAY}, {"due_today"}),
    ({"publish_at": TODAY, "status": Status.REVIEW}, {"due_today", "waiting"}),
    ({"publish_at": TODAY, "status": Status.SPIKED}, set()),
    ({"publish_at": NOW, **LIVE}, set()),
    ({"publish_at": TOMORROW - SECOND}, {"due_today"}),
    ({"publish_at": TOMORROW}, set()),
    ({**LIVE, "published_at": NOW}, {"lately_published"}),
    ({**LIVE, "published_at": NOW + SECOND}, {"due_today", "scheduled"}),
    ({**LIVE, "published_at": TOMORROW}, {"scheduled"}),
    ({**LIVE, "published_at": NOW - WEEK}, set()),
    ({**LIVE, "published_at": NOW - WEEK + SECOND}, {"lately_published"}),
    ({**LIVE, "published_at": NOW - SECOND, "expire_at": NOW}, set()),
    ({**LIVE, "scheduled_at": NOW}, {"due_today", "scheduled"}),
    ({**LIVE, "scheduled_at": TODAY - SECOND}, {"scheduled"}),
    ({**LIVE, "scheduled_at": TOMORROW}, {"scheduled"}),
    ({"embargoed_until": NOW}, set()),
    ({"embargoed_until": NOW + SECOND}, {"embargoed"}),
    ({"has_held_revision": True}, {"from_source"}),
]


@pytest.mark.unmeasured
@pytest.mark.parametrize(("fields", "expected"), IN_TIME)
def test_time_puts_an_article_in_a_queue(
    settings: Settings, fields: dict[str, Any], expected: set[str]
) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    scheduled_at = fields.get("scheduled_at")
    article = make_article(**{**fields, "scheduled_at": None})
    revision = revisions.get_working_revision(article) if scheduled_at else None
    Article.objects.update(scheduled_at=scheduled_at, scheduled_revision=revision)
    with time_machine.travel(NOW, tick=False):
        assert list_queues_with(article, make_user("Publishers")) == expected
        contributor = make_user("Contributors")
        assert list_queues_with(article, contributor) == set()
        Article.objects.update(created_by=contributor)
        theirs = list_queues_with(article, contributor) - {"drafts"}
        assert theirs == expected  # nobody made the text, so they may sign it


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"rejected_count": 1}, 1),
        ({"rejected_count": 0, "created_count": 1}, 0),
        ({"rejected_count": 1, "started_at": NOW - timedelta(days=30)}, 0),
        ({"rejected_count": 1, "started_at": NOW - timedelta(days=30) + SECOND}, 1),
    ],
)
def test_imports_with_rejects_are_shown_for_thirty_days(fields: dict[str, Any], count: int) -> None:
    with time_machine.travel(NOW, tick=False):
        ImportRun.objects.create(label="a folder")
        ImportRun.objects.update(**fields)
        assert queues.count_rows(queues.filter_with_rejects(ImportRun.objects.all())) == count


# Counts.


def test_a_count_stops_right_beyond_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "LIMIT", 2)
    for _ in range(4):
        make_article()
    assert queues.count_rows(Article.objects.all()) == 3


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", 0, "0"),
        ("en", 1000, "1,000"),
        ("en", 1001, "more than 1,000"),
        ("tr", 1000, "1.000"),
    ],
)
def test_a_count_is_formatted_as_people_read_it(language: str, count: int, expected: str) -> None:
    with translation.override(language):
        assert queues.format_count(count) == expected


# Speed: what each queue is found by, on SQLite, whose plans do not depend on what is in a table.

INDEXES = {
    "waiting": {"article_by_status"},
    "second_signature": {"article_on_one_signature"},
    "sent_back": {"article_by_submitter"},
    "sent": {"article_by_submitter"},
    "drafts": {"article_draft_by_creator", "article_draft_by_editor"},
    "due_today": {"article_by_publish_at", "article_by_instant", "article_by_scheduled"},
    "scheduled": {"article_by_instant", "article_by_scheduled"},
    "embargoed": {"article_by_embargo"},
    "from_source": {"article_with_held_revision"},
    "lately_published": {"article_by_instant"},
}


@pytest.mark.parametrize("order", ["", "-pk"], ids=["counted", "listed"])
@pytest.mark.parametrize("name", queues.QUEUES)
def test_each_queue_is_found_by_its_own_indexes(name: str, order: str) -> None:
    me = make_user("Publishers")
    found = queues.QUEUES[name].filter(queues.filter_visible(Article.objects.all(), me), me)
    rows = found.order_by(*filter(None, [order]))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "Seq Scan" not in rows.explain()
        return
    plan = rows[:50].explain()
    results = {word for word in plan.split() if word.startswith("article_")}
    assert (results, "SCAN articles_article" in plan) == (INDEXES[name], False)
