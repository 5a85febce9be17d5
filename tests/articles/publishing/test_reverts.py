"""Reverts: what readers see after one, and who may take away the only text that they saw."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, Status
from articles.publishing import revisions, signatures, workflow
from articles.publishing.verification.findings import Tally
from articles.publishing.verification.whole import verify_whole
from articles.publishing.workflow import TransitionForbidden
from tests.audit import find_broken_links
from tests.factories import make_live, make_revision, make_user
from tests.one_signature import make_in_review, make_live_on_one, make_staff, publish_on_one
from tests.transitions import ONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    return make_staff()


def test_to_revert_brings_back_what_readers_saw_before(people: dict[str, User]) -> None:
    article = make_live_on_one(people)
    change = workflow.perform(article, "revert", by=people["editor"], reason="It is wrong.")
    work = revisions.get_working_revision(article)
    assert (article.headline, article.status, article.is_live) == (
        "By day",
        Status.PUBLISHED,
        True,
    )
    assert (work.restored_number, work.made_by, article.live_revision) == (
        1,
        people["editor"],
        work,
    )
    assert (change.reason, change.revision, change.readers_sha256) == (
        "It is wrong.",
        work,
        work.sha256,
    )
    assert signatures.list_unsigned(article) == []
    assert list(find_broken_links()) == []


def test_to_revert_leaves_the_work_on_a_reopened_article_alone(people: dict[str, User]) -> None:
    article = make_live_on_one(people, is_reopened=True)
    work = make_revision(article, by=people["writer"], headline="Tomorrow")
    workflow.perform(article, "revert", by=people["editor"], reason="It is wrong.")
    assert (article.headline, article.status, article.working_revision) == (
        "By day",
        Status.DRAFT,
        work,
    )
    assert article.live_revision == article.revisions.get(number=1)
    assert [each.number for each in signatures.list_unsigned(article)] == [2, 3]
    assert list(find_broken_links()) == []


NO_EARLIER_TEXT = (
    "No earlier text can be shown to readers again, so this would withdraw the "
    "article. Ask somebody who may do that."
)


def make_first_on_one(people: dict[str, User]) -> Article:
    """Make an article of which readers have seen no text but the one on one signature."""
    article = make_in_review(people["writer"], people["writer"])
    publish_on_one(people, article)
    return article


def make_expired_on_one(people: dict[str, User]) -> Article:
    """Make an article whose end of publication was put off on one signature, and has come."""
    hour = timedelta(hours=1)
    with time_machine.travel(timezone.now() - 2 * hour):
        article = make_live(created_by=people["writer"], expire_at=timezone.now() + hour)
        workflow.perform(article, "edit", by=people["writer"])
        make_revision(article, by=people["publisher"], headline="In the night", expire_at=None)
        for name in ("submit", ONE):
            workflow.perform(article, name, by=people["publisher"], reason="Now.")
    return article


@pytest.mark.parametrize("make", [make_first_on_one, make_expired_on_one])
def test_a_revert_without_an_earlier_text_is_for_who_may_withdraw(
    people: dict[str, User], make: Callable[[dict[str, User]], Article]
) -> None:
    article = make(people)
    offered = {
        transition.name: reason
        for transition, reason in workflow.list_transitions(article, by=people["editor"])
    }
    assert {name: offered[name] for name in ("confirm", "revert")} == {
        "confirm": "",
        "revert": NO_EARLIER_TEXT,
    }
    with pytest.raises(TransitionForbidden) as refused:
        workflow.perform(article, "revert", by=people["editor"], reason="It is wrong.")
    assert (str(refused.value), article.is_live) == (NO_EARLIER_TEXT, True)
    change = workflow.perform(article, "revert", by=make_user("Publishers"), reason="It is wrong.")
    assert (article.status, article.withdrawn_reason) == (Status.WITHDRAWN, "It is wrong.")
    assert (change.transition, change.to_status) == ("revert", Status.WITHDRAWN)
    assert list(verify_whole(Tally())) == []


NOTICE = {"kind": "correction", "text": "It sailed at nine.", "place": "top"}


def make_noticed_on_one(people: dict[str, User], *, is_reopened: bool) -> Article:
    """Make an article whose live text, which has one signature alone, came with a notice."""
    article = make_live(created_by=people["writer"], headline="By day")
    workflow.perform(article, "edit", by=people["writer"])
    make_revision(article, by=people["publisher"], headline="In the night", correction=NOTICE)
    for name in ("submit", ONE, *(["edit"] if is_reopened else [])):
        workflow.perform(article, name, by=people["publisher"], reason="Now.")
    return article


@pytest.mark.parametrize("is_reopened", [False, True])
def test_readers_of_a_notice_read_that_its_text_was_taken_back(
    people: dict[str, User], *, is_reopened: bool
) -> None:
    article = make_noticed_on_one(people, is_reopened=is_reopened)
    work = revisions.get_working_revision(article)
    change = workflow.perform(article, "revert", by=people["editor"], reason="It sailed at ten.")
    notices = [(each.kind, each.text, each.place) for each in article.corrections.all()]
    assert notices == [("editors_note", "It sailed at ten.", "top"), (*NOTICE.values(),)]
    assert (article.headline, article.updated_at) == ("By day", change.changed_at)
    assert (article.working_revision == work) == is_reopened
    assert [each.number for each in signatures.list_unsigned(article)] == [2] * is_reopened
    assert list(verify_whole(Tally())) == []


def test_a_notice_that_came_before_stays_alone_after_a_revert(people: dict[str, User]) -> None:
    article = make_noticed_on_one(people, is_reopened=False)
    workflow.perform(article, "confirm", by=people["editor"])
    workflow.perform(article, "edit", by=people["writer"])
    make_revision(article, by=people["publisher"], headline="Later")
    for name in ("submit", ONE):
        workflow.perform(article, name, by=people["publisher"], reason="Now.")
    workflow.perform(article, "revert", by=people["editor"], reason="It is wrong.")
    assert [each.text for each in article.corrections.all()] == [NOTICE["text"]]


def test_a_second_change_in_the_night_is_reverted_to_the_text_of_the_day(
    people: dict[str, User],
) -> None:
    article = make_live_on_one(people, is_reopened=True)
    make_revision(article, by=people["publisher"], headline="Later in the night")
    for name in ("submit", ONE):
        workflow.perform(article, name, by=people["publisher"], reason="Now.")
    workflow.perform(article, "revert", by=people["editor"], reason="It is wrong.")
    assert article.headline == "By day"
