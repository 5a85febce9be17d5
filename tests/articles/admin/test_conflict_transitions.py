"""Transitions of a text that has changed since, and saving after a transition."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from articles.models import Article, Status
from articles.publishing import workflow
from tests.articles.admin.pages import FormPage, get_newest, read_messages
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

BODY = "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>"


@pytest.fixture
def article() -> Article:
    return make_article(headline="Ferry sails", body=BODY, authors=("Ada Writer",), tags=("a", "b"))


@pytest.fixture
def ada() -> User:
    return make_user("Editors")


@pytest.fixture
def can() -> User:
    return make_user("Editors")


# Transitions of a text that has changed since.

REFUSED = ["The text has changed since you opened the page. Read it again first."]


def submit(article: Article) -> None:
    workflow.perform(article, "submit", by=make_user("Editors"))


def read_status(article: Article) -> str:
    article.refresh_from_db()
    return article.status


def test_a_text_that_changed_since_is_not_approved(article: Article, ada: User, can: User) -> None:
    submit(article)
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    assert read_messages(here.press("_move", "approve")) == REFUSED
    assert read_status(article) == Status.REVIEW


def test_approving_with_changes_shows_the_conflict(article: Article, ada: User, can: User) -> None:
    submit(article)
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    here.press("_move", "approve", standfirst="Mine.")
    assert here.form.conflict.mine["standfirst"] == "Mine."
    assert read_status(article) == Status.REVIEW


def test_a_text_saved_in_another_window_is_not_approved(
    article: Article, ada: User, settings: Settings
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    submit(article)
    here, elsewhere = FormPage(article, ada), FormPage(article, ada)
    elsewhere.press(headline="Changed")
    assert read_messages(here.press("_move", "approve")) == REFUSED
    assert read_status(article) == Status.REVIEW


def test_a_change_is_saved_and_approved_at_once(
    article: Article, ada: User, settings: Settings
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    submit(article)
    assert read_messages(FormPage(article, ada).press("_move", "approve", headline="Mine")) == [
        "The status of “Mine” is now “approved”."
    ]
    assert read_status(article) == Status.APPROVED


def test_changes_are_not_requested_of_a_text_that_changed_since(
    article: Article, ada: User, can: User
) -> None:
    submit(article)
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    address = here.press("_move", "request_changes")["Location"]
    assert address.endswith("/move/request_changes/?seen=1")
    page = here.client.post(address, {"reason": "Shorter.", "seen": 1})
    assert page.context["form"].non_field_errors() == REFUSED
    assert read_status(article) == Status.REVIEW


def test_a_text_that_changed_since_is_not_published(article: Article, can: User) -> None:
    publisher = make_user("Publishers")
    submit(article)
    workflow.perform(article, "approve", by=publisher)
    client = Client()
    client.force_login(publisher)
    address = f"/admin/articles/article/{article.pk}/move/publish/"
    seen = client.get(address, {"seen": 1}).context["form"]["seen"].value()
    workflow.perform(article, "request_changes", by=publisher, reason="Shorter.")
    FormPage(article, can).press(headline="Theirs")
    article.refresh_from_db()
    workflow.perform(article, "submit", by=can)
    workflow.perform(article, "approve", by=publisher)
    page = client.post(address, {"seen": seen})
    assert page.context["form"].non_field_errors() == REFUSED
    assert read_status(article) == Status.APPROVED


# An article that a transition closed while somebody wrote.


def test_texts_that_cannot_be_saved_any_more_are_returned() -> None:
    writer = make_user("Contributors")
    article = make_article(created_by=writer)
    page = FormPage(article, writer)
    submit(article)
    response = page.press(headline="Mine", standfirst="", body="<b>Long</b> text.")
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert [text for _label, text in response.context["texts"]] == ["Mine", "<b>Long</b> text."]
    assert "The status is now “in review”" in response.content.decode()
    assert "&lt;b&gt;Long&lt;/b&gt; text.</textarea>" in response.content.decode()
    assert get_newest(article).number == 1


def test_a_user_who_may_not_see_the_article_gets_nothing(article: Article) -> None:
    client = Client()
    client.force_login(make_user())
    address = f"/admin/articles/article/{article.pk}/change/"
    for response in (client.get(address), client.post(address, {"headline": "Mine"})):
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "Ferry sails" not in response.content.decode()
