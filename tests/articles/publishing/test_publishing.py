"""What readers see of an article while the desk goes on working on it, and from when until when."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Correction, Note, Revision, StatusChange
from articles.publishing import automatic, contents, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from tests.factories import make_article, make_live, make_user
from tests.transitions import list_available_transitions

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NOTICE = {"kind": "correction", "text": "The ferry left at one.", "place": "top"}


@pytest.fixture
def boss() -> User:
    return make_user(is_superuser=True)


def save(article: Article, *, by: User | None = None, **changes: Any) -> Revision:
    work = revisions.get_working_revision(article)
    content = contents.get_editable_content(article, work) | changes
    return revisions.save_revision(article, content, by=by, builds_on=work.number)


def make_transitions(
    article: Article, *names: str, by: User, at: datetime | None = None
) -> StatusChange:
    """Make the transitions one after another; the last one at that time."""
    for name in names[:-1]:
        workflow.perform(article, name, by=by, reason="Wrong.")
    return workflow.perform(article, names[-1], by=by, reason="Wrong.", at=at)


def publish_again(
    article: Article, *, by: User, at: datetime | None = None, **changes: Any
) -> Revision:
    """Edit a live article and publish it again."""
    make_transitions(article, "edit", by=by)
    taken = save(article, **changes)
    make_transitions(article, "submit", "approve", "publish", by=by, at=at)
    return taken


def read_page(article: Article) -> dict[str, Any]:
    """Return what readers get from the row: columns, authors, tags."""
    return contents.read_content(Article.objects.get(pk=article.pk))


def list_live() -> list[str]:
    return list(Article.objects.live().values_list("headline", flat=True))


# A live article.


def test_what_readers_see_stays_while_a_live_article_is_worked_on(boss: User) -> None:
    article = make_live(authors=("Ada Writer",), tags=("harbour",))
    before = read_page(article)
    people = [{"name": "Bo Writer", "affiliation": "Saltmere"}]
    changes: dict[str, Any] = {
        "headline": "New",
        "body": "<p>New.</p>",
        "credits": people,
        "tags": ["film"],
    }
    make_transitions(article, "edit", by=boss)
    seen: list[dict[str, Any]] = []
    for step in ("save", "submit", "request_changes", "save", "submit", "approve"):
        if step == "save":
            save(article, **changes, slug=f"new-{len(seen)}")
        else:
            make_transitions(article, step, by=boss)
        seen.append(read_page(article))
    assert seen == [before] * 6
    make_transitions(article, "publish", by=boss)
    assert read_page(article) == before | changes | {"slug": "new-3"}


def test_publishing_makes_exactly_the_approved_revision_live(boss: User) -> None:
    article = make_live()
    taken = publish_again(article, by=boss, headline="Mended")
    assert (article.live_revision, article.working_revision) == (taken, taken)
    assert read_page(article) == taken.content
    assert (article.scheduled_at, article.scheduled_revision) == (None, None)


@pytest.mark.parametrize("plan", [None, NOW + DAY], ids=["approved", "scheduled"])
@time_machine.travel(NOW)
def test_an_approved_text_is_not_changed(boss: User, plan: datetime | None) -> None:
    article = make_live()
    make_transitions(article, "edit", by=boss)
    approved = save(article, headline="Approved")
    make_transitions(article, "submit", "approve", by=boss)
    if plan:
        make_transitions(article, "publish", by=boss, at=plan)
    with pytest.raises(revisions.ConflictError):
        save(article, headline="Not approved")
    assert Revision.objects.order_by("pk").last() == approved


def test_publishing_again_keeps_the_first_instant_and_says_no_update(boss: User) -> None:
    article = make_live()
    before = article.published_at
    publish_again(article, by=boss, headline="Mended")
    assert (article.published_at, article.updated_at) == (before, None)


@time_machine.travel(NOW, tick=False)
def test_a_plan_in_the_text_of_a_live_article_schedules_the_change(boss: User) -> None:
    article = make_live()
    taken = publish_again(article, by=boss, publish_at=(NOW + DAY).isoformat())
    assert (article.scheduled_at, article.scheduled_revision) == (NOW + DAY, taken)
    change = StatusChange.objects.first()
    assert change is not None
    assert (change.transition, change.takes_effect_at) == ("publish", NOW + DAY)


@time_machine.travel(NOW, tick=False)
def test_taking_an_article_up_again_cancels_the_scheduled_change(boss: User) -> None:
    article = make_live(headline="Seen")
    taken = publish_again(article, by=boss, at=NOW + DAY, headline="Planned")
    make_transitions(article, "edit", by=boss)
    assert (article.scheduled_at, article.scheduled_revision) == (None, None)
    assert (article.working_revision, article.is_released, list_live()) == (taken, True, ["Seen"])


@time_machine.travel(NOW, tick=False)
def test_taking_an_article_up_again_cancels_the_scheduled_first_publication(boss: User) -> None:
    article = make_article()
    save(article, correction=NOTICE)
    make_transitions(article, "submit", "approve", "publish", by=boss, at=NOW + DAY)
    assert (article.is_released, article.published_at) == (True, NOW + DAY)
    assert Correction.objects.get().published_at == NOW + DAY
    make_transitions(article, "edit", by=boss)
    assert (article.is_released, article.published_at, article.live_revision) == (False, None, None)
    assert Correction.objects.count() == 0
    with time_machine.travel(NOW + DAY):
        assert list_live() == []


@pytest.mark.parametrize("name", ["edit", "withdraw"])
def test_a_canceled_change_does_not_go_live(boss: User, name: str) -> None:
    with time_machine.travel(NOW):
        article = make_live(headline="Seen")
        publish_again(article, by=boss, at=NOW + DAY, headline="Planned")
        make_transitions(article, name, by=boss)
    with time_machine.travel(NOW + DAY):
        assert list(automatic.publish_due()) == []
    article.refresh_from_db()
    assert article.headline == "Seen"


# Refused by the tables.


def test_a_slug_that_is_used_by_now_is_named_and_nothing_changes(boss: User) -> None:
    article = make_live()
    make_transitions(article, "edit", by=boss)
    save(article, slug="taken")
    make_transitions(article, "submit", "approve", by=boss)
    make_article(slug="taken")
    before = Article.objects.values().get(pk=article.pk)
    with pytest.raises(TransitionNotPossible) as error:
        make_transitions(article, "publish", by=boss)
    assert str(error.value) == "Another article already uses this address name. Change it a little."
    assert Article.objects.values().get(pk=article.pk) == before
    assert (article.status, article.slug) == ("approved", before["slug"])


def test_an_embargo_that_ends_after_the_article_went_live_is_refused(boss: User) -> None:
    article = make_live(published_at=NOW - DAY)
    with pytest.raises(TransitionNotPossible) as error:
        publish_again(article, by=boss, embargoed_until=NOW.isoformat())
    sentence = "The embargo ends after the article would go live. Change one of the times."
    assert str(error.value) == sentence


def test_other_errors_of_the_database_are_shown_in_its_words(boss: User) -> None:
    article = make_live()
    make_transitions(article, "edit", by=boss)
    save(article, source_detail=None)
    make_transitions(article, "submit", "approve", by=boss)
    with pytest.raises(TransitionNotPossible) as error:
        make_transitions(article, "publish", by=boss)
    assert str(error.value).startswith("It could not be saved: ")
    assert (article.status, article.source_detail) == ("approved", "")


# Corrections.


@pytest.mark.parametrize("kind", Correction.Kind.values)
@time_machine.travel(NOW, tick=False)
def test_a_correction_goes_out_with_the_revision_that_it_explains(boss: User, kind: str) -> None:
    article = make_live()
    make_transitions(article, "edit", by=boss)
    taken = save(article, correction=NOTICE | {"kind": kind})
    make_transitions(article, "submit", "approve", by=boss)
    assert Correction.objects.count() == 0
    make_transitions(article, "publish", by=boss)
    correction = Correction.objects.live().get()
    label = Correction.Kind(kind).label
    assert str(correction) == f"{label}: The ferry left at one."
    assert (correction.article, correction.revision) == (article, taken)
    assert (correction.kind, correction.text, correction.place) == (
        kind,
        "The ferry left at one.",
        "top",
    )
    assert (correction.published_at, article.updated_at) == (NOW, NOW)


def test_a_correction_goes_out_once(boss: User) -> None:
    article = make_live()
    publish_again(article, by=boss, correction=NOTICE)
    publish_again(article, by=boss, headline="Mended")
    make_transitions(article, "edit", "submit", "approve", "publish", by=boss)
    make_transitions(article, "withdraw", "restore", "submit", "approve", "publish", by=boss)
    assert Correction.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_correction_waits_for_the_change_that_is_scheduled(boss: User) -> None:
    article = make_live()
    publish_again(article, by=boss, at=NOW + DAY, correction=NOTICE)
    assert Correction.objects.count() == 0
    with time_machine.travel(NOW + DAY, tick=False):
        assert len(list(automatic.publish_due())) == 1
    article.refresh_from_db()
    assert (Correction.objects.get().published_at, article.updated_at) == (NOW + DAY, NOW + DAY)


@time_machine.travel(NOW, tick=False)
def test_an_article_that_comes_back_corrected_was_updated(boss: User) -> None:
    article = make_live()
    make_transitions(article, "withdraw", "restore", by=boss)
    save(article, correction=NOTICE)
    make_transitions(article, "submit", "approve", "publish", by=boss)
    assert (article.updated_at, Correction.objects.live().count()) == (NOW, 1)


def test_readers_see_no_correction_of_an_article_that_was_withdrawn(boss: User) -> None:
    article = make_live()
    publish_again(article, by=boss, correction=NOTICE)
    make_transitions(article, "withdraw", by=boss)
    assert (Correction.objects.count(), Correction.objects.live().count()) == (1, 0)


# Withdrawn and restored.


@pytest.mark.parametrize("path", [(), ("edit",), ("edit", "submit"), ("edit", "submit", "approve")])
@time_machine.travel(NOW, tick=False)
def test_a_live_article_is_withdrawn_wherever_the_work_on_it_stands(
    client: Client, boss: User, path: tuple[str, ...]
) -> None:
    article = make_live()
    make_transitions(article, *path, "withdraw", by=boss)
    assert (article.status, article.is_released) == ("withdrawn", False)
    assert (article.withdrawn_at, article.withdrawn_reason) == (NOW, "Wrong.")
    assert client.get(article.get_absolute_url()).status_code == HTTPStatus.GONE
    assert list_live() == []


def test_an_article_never_live_is_restored_with_its_working_text(boss: User) -> None:
    article = make_article()
    taken = save(article, headline="Newest")
    make_transitions(article, "spike", "restore", by=boss)
    assert (article.headline, article.working_revision) == ("Newest", taken)


def test_a_withdrawn_article_is_restored_with_its_working_text(boss: User) -> None:
    article = make_live()
    make_transitions(article, "edit", by=boss)
    save(article, headline="Newest", tags=["film"])
    make_transitions(article, "withdraw", by=boss)
    assert article.headline != "Newest"
    make_transitions(article, "restore", by=boss)
    assert (article.headline, [tag.name for tag in article.tags.all()]) == ("Newest", ["film"])


def test_a_slug_taken_by_now_does_not_keep_an_article_from_being_restored(boss: User) -> None:
    article = make_live(headline="Seen")
    make_transitions(article, "edit", by=boss)
    save(article, headline="Newest", slug="taken")
    make_transitions(article, "withdraw", by=boss)
    make_article(slug="taken")
    make_transitions(article, "restore", by=boss)
    assert (article.status, article.headline) == ("draft", "Seen")
    save(article, slug="free")
    assert (article.headline, article.slug) == ("Newest", "free")


@time_machine.travel(NOW, tick=False)
def test_an_article_that_was_withdrawn_goes_live_again_at_once_only(boss: User) -> None:
    article = make_live()
    first = article.published_at
    make_transitions(article, "withdraw", "restore", "submit", "approve", by=boss)
    with pytest.raises(TransitionNotPossible) as error:
        make_transitions(article, "publish", by=boss, at=NOW + SECOND)
    sentence = "A withdrawn article goes live at once. Leave the time empty."
    assert str(error.value) == sentence
    make_transitions(article, "publish", by=boss)
    assert (article.published_at, article.withdrawn_at, article.withdrawn_reason) == (
        first,
        None,
        "",
    )
    assert list_live() == [article.headline]


def test_until_it_is_published_again_a_restored_article_leaves_its_notice(
    client: Client, boss: User
) -> None:
    article = make_live()
    address, value = article.get_absolute_url(), []
    for name in ("withdraw", "restore", "submit", "approve", "publish"):
        make_transitions(article, name, by=boss)
        value.append(client.get(address).status_code)
    assert value == [HTTPStatus.GONE] * 4 + [HTTPStatus.OK]


# From when, until when: at the very instant, with nothing running.


def get_state_at(
    client: Client, article: Article, instant: datetime
) -> tuple[list[str], int, bool]:
    """Return what live() has at that instant, what the address answers, and whether lists show."""
    with time_machine.travel(instant, tick=False):
        page = client.get("/").content.decode()
        answer = client.get(article.get_absolute_url())
        return list_live(), answer.status_code, article.headline in page


@pytest.mark.parametrize("is_requested", [True, False], ids=["asked for", "planned"])
def test_an_article_goes_live_at_its_very_instant(
    client: Client,
    boss: User,
    is_requested: bool,  # noqa: FBT001 - a column of the table
) -> None:
    at = NOW + DAY
    with time_machine.travel(NOW, tick=False):
        article = make_article(headline="Ferry sails", publish_at=None if is_requested else at)
        make_transitions(
            article, "submit", "approve", "publish", by=boss, at=at if is_requested else None
        )
    results = [get_state_at(client, article, at + shift) for shift in (-SECOND, 0 * SECOND, SECOND)]
    seen = (["Ferry sails"], HTTPStatus.OK, True)
    assert results == [([], HTTPStatus.NOT_FOUND, False), seen, seen]


def test_an_article_expires_at_its_very_instant(client: Client, boss: User) -> None:
    at = NOW + DAY
    with time_machine.travel(NOW, tick=False):
        article = make_article(headline="Ferry sails", expire_at=at)
        make_transitions(article, "submit", "approve", "publish", by=boss)
    results = [get_state_at(client, article, at + shift) for shift in (-SECOND, 0 * SECOND, SECOND)]
    gone: tuple[list[str], int, bool] = ([], HTTPStatus.NOT_FOUND, False)
    assert results == [(["Ferry sails"], HTTPStatus.OK, True), gone, gone]


def test_what_can_be_done_with_a_scheduled_article_changes_at_its_instant(boss: User) -> None:
    at = NOW + DAY
    with time_machine.travel(NOW, tick=False):
        article = make_article()
        make_transitions(article, "submit", "approve", "publish", by=boss, at=at)
    results = []
    for shift in (-SECOND, 0 * SECOND, SECOND):
        with time_machine.travel(at + shift, tick=False):
            results.append([each.name for each in list_available_transitions(article, by=boss)])
    assert results == [["edit"], ["edit", "withdraw"], ["edit", "withdraw"]]


@time_machine.travel(NOW, tick=False)
def test_an_expired_article_comes_back_when_its_time_is_mended(boss: User) -> None:
    article = make_live(expire_at=NOW - DAY)
    make_transitions(article, "edit", "submit", "approve", by=boss)
    with pytest.raises(TransitionNotPossible):
        make_transitions(article, "publish", by=boss)
    make_transitions(article, "request_changes", by=boss)
    save(article, expire_at=None)
    make_transitions(article, "submit", "approve", "publish", by=boss)
    assert list_live() == [article.headline]
    assert Note.objects.count() == 1
