"""Tags at the desk: who may delete one, and that none is taken from what readers see."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from articles.models import Article, Tag
from tests.articles.admin.pages import sign_in
from tests.factories import make_article, make_author, make_live, make_source, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/tag/"


def make_superuser_client() -> Client:
    return sign_in(make_user(is_superuser=True))


def delete_tag() -> str:
    """Press the button of the page that deletes the tag; return the page."""
    url = f"{LIST}{Tag.objects.get().pk}/delete/"
    return make_superuser_client().post(url, {"post": "yes"}, follow=True).content.decode()


def delete_by_action() -> str:
    data = {"action": "delete_selected", "_selected_action": [Tag.objects.get().pk], "post": "yes"}
    return make_superuser_client().post(LIST, data, follow=True).content.decode()


@pytest.mark.parametrize("delete", [delete_tag, delete_by_action])
def test_a_tag_of_an_article_that_readers_see_stays(delete: Callable[[], str]) -> None:
    make_live(headline="Ferry sails", tags=("harbour",))
    page = delete()
    assert "Article that readers see: “Ferry sails”. Take the tag off it first." in page
    assert [tag.name for tag in Article.objects.get().tags.all()] == ["harbour"]


@pytest.mark.parametrize("delete", [delete_tag, delete_by_action])
def test_a_tag_of_articles_that_readers_do_not_see_is_deleted(delete: Callable[[], str]) -> None:
    make_article(tags=("harbour",))
    make_live(tags=("harbour",), published_at=timezone.now() + timedelta(days=1))
    delete()
    assert Tag.objects.count() == 0


def make_deleter(kind: str, *, may_see_all: bool) -> User:
    names = [f"delete_{kind}", f"view_{kind}", *(["review_article"] if may_see_all else [])]
    user = make_user()
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return user


@pytest.mark.parametrize(("may_see_all", "status"), [(True, 200), (False, 403)])
@pytest.mark.parametrize("kind", ["tag", "author", "source"])
def test_a_name_is_deleted_by_who_may_see_all_articles(
    kind: str, *, may_see_all: bool, status: int
) -> None:
    tag = Tag.objects.get_or_create_by_names(["harbour"])[0]
    pk = {"tag": tag.pk, "author": make_author().pk, "source": make_source().pk}[kind]
    client = sign_in(make_deleter(kind, may_see_all=may_see_all))
    assert client.get(f"/admin/articles/{kind}/{pk}/delete/").status_code == status


def test_who_may_not_see_tags_gets_no_suggestions() -> None:
    response = sign_in(make_user()).get(f"{LIST}suggest/", {"term": "h"})
    assert response.status_code == HTTPStatus.FORBIDDEN
