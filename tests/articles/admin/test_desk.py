"""Lists and forms of sources, authors, tags and originals."""

import os
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.test import Client

from articles.models import Author, Source, Tag
from articles.vocabulary import INLINE_LIMIT
from tests.articles.admin.pages import sign_in
from tests.factories import (
    make_article,
    make_author,
    make_original,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "nobody", "Contributors", "Editors", "Publishers", "superuser"]


def make_client(role: str) -> Client:
    client = Client()
    if role != "anonymous":
        group = role if role in {"Contributors", "Editors", "Publishers"} else ""
        user = make_user(group, is_superuser=role == "superuser")
        client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("term", "names"),
    [("ULA", ["Ulaşım"]), ("ulaş", ["Ulaşım"]), ("x", []), ("", ["harbour", "Ulaşım"])],
)
def test_tags_are_suggested_however_they_are_typed(term: str, names: list[str]) -> None:
    Tag.objects.get_or_create_by_names(["harbour", "Ulaşım"])
    data = make_client("Editors").get("/admin/articles/tag/suggest/", {"term": term}).json()
    assert sorted(each["id"] for each in data["results"]) == sorted(names)


@pytest.mark.parametrize("kind", ["source", "author"])
def test_search_finds_a_name_by_any_spelling(kind: str) -> None:
    make = {"source": make_source, "author": make_author}[kind]
    row = make("Hürriyet")
    row.aliases.create(name="HDN")
    make("Other")
    client = make_client("Editors")
    for term in ("hurriyet", "HDN"):
        response = client.get(f"/admin/articles/{kind}/", {"q": term})
        assert [str(each) for each in response.context["cl"].result_list] == ["Hürriyet"]


def add(kind: str, **fields: str) -> str:
    """Fill in the form for a new one as an editor does; return the page that follows."""
    sizes = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}
    inline = {f"{rows}-{name}": n for rows in ("aliases", "feeds") for name, n in sizes.items()}
    chosen = {"index_policy": "index"} if kind == "source" else {}
    client = make_client("Editors")
    page = client.post(f"/admin/articles/{kind}/add/", {**inline, **chosen, **fields}, follow=True)
    return page.content.decode()


@pytest.mark.parametrize(("kind", "rows"), [("source", Source), ("author", Author)])
def test_a_new_name_gets_a_free_slug(kind: str, rows: Any) -> None:
    rows.objects.create(name="Harbour Authority", slug="port")
    add(kind, name="Port", slug="")
    assert rows.objects.get(name="Port").slug == "port-2"


@pytest.mark.parametrize(("kind", "rows"), [("source", Source), ("author", Author)])
def test_a_typed_slug_that_exists_is_an_error(kind: str, rows: Any) -> None:
    rows.objects.create(name="Harbour Authority", slug="port")
    assert f"{kind.title()} with this Address name already exists." in add(
        kind, name="Pier", slug="port"
    )
    assert rows.objects.count() == 1


def test_a_name_is_not_found_by_the_article_that_has_it() -> None:
    article = make_article()
    make_source("Agos")
    page = make_client("Contributors").get(f"/admin/articles/source/?articles={article.pk}")
    assert page.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("field", ["source", "author"])
def test_sources_and_authors_are_completed_while_typing(field: str) -> None:
    make_source("Hürriyet")
    make_author("Hürriyet")
    model = {"source": "article", "author": "byline"}[field]
    params = {"term": "HURR", "app_label": "articles", "model_name": model, "field_name": field}
    data = make_client("Editors").get("/admin/autocomplete/", params).json()
    assert [each["text"] for each in data["results"]] == ["Hürriyet"]


def test_an_original_is_downloaded_as_received() -> None:
    original = make_original(make_article(), b"<script>alert(1)</script>")
    response = make_client("Editors").get(f"/admin/articles/original/{original.pk}/download/")
    assert response.content == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("charset", ["utf-8", ""])
def test_the_desk_says_that_the_file_of_an_original_is_missing(charset: str) -> None:
    article = make_article()
    original = make_original(article, os.urandom(2) * INLINE_LIMIT, charset=charset)
    assert original.blob
    default_storage.delete(original.blob.file_name)
    client, page = make_client("Editors"), f"/admin/articles/original/{original.pk}/change/"
    message = f"The file {original.blob.file_name} is missing. Ask the administrator"
    response = client.get(f"/admin/articles/original/{original.pk}/download/", follow=True)
    assert response.redirect_chain == [(page, HTTPStatus.FOUND)]
    assert response.content.decode().count(message) == (2 if charset else 1)
    form = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert form.count(message) == (1 if charset else 0)


def test_who_may_not_see_originals_downloads_none() -> None:
    original = make_original(make_article())
    response = make_client("Contributors").get(f"/admin/articles/original/{original.pk}/download/")
    assert response.status_code == HTTPStatus.FORBIDDEN


def test_who_sees_originals_sees_those_of_visible_articles() -> None:
    person = make_user("Contributors")
    person.user_permissions.add(Permission.objects.get(codename="view_original"))
    own = make_original(make_article(created_by=person))
    other = make_original(make_article())
    client = sign_in(person)
    listed = client.get("/admin/articles/original/").context["cl"].result_list
    urls = [f"/admin/articles/original/{each.pk}/download/" for each in (own, other)]
    assert list(listed) == [own]
    assert [client.get(url).status_code for url in urls] == [200, 404]


def test_an_original_is_shown_as_text() -> None:
    remarks = [{"code": "left_out.form", "line": 0}]
    original = make_original(make_article(), b"<script>alert(1)</script>", remarks=remarks)
    page = make_client("Editors").get(f"/admin/articles/original/{original.pk}/change/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
    assert "A form was left out of the text." in page.content.decode()


@pytest.mark.parametrize("address", ["/", "/admin/login/"])
def test_no_page_lets_inline_script_or_style_run(client: Client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
