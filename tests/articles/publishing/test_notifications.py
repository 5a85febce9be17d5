"""Who is notified of which transition, and why."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article, Notification, NotificationReason, Status
from articles.publishing import automatic, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS
from tests.factories import NOON, make_article, make_revision
from tests.notified import NOTE, make_article_in, make_people, open_outbox
from tests.transitions import ONE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    return open_outbox(settings, monkeypatch)


@pytest.fixture
def people() -> dict[str, User]:
    return make_people()


def list_notified() -> dict[str, str]:
    """Return the first names of all who were notified, and why."""
    rows = Notification.objects.select_related("person")
    return {row.person.first_name: row.why for row in rows}


OWN = ("Writer", "Submitter", "Maker")


REVIEWERS = ("Submitter", "Editor", "Publisher", "Root")  # without Maker, who wrote it


# The status of an article, the transition that is made, by whom, and who is notified of what.
NOTIFIED: list[tuple[Status, str, str, dict[str, NotificationReason]]] = [
    (
        Status.DRAFT,
        "submit",
        "Writer",
        dict.fromkeys(REVIEWERS, NotificationReason.WAITS_FOR_APPROVAL),
    ),
    (
        Status.DRAFT,
        "submit",
        "Editor",
        dict.fromkeys(("Submitter", "Publisher", "Root"), NotificationReason.WAITS_FOR_APPROVAL),
    ),
    (
        Status.REVIEW,
        "request_changes",
        "Editor",
        dict.fromkeys(OWN, NotificationReason.SENT_BACK),
    ),
    (
        Status.APPROVED,
        "request_changes",
        "Maker",
        dict.fromkeys(("Writer", "Submitter"), NotificationReason.SENT_BACK),
    ),
    (
        Status.REVIEW,
        "approve",
        "Editor",
        dict.fromkeys(OWN, NotificationReason.APPROVED)
        | dict.fromkeys(("Publisher", "Root"), NotificationReason.WAITS_FOR_PUBLICATION),
    ),
    (Status.REVIEW, "sign", "Editor", {}),
    (Status.REVIEW, ONE, "Publisher", dict.fromkeys(OWN, NotificationReason.PUBLISHED)),
    (Status.PUBLISHED, "confirm", "Editor", dict.fromkeys(OWN, NotificationReason.CONFIRMED)),
    (Status.PUBLISHED, "revert", "Publisher", dict.fromkeys(OWN, NotificationReason.WITHDRAWN)),
    (Status.APPROVED, "publish", "Publisher", dict.fromkeys(OWN, NotificationReason.PUBLISHED)),
    (Status.APPROVED, "spike", "Editor", {}),
    (Status.SPIKED, "restore", "Publisher", {}),
    (Status.PUBLISHED, "edit", "Publisher", {}),
    (
        Status.PUBLISHED,
        "withdraw",
        "Publisher",
        dict.fromkeys(OWN, NotificationReason.WITHDRAWN),
    ),
]


@pytest.mark.parametrize(("status", "name", "by", "expected"), NOTIFIED)
def test_these_people_are_notified_of_a_transition(
    people: dict[str, User],
    status: Status,
    name: str,
    by: str,
    expected: dict[str, NotificationReason],
) -> None:
    live = {"is_released": True, "published_at": NOON} if status == Status.PUBLISHED else {}
    live |= {"needs_second_signature": True} if name in {"confirm", "revert"} else {}
    with time_machine.travel("2020-03-01T09:00:00Z", tick=False):
        article = make_article_in(status, people, **live)
        workflow.perform(article, name, by=people[by], reason=NOTE)
    assert list_notified() == expected


def test_of_every_transition_it_is_said_who_is_notified() -> None:
    assert {name for _, name, *_ in NOTIFIED} == set(TRANSITIONS)


def test_changes_of_the_approver_are_announced_to_who_may_sign_them(
    people: dict[str, User],
) -> None:
    article = make_article_in(Status.REVIEW, people)
    make_revision(article, by=people["Editor"], headline="Mended")
    workflow.perform(article, "approve", by=people["Editor"])
    signers = ("Writer", "Submitter", "Maker", "Publisher", "Root")
    assert list_notified() == dict.fromkeys(signers, NotificationReason.WAITS_FOR_SIGNATURE)
    Notification.objects.all().delete()
    workflow.perform(article, "sign", by=people["Writer"])
    assert list_notified() == dict.fromkeys(
        ("Submitter", "Editor"), NotificationReason.APPROVED
    ) | dict.fromkeys(("Publisher", "Root"), NotificationReason.WAITS_FOR_PUBLICATION)


def test_a_text_on_one_signature_is_announced_to_who_may_confirm_it(
    people: dict[str, User],
) -> None:
    article = make_published(people)
    workflow.perform(article, "edit", by=people["Writer"])
    make_revision(article, by=people["Publisher"], headline="Mended")
    workflow.perform(article, "submit", by=people["Submitter"])
    Notification.objects.all().delete()
    workflow.perform(article, ONE, by=people["Publisher"], reason=NOTE)
    reviewers = ("Submitter", "Maker", "Editor", "Root")
    assert list_notified() == dict.fromkeys(
        reviewers, NotificationReason.WAITS_FOR_SECOND_SIGNATURE
    ) | {"Writer": NotificationReason.PUBLISHED}
    Notification.objects.all().delete()
    workflow.perform(article, "revert", by=people["Editor"], reason=NOTE)
    assert list_notified() == dict.fromkeys(("Writer", "Submitter"), NotificationReason.REVERTED)


def make_published(people: dict[str, User]) -> Article:
    article = make_article_in(Status.APPROVED, people)
    workflow.perform(article, "publish", by=people["Publisher"])
    Notification.objects.all().delete()
    return article


def test_its_people_are_notified_when_an_article_is_scheduled(people: dict[str, User]) -> None:
    later = timezone.now() + timedelta(days=1)
    article = make_article_in(Status.APPROVED, people)
    workflow.perform(article, "publish", by=people["Publisher"], at=later)
    assert list_notified() == dict.fromkeys(OWN, NotificationReason.SCHEDULED)


def test_its_people_are_notified_when_a_scheduled_change_goes_live(people: dict[str, User]) -> None:
    article, later = make_published(people), timezone.now() + timedelta(days=1)
    for name in ("edit", "submit", "approve"):
        workflow.perform(article, name, by=people["Root"])
    workflow.perform(article, "publish", by=people["Publisher"], at=later)
    Notification.objects.all().delete()
    with time_machine.travel(later + timedelta(seconds=1)):
        list(automatic.publish_due())
    assert list_notified() == dict.fromkeys(
        ("Writer", "Root", "Maker"), NotificationReason.PUBLISHED
    )


@pytest.mark.parametrize("status", Status)
def test_an_import_tells_nobody(people: dict[str, User], status: Status) -> None:
    if status in {Status.WITHDRAWN, Status.SPIKED}:
        return
    article = make_article_in(Status.DRAFT, people)
    automatic.record_import(article, status=status, reason="archive", by=None)
    assert list_notified() == {}


def test_with_four_eyes_off_the_writer_is_notified_to_approve_as_well(
    people: dict[str, User], settings: Settings
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    workflow.perform(make_article_in(Status.DRAFT, people), "submit", by=people["Writer"])
    assert set(list_notified()) == {*REVIEWERS, "Maker"}


def test_a_text_that_an_import_brought_waits_for_all_reviewers(people: dict[str, User]) -> None:
    workflow.perform(make_article(), "submit", by=people["Publisher"])
    assert set(list_notified()) == {"Submitter", "Maker", "Editor", "Root"}


def test_a_permission_of_ones_own_counts_as_well(people: dict[str, User]) -> None:
    granted = Permission.objects.filter(codename__in=["approve_article", "review_article"])
    people["Other"].user_permissions.set(granted)
    workflow.perform(make_article_in(Status.DRAFT, people), "submit", by=people["Writer"])
    assert set(list_notified()) == {*REVIEWERS, "Other"}


def test_who_may_not_see_the_article_is_not_notified(people: dict[str, User]) -> None:
    people["Other"].user_permissions.set(Permission.objects.filter(codename="approve_article"))
    people["Maker"].groups.clear()
    article = make_article_in(Status.DRAFT, people)
    workflow.perform(article, "submit", by=people["Writer"])
    assert set(list_notified()) == set(REVIEWERS)
    Notification.objects.all().delete()
    workflow.perform(article, "request_changes", by=people["Editor"], reason=NOTE)
    assert set(list_notified()) == {"Writer"} - {"Maker"}


def test_of_two_reasons_the_one_that_asks_for_something_counts(people: dict[str, User]) -> None:
    article = make_article_in(Status.REVIEW, people | {"Writer": people["Publisher"]})
    workflow.perform(article, "approve", by=people["Editor"])
    assert list_notified()["Publisher"] == NotificationReason.WAITS_FOR_PUBLICATION


def test_a_transition_that_fails_tells_nobody(people: dict[str, User]) -> None:
    article = make_article_in(Status.REVIEW, people)
    mine, theirs = Article.objects.get(), Article.objects.get()
    workflow.perform(theirs, "spike", by=people["Editor"])
    with pytest.raises(TransitionNotPossible):
        workflow.perform(mine, "approve", by=people["Editor"])
    assert (article.notifications.count(), list_notified()) == (0, {})
