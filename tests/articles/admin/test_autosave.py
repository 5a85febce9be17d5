"""The cookie that names the drafts which were saved."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from articles.admin.autosave import COOKIE
from articles.models import Article
from tests.articles.admin.pages import FormPage
from tests.factories import make_article, make_user
from tests.forms import read_form

pytestmark = pytest.mark.django_db

SECURE_COOKIE = f"__Secure-{COOKIE}"
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


def test_a_saved_draft_is_named_in_the_cookie(article: Article, ada: User) -> None:
    response = FormPage(article, ada).press(headline="Mine", draft="abc1")
    cookie = response.cookies[SECURE_COOKIE]
    assert (cookie.value, cookie["path"], cookie["samesite"]) == ("abc1", "/admin/", "Lax")
    assert cookie["secure"]


def test_over_plain_http_the_cookie_has_no_prefix(
    article: Article, ada: User, settings: Settings
) -> None:
    settings.CSRF_COOKIE_SECURE = False
    response = FormPage(article, ada).press(headline="Mine", draft="abc1")
    assert (response.cookies[COOKIE].value, response.cookies[COOKIE]["secure"]) == ("abc1", "")


def test_a_saved_draft_of_a_new_article_is_named_in_the_cookie(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    address = "/admin/articles/article/add/"
    form = read_form(client.get(address).content.decode(), "article_form")
    response = client.post(address, {**form, "headline": "New", "draft": "abc1"})
    assert response.cookies[SECURE_COOKIE].value == "abc1"
    assert Article.objects.get().headline == "New"


def test_a_draft_with_a_conflict_keeps_its_name_and_is_not_in_the_cookie(
    article: Article, ada: User, can: User
) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    response = here.press(headline="Mine", draft="abc1")
    assert SECURE_COOKIE not in response.cookies
    assert here.fields["draft"] == ["abc1"]


@pytest.mark.unmeasured
def test_the_cookie_names_the_last_twenty_drafts(article: Article, ada: User) -> None:
    page = FormPage(article, ada)
    for number in range(22):
        page.press(draft=f"d{number}")
    names = page.client.cookies[SECURE_COOKIE].value.split(".")
    assert names == [f"d{number}" for number in range(2, 22)]


@pytest.mark.parametrize("name", ["", "a.b", "a;b", "A", "x" * 41])
def test_an_invalid_name_of_a_draft_is_ignored(name: str, article: Article, ada: User) -> None:
    assert SECURE_COOKIE not in FormPage(article, ada).press(draft=name).cookies
