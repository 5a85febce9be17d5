"""A new transition is an entry of the table with its permission and grant, and nothing else."""

import dataclasses
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from articles.models import Article, Note, Notification, NotificationReason, Status, StatusChange
from articles.publishing import queues, revisions, workflow
from articles.publishing.effects import Attempt, build_forget_submitter_columns, keep_note
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS, TextInput, Transition
from tests.articles.admin.pages import (
    LIST,
    get_change_url,
    get_transition_url,
    read_messages,
    sign_in,
)
from tests.audit import find_broken_links
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


def require_submitter(article: Article, attempt: Attempt) -> str:
    return "" if article.submitted_by == attempt.by else "You did not submit this article."


REHEARSE = Transition(
    name="rehearse",
    label="Rehearse",
    explanation="The article is a draft again, and nobody reviews it.",
    history="Rehearsed",
    from_statuses=frozenset({Status.REVIEW}),
    to_status=Status.DRAFT,
    asks_text=TextInput(
        label="Why you rehearse it",
        help_text="The editors read this.",
        missing="Say why you rehearse the article.",
    ),
    requires=(require_submitter,),
    build_columns=build_forget_submitter_columns,
    effects=(keep_note,),
    notification_when_made=NotificationReason.SENT_BACK,
    notification_when_possible=None,
)


@pytest.fixture(autouse=True)
def add_transition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the entry to the table, make its permission and grant it to Contributors."""
    monkeypatch.setitem(TRANSITIONS, "rehearse", REHEARSE)
    kind = ContentType.objects.get_for_model(Article)
    permission = Permission.objects.create(
        codename="rehearse_article", content_type=kind, name="Can rehearse articles"
    )
    Group.objects.get(name="Contributors").permissions.add(permission)


@pytest.fixture
def writer() -> User:
    return make_user("Contributors")


@pytest.fixture
def article(writer: User) -> Article:
    article = make_article(created_by=writer, headline="Ferry")
    workflow.perform(article, "submit", by=writer)
    Notification.objects.all().delete()
    return article


def get_last_change() -> tuple[str, str, str]:
    change = StatusChange.objects.latest("pk")
    assert list(find_broken_links()) == []
    return change.transition, change.to_status, change.reason


REHEARSED = ("rehearse", Status.DRAFT, "Not ready.")


def test_a_new_transition_has_a_button_and_a_page(article: Article, writer: User) -> None:
    client, url = sign_in(writer), get_transition_url(article, "rehearse")
    assert f'href="{url}?seen=1"' in client.get(get_change_url(article)).content.decode()
    page = client.get(url).content.decode()
    labels = (REHEARSE.label, REHEARSE.explanation, "Why you rehearse it", "The editors read this.")
    assert [label for label in labels if str(label) not in page] == []
    response = client.post(url, {"reason": "Not ready.", "seen": 1})
    assert (response.status_code, get_last_change()) == (HTTPStatus.FOUND, REHEARSED)
    assert read_messages(response) == ["The status of “Ferry” is now “draft”."]
    assert Note.objects.get().text == "Not ready."


def test_a_new_transition_is_worded_in_the_history(article: Article, writer: User) -> None:
    workflow.perform(article, "rehearse", by=writer, reason="Not ready.")
    page = sign_in(writer).get(f"{LIST}{article.pk}/history/").content.decode()
    assert "Rehearsed: in review → draft (Revision 1)" in " ".join(page.split())


def test_a_new_transition_is_a_bulk_action(article: Article, writer: User) -> None:
    client, form = sign_in(writer), {"action": "rehearse", "_selected_action": [article.pk]}
    assert '<option value="rehearse">Rehearse</option>' in client.get(LIST).content.decode()
    assert str(REHEARSE.explanation) in client.post(LIST, form).content.decode()
    client.post(LIST, form | {"confirmed": "yes", "reason": "Not ready."})
    assert get_last_change() == REHEARSED


def test_a_new_transition_is_made_from_the_command_line(article: Article, writer: User) -> None:
    call_command("move_articles", "rehearse", str(article.pk), by=writer, reason="Not ready.")
    assert get_last_change() == REHEARSED


def test_of_a_new_transition_its_people_are_notified(article: Article, writer: User) -> None:
    helper = make_user("Editors")
    content = revisions.get_working_revision(article).content | {"headline": "Ferries"}
    revisions.save_revision(article, content, by=helper, builds_on=1)
    workflow.perform(article, "rehearse", by=writer, reason="Not ready.")
    rows = Notification.objects.values_list("person", "why")
    assert list(rows) == [(helper.pk, NotificationReason.SENT_BACK)]


def test_what_a_new_transition_asks_for_has_to_be_entered(article: Article, writer: User) -> None:
    with pytest.raises(TransitionNotPossible, match="Say why you rehearse the article"):
        workflow.perform(article, "rehearse", by=writer, reason=" ")


def test_what_a_new_transition_requires_is_required(article: Article) -> None:
    with pytest.raises(TransitionNotPossible, match="You did not submit this article"):
        workflow.perform(article, "rehearse", by=make_user(is_superuser=True), reason="Not ready.")


def test_who_has_no_grant_of_a_new_transition_may_not_make_it(article: Article) -> None:
    Permission.objects.get(codename="rehearse_article").delete()
    with pytest.raises(workflow.TransitionForbidden, match="Rehearse"):
        workflow.perform(article, "rehearse", by=make_user("Publishers"), reason="Not ready.")


def test_a_new_transition_that_is_awaited_fills_queues_and_notifies(
    monkeypatch: pytest.MonkeyPatch, writer: User
) -> None:
    awaited = dataclasses.replace(
        REHEARSE, notification_when_possible=NotificationReason.WAITS_FOR_APPROVAL
    )
    monkeypatch.setitem(TRANSITIONS, "rehearse", awaited)
    checker = make_user()
    codenames = ["rehearse_article", "review_article"]
    checker.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    article = make_article(created_by=writer)
    workflow.perform(article, "submit", by=writer)
    assert list(queues.QUEUES["waiting"].filter(Article.objects.all(), checker)) == [article]
    rows = Notification.objects.values_list("person", "why")
    assert list(rows) == [(checker.pk, NotificationReason.WAITS_FOR_APPROVAL)]
