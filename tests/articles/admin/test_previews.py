"""Previews at the desk: who sees them, who makes and revokes links, and what the page shows."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client

from articles.models import Article, PreviewLink, Status
from articles.publishing import revisions
from tests.factories import NOON, make_article, make_preview_link, make_revision, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
LIVE: dict[str, Any] = {"is_released": True, "published_at": NOON}


def at(article: Article, tail: str) -> str:
    return f"/admin/articles/article/{article.pk}/{tail}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def make(client: Client, article: Article, **changes: Any) -> Any:
    """Send what the panel's form sends."""
    sent = {"days": 3, "seen": revisions.get_working_revision(article).number} | changes
    return client.post(at(article, "preview_links/"), sent)


def open_links(article: Article) -> list[PreviewLink]:
    return list(PreviewLink.objects.open().filter(article=article))


# Every address, every role.

LOGIN, OK, NO = "login", "ok", "no"
ALL = [
    # role, whose piece, its status: preview, make and revoke
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


def person(role: str) -> User | None:
    if role == "anonymous":
        return None
    if role == "reader":
        return User.objects.create_user("reader")
    return make_user(is_superuser=True) if role == "superuser" else make_user(role)


def outcome(response: Any) -> str:
    if response.status_code == HTTPStatus.FOUND:
        return LOGIN if "/login/" in response["Location"] else OK
    return {HTTPStatus.OK: OK, HTTPStatus.FORBIDDEN: NO}[response.status_code]


@pytest.mark.parametrize(("role", "whose", "status", "sees", "shares"), ALL)
def test_who_may_see_previews_and_who_may_make_and_revoke_links(
    role: str, whose: str, status: Status, sees: str, shares: str
) -> None:
    user, other = person(role), make_user("Contributors")
    fields = LIVE if status is Status.PUBLISHED else {}
    writer = user if whose == "own" else other
    article = make_article(status=status, created_by=writer, **fields)
    link = make_preview_link(article)
    client = signed_in(user) if user else Client()
    assert [
        outcome(client.get(at(article, "preview/"))),
        outcome(client.get(at(article, "preview/?revision=1"))),
        outcome(make(client, article)),
        outcome(client.post(at(article, f"preview_links/{link.pk}/revoke/"))),
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
def test_what_only_reads_takes_no_post_and_what_writes_no_get(method: str, tail: str) -> None:
    article = make_article()
    link = make_preview_link(article)
    address = at(article, tail.format(link=link.pk))
    response = getattr(signed_in(make_user("Editors")), method)(address)
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


# The preview.


def test_the_working_revision_is_shown_unless_another_is_asked_for() -> None:
    article = make_article(headline="First")
    make_revision(article, headline="Second")
    client = signed_in(make_user("Editors"))
    queries = ("", "?revision=", "?revision=2", "?revision=1")
    pages = [client.get(at(article, f"preview/{query}")).content.decode() for query in queries]
    assert [">First</h1>" in page for page in pages] == [False, False, False, True]


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "9" * 5000, "99999999999999999999"])
def test_a_revision_that_does_not_exist_is_not_found(number: str) -> None:
    article = make_article()
    response = signed_in(make_user("Editors")).get(at(article, f"preview/?revision={number}"))
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_a_revision_of_another_piece_is_not_shown() -> None:
    article, other = make_article(), make_article()
    make_revision(other, headline="Second")
    response = signed_in(make_user("Editors")).get(at(article, "preview/?revision=2"))
    assert response.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("tail", ["preview/", "preview_links/", "preview_links/1/revoke/"])
def test_a_piece_that_does_not_exist_is_not_found(tail: str) -> None:
    client = signed_in(make_user("Editors"))
    send = client.get if tail == "preview/" else client.post
    assert send(f"/admin/articles/article/1/{tail}").status_code == HTTPStatus.NOT_FOUND


# Making.


@pytest.mark.parametrize("days", [1, 3, 30])
def test_a_link_is_good_for_so_many_days(days: int) -> None:
    article, editor = make_article(), make_user("Editors")
    with time_machine.travel(NOW, tick=False):
        response = make(signed_in(editor), article, days=days)
    link = PreviewLink.objects.get()
    assert (response["Location"], told(response)) == (
        at(article, "change/#previews"),
        ["The link is made. Copy its address from the list below."],
    )
    assert (link.article, link.revision.number, link.made_by) == (article, 1, editor)
    assert (link.made_at, link.expires_at) == (NOW, NOW + timedelta(days=days))


@pytest.mark.parametrize(
    "changes", [{"days": 0}, {"days": 31}, {"days": "x"}, {"days": ""}, {"seen": ""}, {"seen": "x"}]
)
def test_a_link_for_no_number_of_days_is_not_made(changes: dict[str, Any]) -> None:
    article = make_article()
    response = make(signed_in(make_user("Editors")), article, **changes)
    assert told(response) == ["No link was made: give it from 1 to 30 days."]
    assert PreviewLink.objects.count() == 0


def test_no_link_is_made_to_a_text_that_the_person_has_not_seen() -> None:
    article = make_article()
    make_revision(article, headline="Changed")
    response = make(signed_in(make_user("Editors")), article, seen=1)
    assert told(response) == [
        "No link was made: the text has changed since you opened the page. Read it first."
    ]
    assert PreviewLink.objects.count() == 0


GONE: dict[Status, dict[str, Any]] = {
    Status.PUBLISHED: LIVE,
    Status.WITHDRAWN: {"published_at": NOON, "withdrawn_reason": "Wrong."},
    Status.SPIKED: {},
}


@pytest.mark.parametrize("status", GONE)
def test_no_link_is_made_to_work_that_has_ended(status: Status) -> None:
    article = make_article(status=status, **GONE[status])
    response = make(signed_in(make_user("Editors")), article)
    assert told(response) == [
        f"No link was made: the piece is {status.label}, and links show work that goes on."
    ]
    assert PreviewLink.objects.count() == 0


# Revoking.


def test_a_link_that_is_revoked_leads_nowhere(client: Client) -> None:
    article = make_article()
    link, other = make_preview_link(article), make_preview_link(article)
    desk = signed_in(make_user("Editors"))
    response = desk.post(at(article, f"preview_links/{link.pk}/revoke/"))
    assert (response["Location"], told(response)) == (
        at(article, "change/#previews"),
        ["The link is revoked: it leads nowhere from now on."],
    )
    assert client.get(link.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND
    assert open_links(article) == [other]


def test_a_link_is_revoked_once() -> None:
    article = make_article()
    link = make_preview_link(article, revoked_at=NOW)
    signed_in(make_user("Editors")).post(at(article, f"preview_links/{link.pk}/revoke/"))
    assert PreviewLink.objects.get().revoked_at == NOW


def test_a_link_of_another_piece_is_not_revoked() -> None:
    article, link = make_article(), make_preview_link(make_article())
    response = signed_in(make_user("Editors")).post(at(article, f"preview_links/{link.pk}/revoke/"))
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert PreviewLink.objects.get().revoked_at is None


# The panel.


def panel(user: User, article: Article) -> str:
    page = signed_in(user).get(at(article, "change/")).content.decode()
    found = re.search(r'<section id="previews".*?</section>', page, re.DOTALL)
    assert found is not None
    return " ".join(found[0].split())


def test_the_panel_tells_of_open_links_by_whom_and_until_when() -> None:
    article, editor = make_article(), make_user("Editors", first_name="Vera")
    with time_machine.travel(NOW, tick=False):
        link = make_preview_link(article, made_by=editor)
        ended = make_preview_link(article, revoked_at=NOW)
        shown = panel(make_user("Editors"), article)
    line = f"Link to revision 1, made by {editor}, good until 4 March 2020, 09:00 UTC"
    assert line in shown
    assert f"readonly>http://testserver{link.get_absolute_url()}</textarea>" in shown
    assert f'formaction="{at(article, f"preview_links/{link.pk}/revoke/")}"' in shown
    assert f"preview_links/{ended.pk}/" not in shown
    assert shown.count("Link to revision") == 1


def test_the_panel_offers_a_link_for_three_days() -> None:
    shown = panel(make_user("Editors"), make_article())
    assert 'min="1" max="30" value="3" required' in shown
    assert "No link shows this revision to people without an account." in shown
    assert "See revision 1 as readers would" in shown


def test_who_may_not_share_sees_who_does_but_no_address() -> None:
    writer = make_user("Contributors")
    article = make_article(created_by=writer, status=Status.REVIEW)
    make_preview_link(article)
    shown = panel(writer, article)
    assert ["Link to revision 1, made by" in shown, "<textarea" in shown, "<button" in shown] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("status", GONE)
def test_of_work_that_has_ended_the_panel_offers_the_preview_alone(status: Status) -> None:
    article = make_article(status=status, **GONE[status])
    make_preview_link(article)
    shown = panel(make_user("Editors"), article)
    assert ("See revision 1" in shown, "<button" in shown, "Link to" in shown) == (
        True,
        False,
        False,
    )


def test_the_buttons_of_the_panel_belong_to_forms_of_their_own() -> None:
    article = make_article()
    make_preview_link(article)
    page = signed_in(make_user("Editors")).get(at(article, "change/")).content.decode()
    forms = re.findall(r'<form id="(desk-(?:preview|revoke))"', page)
    buttons = re.findall(r'form="(desk-(?:preview|revoke))"', page)
    assert (forms, sorted(set(buttons))) == (
        ["desk-preview", "desk-revoke"],
        ["desk-preview", "desk-revoke"],
    )
