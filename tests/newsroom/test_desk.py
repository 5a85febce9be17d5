"""What the desk leaves out of Django's admin, and which models have a URL of their own."""

from http import HTTPStatus

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from articles.models import Article, Author, PreviewLink, Source, Tag
from newsroom.desk import Desk
from tests.articles.admin.pages import sign_in
from tests.factories import make_article, make_preview_link, make_source, make_user

pytestmark = pytest.mark.django_db


def test_the_admin_is_our_desk() -> None:
    assert isinstance(admin.site, Desk)


def test_only_rows_with_a_public_page_have_a_url() -> None:
    with_url = {each for each in apps.get_models() if hasattr(each, "get_absolute_url")}
    assert with_url == {Article, Author, Source, Tag}


@pytest.mark.parametrize("role", ["anonymous", "", "Contributors", "Editors", "superuser"])
def test_the_shortcut_to_a_preview_is_not_found(role: str) -> None:
    link = make_preview_link(make_article())
    kind = ContentType.objects.get_for_model(PreviewLink)
    client = Client()
    if role != "anonymous":
        is_superuser = role == "superuser"
        client.force_login(make_user("" if is_superuser else role, is_superuser=is_superuser))
    response = client.get(f"/admin/r/{kind.pk}/{link.pk}/")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_the_form_of_a_source_links_to_its_public_page() -> None:
    source = make_source("Agos")
    page = sign_in(make_user("Editors")).get(f"/admin/articles/source/{source.pk}/change/")
    assert 'href="/sources/agos/" class="viewsitelink"' in page.content.decode()
