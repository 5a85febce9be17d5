"""The page of one move and that of many: what they say, what they ask, what they do."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.admin import transitions
from articles.models import Article, Note, Status, StatusChange
from articles.publishing import contents, revisions
from articles.publishing.transitions import TRANSITIONS
from tests.factories import make_article, make_live, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


@pytest.fixture
def publisher() -> User:
    return make_user("Publishers")


def move_of(article: Article, name: str) -> str:
    return reverse("admin:articles_article_transition", args=[article.pk, name])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# One piece.


@pytest.mark.parametrize(
    ("name", "status", "asked"),
    [
        ("submit", Status.DRAFT, []),
        ("request_changes", Status.REVIEW, ["reason"]),
        ("approve", Status.REVIEW, []),
        ("publish", Status.APPROVED, ["at_0", "at_1"]),
        ("spike", Status.DRAFT, []),
        ("restore", Status.SPIKED, []),
    ],
)
def test_the_page_asks_for_what_the_move_needs(
    publisher: User, name: str, status: Status, asked: list[str]
) -> None:
    article = make_article(status=status)
    page = signed_in(publisher).get(move_of(article, name)).content.decode()
    assert [each for each in ("reason", "at_0", "at_1") if f'name="{each}"' in page] == asked


def test_changes_are_requested_with_a_note(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    form = {"reason": "Name the ferry.", "seen": 1}
    response = signed_in(publisher).post(move_of(article, "request_changes"), form)
    article.refresh_from_db()
    assert (response.status_code, article.status) == (HTTPStatus.FOUND, Status.DRAFT)
    assert [note.text for note in Note.objects.all()] == ["Name the ferry."]
    assert StatusChange.objects.get().reason == "Name the ferry."


def test_changes_are_not_requested_without_a_note(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    response = signed_in(publisher).post(move_of(article, "request_changes"), {"reason": " "})
    assert "Say what is to be changed" in response.content.decode()
    assert Article.objects.get().status == Status.REVIEW


def test_a_live_piece_is_withdrawn_with_a_reason_for_readers(publisher: User) -> None:
    article = make_live(headline="Gone")
    address = article.get_absolute_url()
    signed_in(publisher).post(move_of(article, "withdraw"), {"reason": "It was invented."})
    page = Client().get(address)
    assert page.status_code == HTTPStatus.GONE
    assert "It was invented." in page.content.decode()


def test_a_piece_is_published_from_the_time_that_was_set(publisher: User) -> None:
    article = make_article(status=Status.APPROVED)
    form = {"at_0": "2040-01-02", "at_1": "12:30", "seen": 1}
    signed_in(publisher).post(move_of(article, "publish"), form)
    article.refresh_from_db()
    assert article.published_at == datetime(2040, 1, 2, 12, 30, tzinfo=UTC)
    page = signed_in(publisher).get(f"{LIST}{article.pk}/change/").content.decode()
    assert "Goes live on" in page


def test_a_piece_is_published_at_once_where_no_time_is_set(publisher: User) -> None:
    article = make_article(status=Status.APPROVED)
    signed_in(publisher).post(move_of(article, "publish"), {"seen": 1, "at_0": "", "at_1": ""})
    article.refresh_from_db()
    assert article.is_live is True


def test_the_end_of_an_embargo_is_suggested(publisher: User) -> None:
    until = timezone.now() + timedelta(days=3)
    article = make_article(status=Status.APPROVED, embargoed_until=until)
    page = signed_in(publisher).get(move_of(article, "publish")).content.decode()
    assert f'value="{until:%Y-%m-%d}"' in page
    form = {"seen": 1, "at_0": "", "at_1": ""}
    refused = signed_in(publisher).post(move_of(article, "publish"), form).content.decode()
    assert "The piece is under embargo until" in refused


def test_a_time_that_is_none_is_told(publisher: User) -> None:
    article = make_article(status=Status.APPROVED)
    form = {"at_0": "tomorrow", "at_1": "noon"}
    response = signed_in(publisher).post(move_of(article, "publish"), form)
    assert "Enter a valid date." in response.content.decode()
    assert Article.objects.get().status == Status.APPROVED


def test_a_piece_that_changed_meanwhile_is_not_moved_and_the_reason_is_kept(
    publisher: User,
) -> None:
    article = make_article(status=Status.REVIEW)
    content = contents.read_content(article) | {"headline": "Changed"}
    revisions.save_revision(article, content, by=make_user("Editors"), builds_on=1)
    form = {"reason": "Name the ferry.", "seen": 1}
    page = signed_in(publisher).post(move_of(article, "request_changes"), form).content.decode()
    assert "The text has changed since you opened the page" in page
    assert "Name the ferry." in page
    assert Article.objects.get().status == Status.REVIEW


def test_what_stops_a_move_is_told_on_its_page(publisher: User) -> None:
    article = make_article(status=Status.APPROVED, source=None)
    page = signed_in(publisher).get(move_of(article, "publish")).content.decode()
    assert "The piece has no source." in page
    assert 'type="submit" class="default"' not in page


# Many pieces.


def chosen(*articles: Article, action: str, **more: Any) -> dict[str, Any]:
    form = {"action": action, "_selected_action": [article.pk for article in articles]}
    seen = {
        f"seen-{article.pk}": revisions.get_working_revision(article).number for article in articles
    }
    return form | (seen if more else {}) | more


def test_before_many_are_moved_each_says_whether_it_will(publisher: User) -> None:
    ready = [make_article(status=Status.APPROVED) for _ in range(2)]
    empty = make_article(status=Status.APPROVED, body="")
    draft = make_article()
    form = chosen(*ready, empty, draft, action="publish")
    response = signed_in(publisher).post(LIST, form)
    page = " ".join(response.content.decode().split())
    assert "2 pieces will be moved." in page
    assert "The piece has no text. Write its body first." in page
    assert "This is no next step for a piece that is draft." in page
    assert [f'name="_selected_action" value="{each.pk}"' in page for each in ready] == [True, True]
    assert Article.objects.live().count() == 0


def test_who_wrote_the_newest_text_is_told_that_another_approves_it() -> None:
    contributor = make_user("Contributors")
    contributor.user_permissions.add(Permission.objects.get(codename="approve_article"))
    own = make_article(created_by=contributor, status=Status.REVIEW)
    response = signed_in(contributor).post(LIST, chosen(own, action="approve"))
    assert "somebody else has to approve it" in response.content.decode()


def test_many_are_moved_and_the_others_are_told(publisher: User) -> None:
    ready = [make_article(status=Status.APPROVED) for _ in range(2)]
    empty = make_article(status=Status.APPROVED, headline="Empty", body="")
    form = chosen(*ready, empty, action="publish", confirmed="yes")
    response = signed_in(publisher).post(LIST, form)
    assert told(response) == [
        "Empty: The piece has no text. Write its body first.",
        "2 pieces were moved.",
    ]
    assert Article.objects.live().count() == 2


def test_of_many_one_that_changed_since_the_page_was_opened_stays(publisher: User) -> None:
    article = make_article(status=Status.REVIEW, headline="Ferry")
    form = chosen(article, action="approve", confirmed="yes")
    content = contents.read_content(article) | {"headline": "Tram"}
    revisions.save_revision(article, content, by=make_user("Editors"), builds_on=1)
    response = signed_in(publisher).post(LIST, form)
    assert told(response) == [
        "Tram: The text has changed since you opened the page. Read it again first.",
        "0 pieces were moved.",
    ]


def test_many_are_sent_back_with_one_note(publisher: User) -> None:
    waiting = [make_article(status=Status.REVIEW) for _ in range(2)]
    form = chosen(*waiting, action="request_changes", confirmed="yes", reason="Add tags.")
    signed_in(publisher).post(LIST, form)
    assert {each.status for each in Article.objects.all()} == {Status.DRAFT}
    assert [note.text for note in Note.objects.all()] == ["Add tags."] * 2


def test_too_many_are_not_moved_at_all(publisher: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transitions, "BULK_LIMIT", 1)
    articles = [make_article(status=Status.APPROVED) for _ in range(2)]
    response = signed_in(publisher).post(LIST, chosen(*articles, action="publish"))
    assert told(response) == ["Choose up to 1 pieces at a time. Nothing was moved."]
    assert Article.objects.live().count() == 0


def test_a_move_that_one_may_not_make_is_not_offered_to_be_made() -> None:
    article = make_article(status=Status.APPROVED)
    form = chosen(article, action="publish", confirmed="yes")
    signed_in(make_user("Editors")).post(LIST, form)
    assert Article.objects.get().status == Status.APPROVED


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_of_many_costs_the_same_for_one_and_for_twenty(
    publisher: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    articles = [make_article(status=Status.APPROVED) for _ in range(number)]
    client = signed_in(publisher)
    form = chosen(*articles, action="publish")
    with django_assert_num_queries(7):
        client.post(LIST, form)


@pytest.mark.parametrize("name", TRANSITIONS)
def test_every_move_says_what_it_does(publisher: User, name: str) -> None:
    origin = min(TRANSITIONS[name].from_statuses)
    live = {"withdraw": make_live, "edit": make_live}
    article = live[name]() if name in live else make_article(status=origin)
    page = signed_in(publisher).get(move_of(article, name))
    assert page.status_code == HTTPStatus.OK
