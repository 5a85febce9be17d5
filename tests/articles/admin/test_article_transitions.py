"""The buttons of transitions in the form and in the list of articles."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User

from articles.models import Article, Status
from articles.publishing import contents, revisions
from articles.publishing.transitions import TRANSITIONS
from tests.articles.admin.pages import (
    LIST,
    build_form,
    get_change_url,
    get_transition_url,
    read_messages,
    sign_in,
)
from tests.factories import (
    make_article,
    make_live,
    make_source,
    make_user,
)
from tests.transitions import EXPECTED, RANKS, list_possible_transitions

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors")


@pytest.fixture
def publisher() -> User:
    return make_user("Publishers")


def test_the_buttons_are_the_transitions_that_the_user_may_perform(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    page = sign_in(publisher).get(get_change_url(article)).content.decode()
    names = [name for name in TRANSITIONS if f'name="_move" value="{name}"' in page]
    assert names == list_possible_transitions("never live: review")


def test_an_article_that_cannot_be_changed_has_links_and_buttons(publisher: User) -> None:
    article = make_live()
    page = sign_in(publisher).get(get_change_url(article)).content.decode()
    assert f'formaction="{get_transition_url(article, "edit")}"' in page
    assert f'href="{get_transition_url(article, "withdraw")}?seen=1"' in page
    assert 'name="_save"' not in page


def test_a_blocked_transition_says_why(publisher: User) -> None:
    article = make_article(status=Status.APPROVED, body="")
    page = sign_in(publisher).get(get_change_url(article)).content.decode()
    assert "The article has no text. Write the body first." in page
    assert get_transition_url(article, "publish") not in page


def test_a_button_saves_and_performs_the_transition(editor: User) -> None:
    article = make_article()
    form = build_form(article, headline="Better", _move="submit")
    response = sign_in(editor).post(get_change_url(article), form)
    article.refresh_from_db()
    assert (article.headline, article.status) == ("Better", Status.REVIEW)
    assert read_messages(response) == ["The status of “Better” is now “in review”."]
    assert response.headers["Location"] == get_change_url(article)


def test_a_new_article_is_saved_and_submitted_at_once(editor: User) -> None:
    form = build_form(headline="New", source=make_source().pk, _move="submit")
    sign_in(editor).post(f"{LIST}add/", form)
    assert Article.objects.get().status == Status.REVIEW


def test_a_button_of_a_transition_with_input_saves_and_redirects(editor: User) -> None:
    article = make_article(status=Status.REVIEW)
    form = build_form(article, headline="Better", _move="request_changes")
    response = sign_in(editor).post(get_change_url(article), form)
    article.refresh_from_db()
    assert (article.headline, article.status) == ("Better", Status.REVIEW)
    assert (
        response.headers["Location"] == f"{get_transition_url(article, 'request_changes')}?seen=2"
    )


def test_who_changed_the_text_approves_all_but_that(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    form = build_form(article, headline="Better", _move="approve")
    response = sign_in(publisher).post(get_change_url(article), form)
    article.refresh_from_db()
    assert (article.headline, article.status) == ("Better", Status.REVIEW)
    assert read_messages(response) == [
        (
            "You have signed “Better”. It is approved as soon as somebody else has signed what you "
            "changed yourself."
        )
    ]
    response = sign_in(publisher).post(get_transition_url(article, "approve"), {"seen": 2})
    assert "so somebody else has to sign them" in response.content.decode()


def test_a_text_that_changed_since_the_page_was_opened_is_not_approved(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    form = build_form(article, _move="approve", body=article.body)
    content = contents.read_content(article) | {"headline": "Changed meanwhile"}
    revisions.save_revision(article, content, by=make_user("Editors"), builds_on=1)
    response = sign_in(publisher).post(get_change_url(article), form)
    article.refresh_from_db()
    assert article.status == Status.REVIEW
    assert read_messages(response) == [
        "The text has changed since you opened the page. Read it again first."
    ]


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-30", "2201-01-02", "9999-12-31"])
def test_nothing_goes_live_in_a_year_that_is_not_possible(publisher: User, day: str) -> None:
    article = make_article(status=Status.APPROVED)
    url = get_transition_url(article, "publish")
    response = sign_in(publisher).post(url, {"at_0": day, "at_1": "12:00:00"})
    assert response.context["form"].errors == {
        "at": ["Choose a time in the years from 1900 to 2200."]
    }
    article.refresh_from_db()
    assert article.status == Status.APPROVED


def test_an_unknown_transition_only_saves(editor: User) -> None:
    article = make_article()
    response = sign_in(editor).post(get_change_url(article), build_form(article, _move="explode"))
    assert response.status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("role", RANKS)
def test_the_list_offers_the_transitions_of_the_role(role: str) -> None:
    below = RANKS[: RANKS.index(role) + 1]
    actions = [name for name in TRANSITIONS if EXPECTED[name].role in below]
    make_article(created_by=(user := make_user(role)))
    page = sign_in(user).get(LIST).content.decode()
    assert [name for name in TRANSITIONS if f'value="{name}"' in page] == actions
