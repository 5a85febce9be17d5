"""Who may see, change and delete which articles."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Article, Status
from tests.articles.admin.pages import LIST, build_form, get_change_url, sign_in
from tests.factories import (
    make_article,
    make_live,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_case(case: str, person: User) -> Article:
    whose, _, state = case.partition(" ")
    creator = person if whose == "own" else make_user()
    if state == "live":
        return make_live(created_by=creator)
    return make_article(created_by=creator, status=Status(state))


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("role", "case", "may"),
    [
        ("", "other's draft", "nothing"),
        ("Contributors", "own draft", "change"),
        ("Contributors", "own review", "view"),
        ("Contributors", "own live", "view"),
        ("Contributors", "own approved", "view"),
        ("Contributors", "other's draft", "nothing"),
        ("Contributors", "other's live", "nothing"),
        ("Editors", "own draft", "change"),
        ("Editors", "other's draft", "change"),
        ("Editors", "own live", "view"),
        ("Editors", "other's live", "view"),
        ("Publishers", "other's draft", "change"),
        ("Editors", "other's review", "change"),
        ("Editors", "other's approved", "view"),
        ("Publishers", "other's live", "view"),
        ("Publishers", "other's spiked", "view"),
    ],
)
def test_who_may_see_and_change_what(role: str, case: str, may: str) -> None:
    person = make_user(role)
    article = make_case(case, person)
    client = sign_in(person)
    is_visible = client.get(get_change_url(article)).status_code == HTTPStatus.OK
    client.post(get_change_url(article), build_form(article, headline="Changed"))
    article.refresh_from_db()
    is_changed = article.headline == "Changed"
    assert {"nothing": (False, False), "view": (True, False), "change": (True, True)}[may] == (
        is_visible,
        is_changed,
    )


@pytest.mark.parametrize("role", ["Contributors", "Editors", "Publishers"])
def test_no_role_deletes_articles(role: str) -> None:
    person = make_user(role)
    article = make_article(created_by=person)
    address = reverse("admin:articles_article_delete", args=[article.pk])
    assert sign_in(person).post(address, {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN


def test_a_contributor_lists_only_own_articles() -> None:
    contributor = make_user("Contributors")
    make_article(headline="Mine", created_by=contributor)
    make_article(headline="Theirs")
    page = sign_in(contributor).get(LIST).content.decode()
    assert ("Mine" in page, "Theirs" in page) == (True, False)
