"""What stops a transition, in words; and the times that publishing takes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation
from pytest_django import Settings

from articles.models import Article, Status
from articles.publishing import revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from tests.factories import NOON, make_article, make_revision, make_user
from tests.transitions import NOW, make_article_in_situation, make_person

pytestmark = pytest.mark.django_db


def test_a_forbidden_transition_is_named() -> None:
    contributor = make_person("Contributors")
    with pytest.raises(workflow.TransitionForbidden) as error:
        workflow.perform(make_article_in_situation("never live: review"), "approve", by=contributor)
    assert (
        str(error.value) == "You are not allowed to do this: Approve. Ask an editor or a publisher."
    )


def test_an_impossible_transition_is_named_with_the_status() -> None:
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(make_article_in_situation("live"), "approve", by=make_person("Editors"))
    assert str(error.value) == "“Approve” is not possible now: the status is “published”."


def test_a_transition_that_is_unknown_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        workflow.perform(
            make_article_in_situation("never live: draft"), "delete", by=make_person("superuser")
        )


def test_of_two_people_with_the_same_page_the_second_reads_the_new_status() -> None:
    article, editor = make_article_in_situation("never live: review"), make_person("Editors")
    mine, theirs = Article.objects.get(), Article.objects.get()
    workflow.perform(theirs, "spike", by=editor)
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(mine, "approve", by=editor)
    assert str(error.value) == "“Approve” is not possible now: the status is “spiked”."
    article.refresh_from_db()
    assert (mine.status, article.status) == (Status.SPIKED, Status.SPIKED)


@pytest.mark.parametrize(
    ("situation", "name", "reason", "sentence"),
    [
        (
            "never live: review",
            "request_changes",
            " ",
            "Say what needs changing, so that the writer knows.",
        ),
        (
            "live",
            "withdraw",
            "",
            "Say why the article is withdrawn: readers will see this reason instead.",
        ),
        ("live", "withdraw", "x" * 501, "The reason is too long. Use no more than 500 characters."),
    ],
)
def test_what_a_transition_asks_for_has_to_be_entered(
    situation: str, name: str, reason: str, sentence: str
) -> None:
    article = make_article_in_situation(situation)
    before = Article.objects.values().get()
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(article, name, by=make_user(is_superuser=True), reason=reason)
    assert (str(error.value), Article.objects.values().get()) == (sentence, before)


def test_a_reason_may_be_as_long_as_its_column() -> None:
    article = make_article_in_situation("live")
    workflow.perform(article, "withdraw", by=make_user(is_superuser=True), reason="x" * 500)
    assert Article.objects.get().withdrawn_reason == "x" * 500


def test_a_text_that_changed_since_the_page_was_opened_is_not_approved() -> None:
    article, editor = make_article_in_situation("never live: review"), make_user("Editors")
    make_revision(article, by=make_user("Editors"), headline="Another")
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(article, "approve", by=editor, seen=1)
    sentence = "The text has changed since you opened the page. Read it again first."
    assert str(error.value) == sentence
    assert workflow.perform(article, "approve", by=editor, seen=2).revision.number == 2


def test_a_text_that_changes_while_the_button_is_pressed_is_not_approved() -> None:
    article, editor = make_article_in_situation("never live: review"), make_user("Editors")
    mine, theirs = (Article.objects.get(pk=article.pk) for _ in range(2))
    make_revision(theirs, headline="Another")
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(mine, "approve", by=editor)
    sentence = "Somebody else has just changed the article. Read it again first."
    assert (str(error.value), mine.headline) == (sentence, "Another")


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
def test_a_published_article_is_live_from_then_on(
    fields: dict[str, Any], published_at: datetime
) -> None:
    article = make_article(status=Status.APPROVED, **fields)
    with time_machine.travel(NOW, tick=False):
        workflow.perform(article, "publish", by=make_person("Publishers"))
    result = Article.objects.get()
    assert (result.status, result.is_released, result.published_at) == (
        Status.PUBLISHED,
        True,
        published_at,
    )
    assert (article.is_released, article.published_at) == (True, published_at)


SECOND = timedelta(seconds=1)


EMBARGO = "The article is embargoed until 1 March 2020, 12:00 +03. Publish it then or later."


EXPIRES = "The article would expire before it goes live. Change one of the times."


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": ""}, "The article has no text. Write the body first."),
        ({"body": "<p> </p>"}, "The article has no text. Write the body first."),
        (
            {"source": None},
            "The article has no source. Add one, or tick “our own work”.",
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
def test_an_article_that_lacks_something_cannot_be_published(
    settings: Settings, fields: dict[str, Any], reason: str
) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    article = make_article(status=Status.APPROVED, **fields)
    revisions.get_working_revision(article)
    before = Article.objects.values().get()
    with (
        time_machine.travel(NOW, tick=False),
        translation.override("en"),
        pytest.raises(TransitionNotPossible) as error,
    ):
        workflow.perform(article, "publish", by=make_person("Publishers"))
    assert str(error.value) == reason
    assert Article.objects.values().get() == before
    assert article.status == Status.APPROVED
