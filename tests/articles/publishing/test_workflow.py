"""The moves: who may make which from where, what they change, and what stops them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone, translation
from pytest_django import Settings

from articles.models import Article, Note, Status, StatusChange
from articles.publishing import audit_log, contents, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS
from articles.publishing.workflow import TransitionForbidden
from tests.factories import NOON, make_article, make_live, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)

# Each move: from which statuses, to which.
TRANSITION_STATUSES: dict[str, tuple[set[Status], Status]] = {
    "submit": ({Status.DRAFT}, Status.REVIEW),
    "request_changes": ({Status.REVIEW, Status.APPROVED}, Status.DRAFT),
    "approve": ({Status.REVIEW}, Status.APPROVED),
    "publish": ({Status.APPROVED}, Status.PUBLISHED),
    "edit": ({Status.PUBLISHED}, Status.DRAFT),
    "withdraw": (
        {Status.PUBLISHED, Status.DRAFT, Status.REVIEW, Status.APPROVED},
        Status.WITHDRAWN,
    ),
    "restore": ({Status.WITHDRAWN, Status.SPIKED}, Status.DRAFT),
    "spike": ({Status.DRAFT, Status.REVIEW, Status.APPROVED}, Status.SPIKED),
}

# How a piece comes to stand as it does, and the moves that lead on from there. A path begins with
# a draft, or with a live piece; "save" takes a revision, "plan" publishes a day from now.
STANDS: dict[str, tuple[str, set[str]]] = {
    "never live: draft": ("draft", {"submit", "spike"}),
    "never live: review": ("draft submit", {"request_changes", "approve", "spike"}),
    "never live: approved": ("draft submit approve", {"request_changes", "publish", "spike"}),
    "never live: spiked": ("draft spike", {"restore"}),
    "scheduled first publication": ("draft submit approve plan", {"edit"}),
    "schedule taken back: draft": ("draft submit approve plan edit", {"submit", "spike"}),
    "live": ("live", {"edit", "withdraw"}),
    "live: draft": ("live edit", {"submit", "withdraw"}),
    "live: review": ("live edit submit", {"request_changes", "approve", "withdraw"}),
    "live: approved": ("live edit submit approve", {"request_changes", "publish", "withdraw"}),
    "live, pending: draft": ("live edit save", {"submit", "withdraw"}),
    "live, pending: review": (
        "live edit save submit",
        {"request_changes", "approve", "withdraw"},
    ),
    "live, pending: approved": (
        "live edit save submit approve",
        {"request_changes", "publish", "withdraw"},
    ),
    "scheduled change": ("live edit save submit approve plan", {"edit", "withdraw"}),
    "expired": ("expired", {"edit", "withdraw"}),
    "expired: draft": ("expired edit", {"submit", "withdraw"}),
    "expired: review": ("expired edit submit", {"request_changes", "approve", "withdraw"}),
    "expired: approved": ("expired edit submit approve", {"request_changes", "withdraw"}),
    "withdrawn": ("live withdraw", {"restore"}),
    "withdrawn: draft": ("live withdraw restore", {"submit"}),
    "withdrawn: review": ("live withdraw restore submit", {"request_changes", "approve"}),
    "withdrawn: approved": (
        "live withdraw restore submit approve",
        {"request_changes", "publish"},
    ),
}

# The moves that each may make, if the piece stands so.
EDITORS = {"submit", "request_changes", "approve", "edit", "spike"}
MAY: dict[str, set[str]] = {
    "anonymous": set(),
    "nobody": set(),
    "contributor of the piece": {"submit", "edit"},
    "contributor of another piece": set(),
    "editor": EDITORS,
    "editor who wrote the newest revision": EDITORS,
    "publisher": EDITORS | {"publish", "withdraw", "restore"},
    "superuser": EDITORS | {"publish", "withdraw", "restore"},
    "inactive superuser": set(),
}


def make_person(role: str) -> User | AnonymousUser:
    known: dict[str, dict[str, Any]] = {
        "superuser": {"is_superuser": True},
        "nobody": {},
        "inactive superuser": {"is_superuser": True, "is_active": False},
    }
    if role == "anonymous":
        return AnonymousUser()
    if role in known:
        return make_user(**known[role])
    groups = {"c": "Contributors", "e": "Editors", "p": "Publishers"}
    return make_user(groups[role[0].lower()])


def make_article_from(first: str, **fields: Any) -> Article:
    if first == "draft":
        return make_article(**fields)
    return make_live(**({"expire_at": NOW - DAY} if first == "expired" else {}), **fields)


def make_article_standing(
    stand: str, *, by: User | AnonymousUser | None = None, role: str = ""
) -> Article:
    """Make a piece that stands so; the person has begun it, or written it, where the role says."""
    first, *path = STANDS[stand][0].split()
    mine = by if isinstance(by, User) else None
    owner = mine if role == "contributor of the piece" else make_user("Contributors")
    writer = mine if role == "editor who wrote the newest revision" else owner
    boss = make_user(is_superuser=True)
    article = make_article_from(first, created_by=owner, edited_by=writer)
    for step in path:
        if step == "save":
            save(article, by=writer, headline="Mended")
        elif step == "plan":
            workflow.perform(article, "publish", by=boss, at=timezone.now() + DAY)
        else:
            workflow.perform(article, step, by=boss, reason="Wrong.")
    return Article.objects.get(pk=article.pk)


def save(article: Article, *, by: User | None = None, **changes: Any) -> None:
    work = revisions.get_working_revision(article)
    content = contents.get_editable_content(article, work) | changes
    revisions.save_revision(article, content, by=by, builds_on=work.number)


def get_outcome(
    article: Article, name: str, *, by: User | AnonymousUser
) -> tuple[str, Status, int]:
    """Press the button, tell how it went, where that leaves the piece and how many rows it wrote.

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


def compute_expected(stand: str, role: str, name: str, status: Status) -> tuple[str, Status, int]:
    if name not in MAY[role]:
        return "TransitionForbidden", status, 0
    has_one_pair_of_eyes = role == "editor who wrote the newest revision" and name == "approve"
    if name not in STANDS[stand][1] or has_one_pair_of_eyes:
        return "TransitionNotPossible", status, 0
    return "made", TRANSITION_STATUSES[name][1], 1


def test_these_are_the_transitions() -> None:
    fields = {name: (set(move.from_statuses), move.to_status) for name, move in TRANSITIONS.items()}
    assert fields == TRANSITION_STATUSES
    assert all(name == move.name for name, move in TRANSITIONS.items())


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("stand", STANDS)
@time_machine.travel(NOW)
def test_a_transition_is_made_or_refused_by_permission_or_by_state(stand: str, role: str) -> None:
    """Each of the eight moves, and what is offered is what succeeds."""
    by = make_person(role)
    article = make_article_standing(stand, by=by, role=role)
    status = Status(article.status)
    offered = [move.name for move in workflow.available_transitions(article, by=by)]
    outcomes = {name: get_outcome(article, name, by=by) for name in TRANSITION_STATUSES}
    assert outcomes == {
        name: compute_expected(stand, role, name, status) for name in TRANSITION_STATUSES
    }
    assert offered == [name for name, (value, *_) in outcomes.items() if value == "made"]


@pytest.mark.parametrize("status", Status)
def test_there_is_a_stand_of_every_status(status: Status) -> None:
    assert any(make_article_standing(stand).status == status for stand in STANDS)


# Who may change the text, and where.
REVIEWERS = {
    *("editor", "editor who wrote the newest revision", "publisher", "superuser"),
}
MAY_EDIT = {
    Status.DRAFT: REVIEWERS | {"contributor of the piece"},
    Status.REVIEW: REVIEWERS,
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("stand", STANDS)
def test_the_text_is_changed_as_a_draft_or_by_a_reviewer(stand: str, role: str) -> None:
    by = make_person(role)
    with time_machine.travel(NOW):
        article = make_article_standing(stand, by=by, role=role)
    allowed = role in MAY_EDIT.get(Status(article.status), set())
    assert workflow.may_edit(article, by=by) == allowed
    assert workflow.may_see(article, by=by) == (role in MAY_EDIT[Status.DRAFT])


# What each move leaves on the record, and nothing else but what follows from it.


@pytest.mark.parametrize(
    ("stand", "name"),
    [(stand, name) for stand, (_, names) in STANDS.items() for name in sorted(names)],
)
@time_machine.travel(NOW, tick=False)
def test_a_transition_is_on_the_audit_log(stand: str, name: str) -> None:
    article, boss = make_article_standing(stand), make_user(is_superuser=True)
    before, work = article.status, revisions.get_working_revision(article)
    live = article.live_revision
    change = workflow.perform(article, name, by=boss, reason=" Wrong. ")
    seen = {"publish": work.sha256, "withdraw": live.sha256 if live else ""}.get(name, "")
    kept = StatusChange.objects.get(pk=change.pk)
    assert {field: getattr(kept, field) for field in COLUMNS} == {
        "transition": name,
        "from_status": before,
        "to_status": TRANSITION_STATUSES[name][1],
        "changed_at": NOW,
        "changed_by": boss,
        "reason": "Wrong.",
        "revision": work,
        "revision_sha256": work.sha256,
        "readers_sha256": seen,
        "takes_effect_at": None,
        "is_four_eyes_off": False,
    }
    assert (kept.number, kept.sha256) == (article.audit_count, article.audit_sha256)
    assert list(audit_log.find_broken_links()) == []


COLUMNS = (
    *("transition", "from_status", "to_status", "changed_at", "changed_by", "reason", "revision"),
    *("revision_sha256", "readers_sha256", "takes_effect_at", "is_four_eyes_off"),
)
# What a move may write beside the status and the end of the record.
CHANGED: dict[str, set[str]] = {
    "submit": {"submitted_by_id"},
    "edit": {"submitted_by_id"},
    "restore": {"submitted_by_id"},
}


@pytest.mark.parametrize(
    ("stand", "name"),
    [
        (stand, name)
        for stand, (_, names) in STANDS.items()
        for name in sorted(names - {"publish", "withdraw"})
        if not stand.startswith("scheduled")
    ],
)
def test_a_transition_changes_nothing_else(stand: str, name: str) -> None:
    with time_machine.travel(NOW, tick=False):
        article = make_article_standing(stand)
        revisions.get_working_revision(article)
        before: dict[str, Any] = dict(Article.objects.values().get())
        workflow.perform(article, name, by=make_user(is_superuser=True), reason="Wrong.")
    after: dict[str, Any] = dict(Article.objects.values().get())
    changed = {column for column in after if after[column] != before[column]}
    always = {"status", "audit_count", "audit_sha256"}
    assert changed - CHANGED.get(name, set()) == always


def test_a_planned_transition_says_when_it_takes_effect() -> None:
    article, boss = make_article_standing("never live: approved"), make_user(is_superuser=True)
    at = timezone.now() + DAY
    assert workflow.perform(article, "publish", by=boss, at=at).takes_effect_at == at


def test_who_submitted_an_article_is_known_until_it_is_taken_up_again() -> None:
    article, boss = make_article_standing("never live: draft"), make_user(is_superuser=True)
    results = []
    for name in ("submit", "approve", "publish", "edit"):
        workflow.perform(article, name, by=boss)
        results.append(article.submitted_by)
    assert results == [boss, boss, boss, None]


def test_what_is_asked_for_is_a_note_between_editors_too() -> None:
    article, boss = make_article_standing("never live: review"), make_user(is_superuser=True)
    workflow.perform(article, "request_changes", by=boss, reason="Name the harbour.")
    note = Note.objects.get()
    assert (note.article, note.text, note.written_by) == (article, "Name the harbour.", boss)
    assert str(note) == "Name the harbour."


def test_the_program_itself_may_transition_an_article_and_writes_no_note() -> None:
    article = make_article_standing("never live: review")
    change = workflow.perform(article, "request_changes", by=None, reason="Taken back.")
    assert (change.changed_by, Note.objects.count()) == (None, 0)


def test_two_roundtrips_bring_an_article_from_draft_to_readers() -> None:
    article, publisher = make_article(), make_person("Publishers")
    for name in ("submit", "request_changes", "submit", "spike", "restore"):
        workflow.perform(article, name, by=publisher, reason="Not yet.")
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=publisher)
    assert list(Article.objects.live()) == [article]


# Four eyes.


def approve_own_text(by: User) -> Callable[[], StatusChange]:
    article = make_article(created_by=by)
    workflow.perform(article, "submit", by=by)
    return lambda: workflow.perform(article, "approve", by=by)


def test_who_changed_the_text_last_is_told_that_somebody_else_approves_it() -> None:
    approve = approve_own_text(make_user("Editors"))
    with pytest.raises(TransitionNotPossible) as error:
        approve()
    assert str(error.value) == "You changed the text last, so somebody else has to approve it."


def test_without_four_eyes_the_writer_approves_and_the_audit_log_says_so(settings: Settings) -> None:
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
    save(article, by=editor)
    workflow.perform(article, "submit", by=editor)
    assert workflow.perform(article, "approve", by=editor).to_status == Status.APPROVED


# What a person is told.


def test_who_may_not_is_told_what() -> None:
    contributor = make_person("Contributors")
    with pytest.raises(workflow.TransitionForbidden) as error:
        workflow.perform(make_article_standing("never live: review"), "approve", by=contributor)
    assert str(error.value) == "You may not do this: Approve."


def test_what_cannot_be_done_is_told_with_how_the_article_stands() -> None:
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(make_article_standing("live"), "approve", by=make_person("Editors"))
    assert str(error.value) == "“Approve” is not possible: the piece is published. Reload the page."


def test_a_transition_that_is_unknown_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        workflow.perform(
            make_article_standing("never live: draft"), "delete", by=make_person("superuser")
        )


def test_of_two_people_with_the_same_page_the_second_is_told_how_it_stands_now() -> None:
    article, editor = make_article_standing("never live: review"), make_person("Editors")
    mine, theirs = Article.objects.get(), Article.objects.get()
    workflow.perform(theirs, "spike", by=editor)
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(mine, "approve", by=editor)
    assert str(error.value) == "“Approve” is not possible: the piece is spiked. Reload the page."
    article.refresh_from_db()
    assert (mine.status, article.status) == (Status.SPIKED, Status.SPIKED)


@pytest.mark.parametrize(
    ("stand", "name", "reason", "sentence"),
    [
        (
            "never live: review",
            "request_changes",
            " ",
            "Say what is to be changed, so that the writer can do it.",
        ),
        (
            "live",
            "withdraw",
            "",
            "Say why the piece is withdrawn: readers will find the reason in its place.",
        ),
        ("live", "withdraw", "x" * 501, "The reason is too long. Say it in 500 characters."),
    ],
)
def test_what_a_transition_asks_for_has_to_be_told(
    stand: str, name: str, reason: str, sentence: str
) -> None:
    article = make_article_standing(stand)
    before = Article.objects.values().get()
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(article, name, by=make_user(is_superuser=True), reason=reason)
    assert (str(error.value), Article.objects.values().get()) == (sentence, before)


def test_a_reason_may_be_as_long_as_its_column() -> None:
    article = make_article_standing("live")
    workflow.perform(article, "withdraw", by=make_user(is_superuser=True), reason="x" * 500)
    assert Article.objects.get().withdrawn_reason == "x" * 500


def test_a_text_that_changed_since_the_page_was_opened_is_not_approved() -> None:
    article, editor = make_article_standing("never live: review"), make_user("Editors")
    save(article, by=make_user("Editors"), headline="Another")
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(article, "approve", by=editor, seen=1)
    sentence = "The text has changed since you opened the page. Read it again first."
    assert str(error.value) == sentence
    assert workflow.perform(article, "approve", by=editor, seen=2).revision.number == 2


def test_a_text_that_changes_while_the_button_is_pressed_is_not_approved() -> None:
    article, editor = make_article_standing("never live: review"), make_user("Editors")
    mine, theirs = (Article.objects.get(pk=article.pk) for _ in range(2))
    save(theirs, headline="Another")
    with pytest.raises(TransitionNotPossible) as error:
        workflow.perform(mine, "approve", by=editor)
    sentence = "Somebody else was faster: the piece has changed. Reload the page and read it again."
    assert (str(error.value), mine.headline) == (sentence, "Another")


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
EMBARGO = (
    "The piece is under embargo until 1 March 2020, 12:00 +03. Publish it at that time or later."
)
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
