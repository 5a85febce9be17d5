"""Values that the database layer refuses get status 400; what is wrong with the code does not."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from articles.models import Article
from newsroom.bad_values import BadValues
from tests.factories import make_article, make_source, make_user
from tests.imported import is_postgresql

LIST = "/admin/articles/article/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user(is_superuser=True))
    return client


@pytest.mark.django_db
def test_null_characters_are_refused_by_postgresql(desk: Client) -> None:
    expected = HTTPStatus.BAD_REQUEST if is_postgresql() else HTTPStatus.OK
    assert desk.get(LIST, {"status__exact": "a\0"}).status_code == expected


# PostgreSQL compares them with every key, so that forms can say which value is none of the choices.
@pytest.mark.django_db
@pytest.mark.parametrize("key", [2**63, 2**64, 10**30])
def test_long_keys_in_forms_are_refused_by_sqlite(desk: Client, key: int) -> None:
    expected = HTTPStatus.OK if is_postgresql() else HTTPStatus.BAD_REQUEST
    group = Group.objects.earliest("pk")
    path = reverse("admin:auth_group_change", args=[group.pk])
    response = desk.post(path, {"name": group.name, "permissions": [key]})
    assert response.status_code == expected


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["null", "", "1.5", "\0"])
def test_actions_on_rows_that_cannot_be_are_refused(desk: Client, key: str) -> None:
    for path, action in ((LIST, "publish"), ("/admin/auth/group/", "delete_selected")):
        response = desk.post(path, {"action": action, "_selected_action": key})
        assert response.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.django_db
def test_an_empty_name_of_a_field_is_refused(desk: Client) -> None:
    path = reverse("admin:articles_article_change", args=[make_article().pk])
    assert desk.post(path, {"_to_field": ""}).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [{"source": "Gazette"}, {"publish_at": "0001-01-01"}, {"translation_of": str(2**64)}]
)
def test_the_add_form_ignores_the_query_string(desk: Client, query: dict[str, str]) -> None:
    assert desk.get(f"{LIST}add/", query).status_code == HTTPStatus.OK


@pytest.mark.django_db
def test_a_form_without_a_slug_links_the_page_that_is_there(desk: Client) -> None:
    source = make_source()
    path = reverse("admin:articles_source_change", args=[source.pk])
    page = desk.post(path, {"name": "", "slug": ""}).content.decode()
    assert f'<a href="{source.get_absolute_url()}" class="viewsitelink">' in page


def process(error: Exception) -> Any:
    middleware = BadValues(lambda _request: HttpResponse())
    return middleware.process_exception(RequestFactory().get("/"), error)


@pytest.mark.parametrize("error", [ValueError("ours"), OperationalError("disk full"), KeyError()])
def test_other_errors_remain_errors(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        raise error
    assert process(caught.value) is None


def test_the_error_remains_in_the_log() -> None:
    with pytest.raises(ValueError, match="expected a number") as caught:
        Article._meta.pk.get_prep_value("x")
    with pytest.raises(BadRequest) as refused:
        process(caught.value)
    assert refused.value.__cause__ is caught.value
