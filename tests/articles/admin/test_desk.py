"""Every URL of the admin for every role; lists and forms of sources, authors, tags, originals."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from articles.models import Author, Note, Source, Tag
from tests.factories import (
    make_article,
    make_author,
    make_original,
    make_preview_link,
    make_source,
    make_user,
)
from tests.transitions import EXPECTED

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "nobody", "Contributors", "Editors", "Publishers", "superuser"]


def make_client(role: str) -> Client:
    client = Client()
    if role != "anonymous":
        group = role if role in {"Contributors", "Editors", "Publishers"} else ""
        user = make_user(group, is_superuser=role == "superuser")
        client.force_login(user)
    return client


MISSING = HTTPStatus.NOT_FOUND
SIGN_IN, NO, YES = HTTPStatus.FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.OK


def build_transition_rows() -> Iterator[tuple[str, tuple[HTTPStatus, ...]]]:
    """Yield the address of each transition: of somebody else's article, so not for contributors."""
    for name, expected in EXPECTED.items():
        editor = NO if expected.role == "Publishers" else YES
        path = f"articles/article/{{article}}/move/{name}/"
        yield path, (SIGN_IN, NO, NO, editor, YES, YES)


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        # anonymous, nobody, contributor, editor, publisher, superuser
        ("", (SIGN_IN, YES, YES, YES, YES, YES)),
        ("articles/article/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/article/add/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/article/{article}/change/", (SIGN_IN, NO, SIGN_IN, YES, YES, YES)),
        ("articles/article/{article}/history/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/article/{article}/compare/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/article/{article}/preview/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/notification/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/notification/add/", (SIGN_IN, NO, NO, NO, NO, NO)),
        *build_transition_rows(),
        ("articles/article/{article}/move/explode/", (SIGN_IN, NO, NO, *[MISSING] * 3)),
        ("articles/author/suggest/?term=a", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/article/{article}/delete/", (SIGN_IN, NO, NO, NO, NO, NO)),
        ("articles/source/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/source/add/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/source/{source}/change/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/source/{source}/delete/", (SIGN_IN, NO, NO, NO, NO, YES)),
        ("articles/author/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/author/add/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/author/{author}/change/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/author/{author}/delete/", (SIGN_IN, NO, NO, NO, NO, YES)),
        ("articles/tag/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/tag/add/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/tag/{tag}/change/", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/tag/{tag}/delete/", (SIGN_IN, NO, NO, NO, NO, YES)),
        ("articles/tag/suggest/?term=h", (SIGN_IN, NO, YES, YES, YES, YES)),
        ("articles/original/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/original/add/", (SIGN_IN, NO, NO, NO, NO, NO)),
        ("articles/original/{original}/change/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/original/{original}/delete/", (SIGN_IN, NO, NO, NO, NO, NO)),
        ("articles/original/{original}/download/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/importrun/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/importrun/add/", (SIGN_IN, NO, NO, NO, NO, NO)),
        ("articles/importrun/{run}/change/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("articles/importrun/{run}/delete/", (SIGN_IN, NO, NO, NO, NO, NO)),
        ("auth/user/", (SIGN_IN, NO, NO, NO, NO, YES)),
        ("auth/group/", (SIGN_IN, NO, NO, NO, NO, YES)),
        ("taggit/tag/", [MISSING] * 6),
    ],
)
def test_every_url_for_every_role(path: str, statuses: tuple[HTTPStatus, ...]) -> None:
    article = make_article()
    original = make_original(article)
    path = "/admin/" + path.format(
        article=article.pk,
        source=make_source("Agos").pk,
        author=make_author("Ada Writer").pk,
        tag=Tag.objects.get_or_create_by_names(["harbour"])[0].pk,
        original=original.pk,
        run=original.run_id,
    )
    statuses_by_role = {role: make_client(role).get(path).status_code for role in ROLES}
    assert statuses_by_role == dict(zip(ROLES, statuses, strict=True))


MADE = HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("address", "statuses"),
    [
        # anonymous, nobody, contributor, editor, publisher, superuser: of somebody else's draft
        ("{article}/move/submit/", (SIGN_IN, NO, NO, MADE, MADE, MADE)),
        ("{article}/move/spike/", (SIGN_IN, NO, NO, MADE, MADE, MADE)),
        ("{article}/move/publish/", (SIGN_IN, NO, NO, NO, YES, YES)),
        ("{article}/notes/", (SIGN_IN, NO, NO, MADE, MADE, MADE)),
        ("{article}/notes/{note}/resolve/", (SIGN_IN, NO, NO, MADE, MADE, MADE)),
        ("{article}/presence/", (SIGN_IN, NO, NO, YES, YES, YES)),
        ("{article}/preview_links/", (SIGN_IN, NO, NO, MADE, MADE, MADE)),
        ("{article}/preview_links/{link}/revoke/", (SIGN_IN, NO, NO, MADE, MADE, MADE)),
        ("{article}/revisions/1/bring_back/", (SIGN_IN, NO, NO, MADE, MADE, MADE)),
        ("{article}/revisions/keep_ours/", (SIGN_IN, NO, NO, MADE, MADE, MADE)),
    ],
)
def test_what_every_role_may_do_with_an_article(
    address: str, statuses: tuple[HTTPStatus, ...]
) -> None:
    statuses_by_role = {}
    for role in ROLES:
        article = make_article()
        note = Note.objects.create(article=article, written_by=make_user(), text="Why?")
        link = make_preview_link(article)
        path = address.format(article=article.pk, note=note.pk, link=link.pk)
        data = {"text": "A note", "days": 3, "seen": 1}
        statuses_by_role[role] = (
            make_client(role).post(f"/admin/articles/article/{path}", data).status_code
        )
    assert statuses_by_role == dict(zip(ROLES, statuses, strict=True))


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


def test_an_original_is_shown_as_text() -> None:
    remarks = [{"code": "left_out.form", "line": 0}]
    original = make_original(make_article(), b"<script>alert(1)</script>", remarks=remarks)
    page = make_client("Editors").get(f"/admin/articles/original/{original.pk}/change/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
    assert "A form was left out of the text." in page.content.decode()


@pytest.mark.parametrize("address", ["/", "/admin/login/"])
def test_no_page_lets_inline_script_or_style_run(client: Client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
