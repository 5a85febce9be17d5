"""Preview links: until when they are good, and every way in which they end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from articles.models import Article, PreviewLink, Status
from articles.publishing import revisions, workflow
from tests.factories import make_article, make_preview_link, make_revision, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)


def move(article: Article, *names: str) -> None:
    """Make these moves, by people who wrote none of it."""
    reasons = {"request_changes": "Shorter.", "withdraw": "Wrong."}
    for name in names:
        by = make_user("Publishers")
        workflow.perform(article, name, by=by, reason=reasons.get(name, ""))


def is_open(link: PreviewLink) -> bool:
    return link in PreviewLink.objects.open()


# What a link lives through.


@pytest.mark.parametrize(
    "moves",
    [
        (),
        ("submit",),
        ("submit", "approve"),
        ("submit", "approve", "request_changes"),
    ],
)
def test_a_link_is_good_while_the_same_text_is_worked_on(moves: tuple[str, ...]) -> None:
    article = make_article()
    link = make_preview_link(article)
    move(article, *moves)
    assert is_open(link) is True


def test_a_link_is_good_while_a_live_piece_is_worked_on() -> None:
    article = make_article()
    move(article, "submit", "approve", "publish", "edit")
    make_revision(article, headline="Changed")
    link = make_preview_link(article)
    move(article, "submit", "approve")
    assert is_open(link) is True


def test_saving_what_stands_there_already_ends_no_link() -> None:
    article = make_article()
    link = make_preview_link(article)
    make_revision(article)
    assert is_open(link) is True


# How it ends.


@pytest.mark.parametrize(("late", "is_good"), [(-1, True), (0, False), (1, False)])
def test_a_link_ends_at_its_very_instant(late: int, *, is_good: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        link = make_preview_link(make_article(), days=3)
    with time_machine.travel(NOW + timedelta(days=3, seconds=late), tick=False):
        assert is_open(link) == is_good


def test_a_link_that_is_revoked_ends() -> None:
    link = make_preview_link(make_article(), revoked_at=NOW)
    assert is_open(link) is False


def text_is_changed(article: Article) -> None:
    make_revision(article, headline="Changed")


def text_is_brought_back(article: Article) -> None:
    before = revisions.get_working_revision(article).content
    make_revision(article, headline="Changed")
    make_revision(article, **before)


def source_sends_another_text(article: Article) -> None:
    content = revisions.get_working_revision(article).content | {"headline": "Newer"}
    assert revisions.save_imported_revision(article, content)[1] is False


def piece_is_published(article: Article) -> None:
    move(article, "submit", "approve", "publish")


def publication_is_planned(article: Article) -> None:
    move(article, "submit", "approve")
    at = NOW + timedelta(days=36_500)
    workflow.perform(article, "publish", by=make_user("Publishers"), at=at)


def piece_is_spiked(article: Article) -> None:
    move(article, "spike")


ENDS: list[Callable[[Article], None]] = [
    text_is_changed,
    text_is_brought_back,
    source_sends_another_text,
    piece_is_published,
    publication_is_planned,
    piece_is_spiked,
]


@pytest.mark.parametrize("end", ENDS)
def test_a_link_ends_when_the_piece_moves_on(end: Callable[[Article], None]) -> None:
    article = make_article()
    link = make_preview_link(article)
    end(article)
    assert is_open(link) is False


@pytest.mark.parametrize("name", ["withdraw", "publish"])
def test_a_link_to_a_change_ends_when_the_live_piece_moves_on(name: str) -> None:
    article = make_article()
    move(article, "submit", "approve", "publish", "edit")
    make_revision(article, headline="Changed")
    move(article, "submit", "approve")
    link = make_preview_link(article)
    move(article, name)
    assert is_open(link) is False


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN, Status.SPIKED])
def test_a_link_is_not_good_in_a_status_in_which_nobody_works(status: Status) -> None:
    fields: dict[str, Any] = {"published_at": NOW, "withdrawn_reason": "Wrong."}
    is_released = status is Status.PUBLISHED
    article = make_article(status=status, is_released=is_released, **fields)
    assert is_open(make_preview_link(article)) is False


@pytest.mark.parametrize(
    "moves",
    [("spike", "restore"), ("submit", "approve", "publish", "edit")],
    ids=["spiked", "published"],
)
def test_a_link_that_ended_stays_so_and_a_new_one_is_good(moves: tuple[str, ...]) -> None:
    article = make_article()
    link = make_preview_link(article)
    move(article, *moves)
    assert (is_open(link), is_open(make_preview_link(article))) == (False, True)


def test_what_becomes_of_another_piece_is_nothing_to_a_link() -> None:
    link, other = make_preview_link(make_article()), make_article()
    move(other, "spike")
    assert is_open(link) is True


# Its token.


def test_the_token_leads_to_the_link() -> None:
    make_preview_link(make_article())
    link = make_preview_link(make_article())
    token = link.get_absolute_url().removeprefix("/preview/").removesuffix("/")
    assert list(PreviewLink.objects.with_token(token)) == [link]


def test_a_link_cannot_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_preview_link(make_article(), days=0)


def test_a_link_is_called_by_its_revision() -> None:
    assert str(make_preview_link(make_article())) == "Preview of Revision 1"
