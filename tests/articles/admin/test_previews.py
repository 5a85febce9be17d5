"""Previews in the admin: who sees them, who makes and revokes links, what the panel shows."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, PreviewLink, Status
from articles.publishing import revisions
from tests.articles.admin.pages import read_messages, sign_in
from tests.factories import (
    NOON,
    get_preview_path,
    make_article,
    make_preview_link,
    make_revision,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
LIVE: dict[str, Any] = {"is_released": True, "published_at": NOON}


def get_url(article: Article, tail: str) -> str:
    return f"/admin/articles/article/{article.pk}/{tail}"


def make_link(client: Client, article: Article, **changes: Any) -> Any:
    """Send the form of the panel."""
    data = {"days": 3, "seen": revisions.get_working_revision(article).number} | changes
    return client.post(get_url(article, "preview_links/"), data)


def list_open_links(article: Article) -> list[PreviewLink]:
    return list(PreviewLink.objects.open().filter(article=article))


# Every address, every role.

LOGIN, OK, NO = "login", "ok", "no"
ALL = [
    # role, whose article, its status: preview, make and revoke
    ("anonymous", "other's", Status.DRAFT, LOGIN, LOGIN),
    ("reader", "own", Status.DRAFT, LOGIN, LOGIN),
    ("", "other's", Status.DRAFT, NO, NO),
    ("", "own", Status.DRAFT, NO, NO),
    ("Contributors", "own", Status.DRAFT, OK, OK),
    ("Contributors", "own", Status.REVIEW, OK, NO),
    ("Contributors", "own", Status.APPROVED, OK, NO),
    ("Contributors", "own", Status.PUBLISHED, OK, NO),
    ("Contributors", "other's", Status.DRAFT, NO, NO),
    ("Contributors", "other's", Status.PUBLISHED, NO, NO),
    *[
        (role, whose, status, OK, OK)
        for role in ("Editors", "Publishers", "superuser")
        for whose in ("own", "other's")
        for status in (Status.DRAFT, Status.REVIEW, Status.APPROVED, Status.PUBLISHED)
    ],
]


def make_person(role: str) -> User | None:
    if role == "anonymous":
        return None
    if role == "reader":
        return User.objects.create_user("reader")
    return make_user(is_superuser=True) if role == "superuser" else make_user(role)


def classify(response: Any) -> str:
    if response.status_code == HTTPStatus.FOUND:
        return LOGIN if "/login/" in response["Location"] else OK
    return {HTTPStatus.OK: OK, HTTPStatus.FORBIDDEN: NO}[response.status_code]


@pytest.mark.parametrize(("role", "whose", "status", "sees", "shares"), ALL)
def test_who_may_see_previews_and_who_may_make_and_revoke_links(
    role: str, whose: str, status: Status, sees: str, shares: str
) -> None:
    user, other = make_person(role), make_user("Contributors")
    fields = LIVE if status is Status.PUBLISHED else {}
    writer = user if whose == "own" else other
    article = make_article(status=status, created_by=writer, **fields)
    link = make_preview_link(article)
    client = sign_in(user) if user else Client()
    assert [
        classify(client.get(get_url(article, "preview/"))),
        classify(client.get(get_url(article, "preview/?revision=1"))),
        classify(make_link(client, article)),
        classify(client.post(get_url(article, f"preview_links/{link.pk}/revoke/"))),
    ] == [sees, sees, shares, shares]
    is_made = shares == OK and status is not Status.PUBLISHED
    assert PreviewLink.objects.filter(made_by=user).exists() == is_made
    assert PreviewLink.objects.filter(revoked_at=None, pk=link.pk).exists() == (shares != OK)


@pytest.mark.parametrize(
    ("method", "tail"),
    [
        ("post", "preview/"),
        ("get", "preview_links/"),
        ("get", "preview_links/{link}/revoke/"),
    ],
)
def test_other_methods_are_not_allowed(method: str, tail: str) -> None:
    article = make_article()
    link = make_preview_link(article)
    address = get_url(article, tail.format(link=link.pk))
    response = getattr(sign_in(make_user("Editors")), method)(address)
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


# The preview.


def test_the_preview_shows_the_working_revision_by_default() -> None:
    article = make_article(headline="First")
    make_revision(article, headline="Second")
    client = sign_in(make_user("Editors"))
    queries = ("", "?revision=", "?revision=2", "?revision=1")
    pages = [client.get(get_url(article, f"preview/{query}")).content.decode() for query in queries]
    assert [">First</h1>" in page for page in pages] == [False, False, False, True]


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "9" * 5000, "99999999999999999999"])
def test_a_revision_that_does_not_exist_is_not_found(number: str) -> None:
    article = make_article()
    response = sign_in(make_user("Editors")).get(get_url(article, f"preview/?revision={number}"))
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_a_revision_of_another_article_is_not_found() -> None:
    article, other = make_article(), make_article()
    make_revision(other, headline="Second")
    response = sign_in(make_user("Editors")).get(get_url(article, "preview/?revision=2"))
    assert response.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("tail", ["preview/", "preview_links/", "preview_links/1/revoke/"])
def test_an_article_that_does_not_exist_is_not_found(tail: str) -> None:
    client = sign_in(make_user("Editors"))
    send = client.get if tail == "preview/" else client.post
    assert send(f"/admin/articles/article/1/{tail}").status_code == HTTPStatus.NOT_FOUND


# Making.


@pytest.mark.parametrize("days", [1, 3, 30])
def test_a_link_expires_after_the_days(days: int) -> None:
    article, editor = make_article(), make_user("Editors")
    with time_machine.travel(NOW, tick=False):
        response = make_link(sign_in(editor), article, days=days)
    link = PreviewLink.objects.get()
    assert (response["Location"], read_messages(response)) == (
        get_url(article, "change/#previews"),
        ["Link created. Copy its address from the list below."],
    )
    assert (link.article, link.revision.number, link.made_by) == (article, 1, editor)
    assert (link.made_at, link.expires_at) == (NOW, NOW + timedelta(days=days))


@pytest.mark.parametrize(
    "changes", [{"days": 0}, {"days": 31}, {"days": "x"}, {"days": ""}, {"seen": ""}, {"seen": "x"}]
)
def test_invalid_days_make_no_link(changes: dict[str, Any]) -> None:
    article = make_article()
    response = make_link(sign_in(make_user("Editors")), article, **changes)
    assert read_messages(response) == ["No link was created: it may last from 1 to 30 days."]
    assert PreviewLink.objects.count() == 0


def test_no_link_is_made_to_an_unseen_revision() -> None:
    article = make_article()
    make_revision(article, headline="Changed")
    response = make_link(sign_in(make_user("Editors")), article, seen=1)
    assert read_messages(response) == [
        (
            "No link was created: the text has changed since you opened the page. "
            "Read the new text first."
        )
    ]
    assert PreviewLink.objects.count() == 0


GONE: dict[Status, dict[str, Any]] = {
    Status.PUBLISHED: LIVE,
    Status.WITHDRAWN: {"published_at": NOON, "withdrawn_reason": "Wrong."},
    Status.SPIKED: {},
}


@pytest.mark.parametrize("status", GONE)
def test_no_link_is_made_to_an_article_in_a_final_status(status: Status) -> None:
    article = make_article(status=status, **GONE[status])
    response = make_link(sign_in(make_user("Editors")), article)
    message = (
        f"No link was created: the article is {status.label}, and preview links are only "
        "for unfinished work."
    )
    assert read_messages(response) == [message]
    assert PreviewLink.objects.count() == 0


# Revoking.


def test_a_revoked_link_is_not_found(client: Client) -> None:
    article = make_article()
    link, other = make_preview_link(article), make_preview_link(article)
    editor_client = sign_in(make_user("Editors"))
    response = editor_client.post(get_url(article, f"preview_links/{link.pk}/revoke/"))
    assert (response["Location"], read_messages(response)) == (
        get_url(article, "change/#previews"),
        ["Link revoked: it no longer works."],
    )
    assert client.get(get_preview_path(link)).status_code == HTTPStatus.NOT_FOUND
    assert list_open_links(article) == [other]


def test_a_link_is_revoked_once() -> None:
    article = make_article()
    link = make_preview_link(article, revoked_at=NOW)
    sign_in(make_user("Editors")).post(get_url(article, f"preview_links/{link.pk}/revoke/"))
    assert PreviewLink.objects.get().revoked_at == NOW


def test_a_link_of_another_article_is_not_revoked() -> None:
    article, link = make_article(), make_preview_link(make_article())
    response = sign_in(make_user("Editors")).post(
        get_url(article, f"preview_links/{link.pk}/revoke/")
    )
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert PreviewLink.objects.get().revoked_at is None


# The panel.


def read_panel(user: User, article: Article) -> str:
    page = sign_in(user).get(get_url(article, "change/")).content.decode()
    match = re.search(r'<section id="previews".*?</section>', page, re.DOTALL)
    assert match is not None
    return " ".join(match[0].split())


def test_the_panel_lists_open_links() -> None:
    article, editor = make_article(), make_user("Editors", first_name="Vera")
    with time_machine.travel(NOW, tick=False):
        link = make_preview_link(article, made_by=editor)
        ended = make_preview_link(article, revoked_at=NOW)
        html = read_panel(make_user("Editors"), article)
    line = f"Link to revision 1, created by {editor}, valid until 4 March 2020, 09:00 UTC"
    assert line in html
    assert f"readonly>http://testserver{get_preview_path(link)}</textarea>" in html
    assert f'formaction="{get_url(article, f"preview_links/{link.pk}/revoke/")}"' in html
    assert f"preview_links/{ended.pk}/" not in html
    assert html.count("Link to revision") == 1


def test_the_panel_offers_a_link_for_three_days() -> None:
    html = read_panel(make_user("Editors"), make_article())
    assert 'min="1" max="30" value="3" required' in html
    assert "No preview link for this revision yet." in html
    assert "Preview revision 1" in html


def test_users_who_may_not_share_see_links_without_urls() -> None:
    writer = make_user("Contributors")
    article = make_article(created_by=writer, status=Status.REVIEW)
    make_preview_link(article)
    html = read_panel(writer, article)
    assert ["Link to revision 1, created by" in html, "<textarea" in html, "<button" in html] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("status", GONE)
def test_the_panel_of_a_final_status_has_the_preview_only(status: Status) -> None:
    article = make_article(status=status, **GONE[status])
    make_preview_link(article)
    html = read_panel(make_user("Editors"), article)
    assert ("Preview revision 1" in html, "<button" in html, "Link to" in html) == (
        True,
        False,
        False,
    )


def test_the_buttons_of_the_panel_belong_to_separate_forms() -> None:
    article = make_article()
    make_preview_link(article)
    page = sign_in(make_user("Editors")).get(get_url(article, "change/")).content.decode()
    forms = re.findall(r'<form id="(desk-(?:preview|revoke))"', page)
    buttons = re.findall(r'form="(desk-(?:preview|revoke))"', page)
    assert (forms, sorted(set(buttons))) == (
        ["desk-preview", "desk-revoke"],
        ["desk-preview", "desk-revoke"],
    )
