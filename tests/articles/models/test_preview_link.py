"""Preview links: how long they are open, and every way in which they end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from articles.models import Article, PreviewLink, Status
from articles.publishing import revisions, workflow
from tests.factories import make_article, make_preview_link, make_revision, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)


def perform_all(article: Article, *names: str) -> None:
    """Perform these transitions, each by another publisher."""
    reasons = {"request_changes": "Shorter.", "withdraw": "Wrong."}
    for name in names:
        by = make_user("Publishers")
        workflow.perform(article, name, by=by, reason=reasons.get(name, ""))


def is_open(link: PreviewLink) -> bool:
    return link in PreviewLink.objects.open()


# What keeps a link open.


@pytest.mark.parametrize(
    "transitions",
    [
        (),
        ("submit",),
        ("submit", "approve"),
        ("submit", "approve", "request_changes"),
    ],
)
def test_a_link_is_open_through_review_of_the_same_text(transitions: tuple[str, ...]) -> None:
    article = make_article()
    link = make_preview_link(article)
    perform_all(article, *transitions)
    assert is_open(link) is True


def test_a_link_to_a_change_of_a_live_article_is_open_through_review() -> None:
    article = make_article()
    perform_all(article, "submit", "approve", "publish", "edit")
    make_revision(article, headline="Changed")
    link = make_preview_link(article)
    perform_all(article, "submit", "approve")
    assert is_open(link) is True


def test_saving_the_same_text_again_ends_no_link() -> None:
    article = make_article()
    link = make_preview_link(article)
    make_revision(article)
    assert is_open(link) is True


# How it ends.


@pytest.mark.parametrize(("seconds", "is_still_open"), [(-1, True), (0, False), (1, False)])
def test_a_link_ends_at_its_exact_instant(seconds: int, *, is_still_open: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        link = make_preview_link(make_article(), days=3)
    with time_machine.travel(NOW + timedelta(days=3, seconds=seconds), tick=False):
        assert is_open(link) == is_still_open


def test_a_revoked_link_is_closed() -> None:
    link = make_preview_link(make_article(), revoked_at=NOW)
    assert is_open(link) is False


def change_text(article: Article) -> None:
    make_revision(article, headline="Changed")


def change_and_restore_text(article: Article) -> None:
    content = revisions.get_working_revision(article).content
    make_revision(article, headline="Changed")
    make_revision(article, **content)


def import_another_text(article: Article) -> None:
    content = revisions.get_working_revision(article).content | {"headline": "Newer"}
    assert revisions.save_imported_revision(article, content)[1] is False


def publish(article: Article) -> None:
    perform_all(article, "submit", "approve", "publish")


def schedule(article: Article) -> None:
    perform_all(article, "submit", "approve")
    at = NOW + timedelta(days=36_500)
    workflow.perform(article, "publish", by=make_user("Publishers"), at=at)


def spike(article: Article) -> None:
    perform_all(article, "spike")


ENDS: list[Callable[[Article], None]] = [
    change_text,
    change_and_restore_text,
    import_another_text,
    publish,
    schedule,
    spike,
]


@pytest.mark.parametrize("end", ENDS)
def test_a_link_ends_when_the_article_goes_on(end: Callable[[Article], None]) -> None:
    article = make_article()
    link = make_preview_link(article)
    end(article)
    assert is_open(link) is False


@pytest.mark.parametrize("name", ["withdraw", "publish"])
def test_a_link_to_a_change_ends_when_the_live_article_goes_on(name: str) -> None:
    article = make_article()
    perform_all(article, "submit", "approve", "publish", "edit")
    make_revision(article, headline="Changed")
    perform_all(article, "submit", "approve")
    link = make_preview_link(article)
    perform_all(article, name)
    assert is_open(link) is False


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN, Status.SPIKED])
def test_a_link_is_closed_in_a_status_without_work(status: Status) -> None:
    fields: dict[str, Any] = {"published_at": NOW, "withdrawn_reason": "Wrong."}
    is_released = status is Status.PUBLISHED
    article = make_article(status=status, is_released=is_released, **fields)
    assert is_open(make_preview_link(article)) is False


@pytest.mark.parametrize(
    "transitions",
    [("spike", "restore"), ("submit", "approve", "publish", "edit")],
    ids=["spiked", "published"],
)
def test_an_ended_link_stays_closed_and_a_new_one_is_open(transitions: tuple[str, ...]) -> None:
    article = make_article()
    link = make_preview_link(article)
    perform_all(article, *transitions)
    assert (is_open(link), is_open(make_preview_link(article))) == (False, True)


def test_transitions_of_another_article_do_not_end_a_link() -> None:
    link, other = make_preview_link(make_article()), make_article()
    perform_all(other, "spike")
    assert is_open(link) is True


def deactivate(maker: User) -> None:
    maker.is_active = False
    maker.save()


def shut_out_of_the_desk(maker: User) -> None:
    maker.is_staff = False
    maker.save()


def leave_the_group(maker: User) -> None:
    maker.groups.clear()


def become_a_contributor(maker: User) -> None:
    maker.groups.set([Group.objects.get(name="Contributors")])


def give_the_article_away(_maker: User) -> None:
    Article.objects.update(created_by=make_user("Contributors"))


def change_nothing(_maker: User) -> None:
    pass


LOSSES: list[tuple[str, str, Callable[[User], None], bool]] = [
    # the maker's role, whose article, what happens, whether the link is still open
    ("Contributors", "own", change_nothing, True),
    ("Contributors", "own", deactivate, False),
    ("Contributors", "own", shut_out_of_the_desk, False),
    ("Contributors", "own", leave_the_group, False),
    ("Contributors", "own", give_the_article_away, False),
    ("Editors", "own", become_a_contributor, True),
    ("Editors", "other's", change_nothing, True),
    ("Editors", "other's", deactivate, False),
    ("Editors", "other's", leave_the_group, False),
    ("Editors", "other's", become_a_contributor, False),
    ("Editors", "other's", give_the_article_away, True),
    ("Publishers", "other's", change_nothing, True),
    ("superuser", "other's", change_nothing, True),
    ("superuser", "other's", deactivate, False),
]


@pytest.mark.parametrize(("role", "whose", "happen", "is_still_open"), LOSSES)
def test_a_link_ends_when_its_maker_may_not_see_the_article(
    role: str, whose: str, happen: Callable[[User], None], *, is_still_open: bool
) -> None:
    is_superuser = role == "superuser"
    maker = make_user("" if is_superuser else role, is_superuser=is_superuser)
    creator = maker if whose == "own" else make_user("Contributors")
    link = make_preview_link(make_article(created_by=creator), made_by=maker)
    happen(maker)
    assert is_open(link) == is_still_open


# Its token.


def test_a_token_finds_its_link() -> None:
    make_preview_link(make_article())
    link = make_preview_link(make_article())
    assert list(PreviewLink.objects.with_token(link.token)) == [link]


def test_a_link_cannot_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_preview_link(make_article(), days=0)


def test_a_link_is_shown_by_its_revision() -> None:
    assert str(make_preview_link(make_article())) == "Preview of Revision 1"
