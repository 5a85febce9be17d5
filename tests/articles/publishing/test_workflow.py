"""Transitions: who may make which from where, what they change, and what stops them."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article, Note, Status, StatusChange
from articles.publishing import access, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS
from articles.publishing.workflow import TransitionForbidden
from tests.audit import find_broken_links
from tests.factories import make_article, make_revision, make_user
from tests.transitions import (
    DAY,
    EXPECTED,
    NOW,
    ONE,
    RANKS,
    SITUATIONS,
    get_role,
    is_withdrawal,
    list_available_transitions,
    list_possible_situations,
    list_possible_transitions,
    make_article_in_situation,
    make_person,
)

pytestmark = pytest.mark.django_db


# The role that each person has in the desk's eyes; "" for none.
ROLES = {
    "anonymous": "",
    "nobody": "",
    "contributor of the article": "Contributors",
    "contributor of another article": "",
    "editor": "Editors",
    "editor who wrote the working revision": "Editors",
    "publisher": "Publishers",
    "superuser": "Publishers",
    "inactive superuser": "",
}


# The situations in which readers see the article.
SEEN = [
    each
    for each in SITUATIONS
    if each.startswith(("live", "on one signature")) or each == "scheduled change"
]

# Who wrote the whole text, in the situations that nobody else has changed.
WRITERS = ("contributor of the article", "editor who wrote the working revision")


def make_article_with_people(
    situation: str, writer: str
) -> tuple[Article, dict[str, User | AnonymousUser]]:
    """Make an article of the writer, with the writer; or of somebody else, with all other roles."""
    if writer:
        by = make_person(writer)
        return make_article_in_situation(situation, by=by, role=writer), {writer: by}
    people = {role: make_person(role) for role in ROLES if role not in WRITERS}
    return make_article_in_situation(situation), people


def get_outcome(
    article: Article, name: str, *, by: User | AnonymousUser
) -> tuple[str, Status, int]:
    """Press the button, return how it went, the status after it and how many rows it wrote.

    Nothing of it stays.
    """
    before = StatusChange.objects.count()
    with transaction.atomic():
        result = "made"
        try:
            workflow.perform(article, name, by=by, reason="Wrong.")
        except (TransitionForbidden, TransitionNotPossible) as error:
            result = type(error).__name__
        stored = Article.objects.get(pk=article.pk)
        assert article.status == stored.status
        written = StatusChange.objects.count() - before
        transaction.set_rollback(True)
    article.refresh_from_db()
    return result, Status(stored.status), written


def compute_expected(
    situation: str, role: str, name: str, status: Status
) -> tuple[str, Status, int]:
    if not ROLES[role] or RANKS.index(ROLES[role]) < RANKS.index(get_role(name, situation)):
        return "TransitionForbidden", status, 0
    is_of_one_person = role in WRITERS and name in {"approve", "sign"}
    # There, the superuser has signed what these people wrote, and the superuser's change is left.
    has_one_pair_of_eyes = is_of_one_person and not situation.startswith("on one signature")
    if name not in list_possible_transitions(situation) or has_one_pair_of_eyes:
        return "TransitionNotPossible", status, 0
    if is_withdrawal(name, situation):
        return "made", Status.WITHDRAWN, 1
    return "made", EXPECTED[name].to_status or status, 1


def test_these_are_the_transitions() -> None:
    assert {
        name: (set(transition.from_statuses), transition.to_status)
        for name, transition in TRANSITIONS.items()
    } == {name: (each.from_statuses, each.to_status) for name, each in EXPECTED.items()}


@pytest.mark.unmeasured
@pytest.mark.matrix
@pytest.mark.parametrize("writer", [*WRITERS, ""])
@pytest.mark.parametrize("situation", SITUATIONS)
@time_machine.travel(NOW)
def test_a_transition_is_made_or_refused_by_permission_or_by_state(
    situation: str, writer: str
) -> None:
    """What is offered is what succeeds."""
    article, people = make_article_with_people(situation, writer)
    status = Status(article.status)
    for role, by in people.items():
        offered = [each.name for each in list_available_transitions(article, by=by)]
        found = {name: get_outcome(article, name, by=by) for name in EXPECTED}
        expected = {name: compute_expected(situation, role, name, status) for name in EXPECTED}
        assert (role, found) == (role, expected)
        made = [name for name, (value, *_) in found.items() if value == "made"]
        assert (role, offered) == (role, made)


@pytest.mark.unmeasured
@pytest.mark.parametrize("situation", SEEN)
def test_nothing_takes_an_article_from_readers_without_the_permission_to_withdraw(
    situation: str,
) -> None:
    """Whoever has all other permissions leaves it where readers see it."""
    others = Permission.objects.exclude(codename="withdraw_article")
    by = make_user()
    by.user_permissions.set(others)
    article = make_article_in_situation(situation)
    left = {}
    for name in EXPECTED:
        with transaction.atomic():
            with suppress(TransitionForbidden, TransitionNotPossible):
                workflow.perform(article, name, by=by, reason="Wrong.")
            left[name] = Article.objects.live().filter(pk=article.pk).exists()
            transaction.set_rollback(True)
        article.refresh_from_db()
    assert left == dict.fromkeys(EXPECTED, True)


@pytest.mark.unmeasured
@pytest.mark.parametrize("status", Status)
def test_there_is_a_situation_of_every_status(status: Status) -> None:
    assert any(make_article_in_situation(situation).status == status for situation in SITUATIONS)


# Who may change the text, and where.
REVIEWERS = {
    *("editor", "editor who wrote the working revision", "publisher", "superuser"),
}


MAY_EDIT = {
    Status.DRAFT: REVIEWERS | {"contributor of the article"},
    Status.REVIEW: REVIEWERS,
}


@pytest.mark.matrix
@pytest.mark.parametrize("writer", [*WRITERS, ""])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_text_is_changed_as_a_draft_or_by_a_reviewer(situation: str, writer: str) -> None:
    with time_machine.travel(NOW):
        article, people = make_article_with_people(situation, writer)
    editors = {role for role, by in people.items() if workflow.may_edit(article, by=by)}
    readers = {role for role, by in people.items() if access.may_see(article, by=by)}
    assert editors == MAY_EDIT.get(Status(article.status), set()) & set(people)
    assert readers == MAY_EDIT[Status.DRAFT] & set(people)


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("situation", "name"),
    [(each, name) for each in SITUATIONS for name in list_possible_transitions(each)],
)
@time_machine.travel(NOW, tick=False)
def test_a_transition_is_on_the_audit_log(situation: str, name: str) -> None:
    article, boss = make_article_in_situation(situation), make_user(is_superuser=True)
    before, live = article.status, article.live_revision
    work = revisions.get_working_revision(article)
    previous = article.previous_live_revision
    change = workflow.perform(article, name, by=boss, reason=" Wrong. ")
    seen = {
        "publish": work.sha256,
        ONE: work.sha256,
        "withdraw": live.sha256 if live else "",
        "revert": live.sha256 if live else "",
    }.get(name, "")
    kept = StatusChange.objects.get(pk=change.pk)
    work = revisions.get_working_revision(article)  # a revert may have restored one
    if name == "revert" and previous:
        seen = article.live_revision.sha256 if article.live_revision else ""
    assert {field: getattr(kept, field) for field in COLUMNS} == {
        "transition": name,
        "from_status": before,
        "to_status": EXPECTED[name].to_status or article.status,
        "changed_at": NOW,
        "changed_by": boss,
        "reason": "Wrong.",
        "revision": work,
        "revision_sha256": work.record_sha256,
        "readers_sha256": seen,
        "takes_effect_at": None,
        "is_four_eyes_off": False,
    }
    assert (kept.number, kept.sha256) == (article.audit_count, article.audit_sha256)
    assert list(find_broken_links()) == []


COLUMNS = (
    *("transition", "from_status", "to_status", "changed_at", "changed_by", "reason", "revision"),
    *("revision_sha256", "readers_sha256", "takes_effect_at", "is_four_eyes_off"),
)


def list_written_columns(situation: str, name: str) -> set[str]:
    """Make the transition; return which columns of the article differ after it."""
    with time_machine.travel(NOW, tick=False):
        article = make_article_in_situation(situation)
        stored = Article.objects.filter(pk=article.pk).values()
        before: dict[str, Any] = dict(stored.get())
        workflow.perform(article, name, by=make_user(is_superuser=True), reason="Wrong.")
    after: dict[str, Any] = dict(stored.get())
    return {column for column in after if after[column] != before[column]}


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", EXPECTED)
def test_a_transition_writes_these_columns_and_no_others(name: str) -> None:
    """Each of them somewhere: not every situation changes every column."""
    always = {"audit_count", "audit_sha256"}
    always |= {"status"} if EXPECTED[name].to_status else set()
    written = {each: list_written_columns(each, name) for each in list_possible_situations(name)}
    assert [each for each, columns in written.items() if not always <= columns] == []
    assert set().union(*written.values()) == EXPECTED[name].columns | always


def test_a_planned_transition_says_when_it_takes_effect() -> None:
    article, boss = make_article_in_situation("never live: approved"), make_user(is_superuser=True)
    at = timezone.now() + DAY
    assert workflow.perform(article, "publish", by=boss, at=at).takes_effect_at == at


def test_who_submitted_an_article_is_known_until_it_is_taken_up_again() -> None:
    article, boss = make_article_in_situation("never live: draft"), make_user(is_superuser=True)
    results = []
    for name in ("submit", "approve", "publish", "edit"):
        workflow.perform(article, name, by=boss)
        results.append(article.submitted_by)
    assert results == [boss, boss, boss, None]


def test_the_note_of_request_changes_is_a_note_between_editors_too() -> None:
    article, boss = make_article_in_situation("never live: review"), make_user(is_superuser=True)
    workflow.perform(article, "request_changes", by=boss, reason="Name the harbour.")
    note = Note.objects.get()
    assert (note.article, note.text, note.written_by) == (article, "Name the harbour.", boss)
    assert str(note) == "Name the harbour."


def test_the_program_itself_may_transition_an_article_and_writes_no_note() -> None:
    article = make_article_in_situation("never live: review")
    change = workflow.perform(article, "request_changes", by=None, reason="Recalled.")
    assert (change.changed_by, Note.objects.count()) == (None, 0)


def test_two_roundtrips_bring_an_article_from_draft_to_readers() -> None:
    article, publisher = make_article(), make_person("Publishers")
    for name in ("submit", "request_changes", "submit", "spike", "restore"):
        workflow.perform(article, name, by=publisher, reason="Not yet.")
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=publisher)
    assert list(Article.objects.live()) == [article]


def approve_own_text(by: User) -> Callable[[], StatusChange]:
    article = make_article(created_by=by)
    workflow.perform(article, "submit", by=by)
    return lambda: workflow.perform(article, "approve", by=by)


def test_who_wrote_the_text_reads_that_somebody_else_signs_it() -> None:
    approve = approve_own_text(make_user("Editors"))
    with pytest.raises(TransitionNotPossible) as error:
        approve()
    assert str(error.value) == (
        "What is not signed yet are your own changes, so somebody else has to sign them."
    )


def test_without_four_eyes_the_writer_approves_and_the_audit_log_says_so(
    settings: Settings,
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    approve = approve_own_text(make_user("Editors"))
    assert approve().is_four_eyes_off is True
    submitted, approved = StatusChange.objects.order_by("pk")
    assert (submitted.is_four_eyes_off, approved.is_four_eyes_off) == (False, True)


def test_a_text_that_nobody_here_wrote_is_approved_by_anybody() -> None:
    article, editor = make_article(), make_user("Editors")
    workflow.perform(article, "submit", by=editor)
    assert workflow.perform(article, "approve", by=editor).to_status == Status.APPROVED


def test_who_edited_a_row_without_revisions_last_does_not_approve_it() -> None:
    editor = make_user("Editors")
    article = make_article(created_by=make_user("Contributors"), edited_by=editor)
    workflow.perform(article, "submit", by=editor)
    with pytest.raises(TransitionNotPossible):
        workflow.perform(article, "approve", by=editor)


def test_who_saves_the_same_text_again_has_not_changed_it() -> None:
    editor = make_user("Editors")
    article = make_article(created_by=make_user("Contributors"))
    make_revision(article, by=editor)
    workflow.perform(article, "submit", by=editor)
    assert workflow.perform(article, "approve", by=editor).to_status == Status.APPROVED
