"""The names of authors that are suggested while an editor types a byline."""

from http import HTTPStatus

import pytest

from tests.articles.admin.pages import sign_in
from tests.factories import make_author, make_user

pytestmark = pytest.mark.django_db

URL = "/admin/articles/author/suggest/"


def test_authors_of_whom_a_spelling_begins_with_the_term_are_suggested() -> None:
    for name in ("Ada Writer", "Bora Yazar", "Adnan Kaya"):
        make_author(name)
    response = sign_in(make_user("Contributors")).get(URL, {"term": "AD"})
    assert sorted(response.json()["names"]) == ["Ada Writer", "Adnan Kaya"]


def test_who_may_not_see_authors_gets_no_suggestions() -> None:
    assert sign_in(make_user()).get(URL, {"term": "a"}).status_code == HTTPStatus.FORBIDDEN
