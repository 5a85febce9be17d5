"""Who else is in a piece: who is told of whom, until when, and what it costs."""

import threading
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Presence
from articles.publishing import contents, revisions
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
SIGN_IN, NO, YES = HTTPStatus.FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.OK


def address(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/presence/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def tell(article: Article, person: User, **sent: str) -> Any:
    return signed_in(person).post(address(article), sent).json()


@pytest.mark.parametrize(
    ("role", "others_piece", "own_piece"),
    [
        ("anonymous", SIGN_IN, SIGN_IN),
        ("nobody", NO, NO),
        ("Contributors", NO, YES),
        ("Editors", YES, YES),
        ("Publishers", YES, YES),
        ("superuser", YES, YES),
    ],
)
def test_who_may_tell_of_themselves(
    role: str, others_piece: HTTPStatus, own_piece: HTTPStatus
) -> None:
    known = role if role in {"Contributors", "Editors", "Publishers"} else ""
    person = make_user(known, is_superuser=role == "superuser")
    client = Client() if role == "anonymous" else signed_in(person)
    pieces = [make_article(), make_article(created_by=person)]
    got = [client.post(address(piece)).status_code for piece in pieces]
    assert got == [others_piece, own_piece]
    assert Presence.objects.count() == got.count(YES)


def test_a_reader_of_the_address_is_refused() -> None:
    response = signed_in(make_user("Editors")).get(address(make_article()))
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_there_is_nobody_in_a_piece_that_is_not_there() -> None:
    response = signed_in(make_user("Editors")).post("/admin/articles/article/1234/presence/")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_each_is_told_of_the_others_in_the_same_piece() -> None:
    article, other = make_article(), make_article()
    ada, can, zoe = make_user("Editors"), make_user("Editors"), make_user("Editors")
    tell(other, zoe)
    assert tell(article, ada)["others"] == []
    assert tell(article, can)["others"] == [str(ada)]
    assert tell(article, ada)["others"] == [str(can)]


@pytest.mark.parametrize(("seconds", "is_here"), [(59, True), (60, False)])
def test_who_has_not_been_seen_for_a_minute_is_gone(seconds: int, *, is_here: bool) -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    with time_machine.travel(NOW, tick=False):
        tell(article, ada)
    with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
        assert tell(article, can)["others"] == [str(ada)] * is_here


def test_who_leaves_is_gone_at_once() -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    tell(article, ada)
    tell(article, can)
    left = signed_in(ada).post(address(article), {"left": "1"})
    assert left.status_code == HTTPStatus.NO_CONTENT
    assert list(Presence.objects.values_list("person", flat=True)) == [can.pk]


def test_presences_of_the_day_before_are_removed_when_a_page_is_opened() -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        tell(make_article(), ada)
    with time_machine.travel(NOW, tick=False):
        tell(article, can)
        assert Presence.objects.count() == 2
        tell(article, can, opened="1")
    assert [str(each) for each in Presence.objects.all()] == [str(can)]


def test_the_newest_revision_is_told_with_who_saved_it() -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    content = contents.read_content(article) | {"headline": "Mended"}
    taken = revisions.save_revision(article, content, by=ada, builds_on=1)
    at = taken.made_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {"number": 2, "by": str(ada), "at": at}
    assert tell(article, can)["newest"] == {**told, "is_mine": False}
    assert tell(article, ada)["newest"] == {**told, "is_mine": True}


def test_a_piece_that_no_one_has_opened_yet_has_no_newest_revision() -> None:
    article = make_article()
    Article.objects.update(working_revision=None)
    assert tell(article, make_user("Editors"))["newest"] is None


def test_a_revision_that_no_person_made_is_the_programs() -> None:
    article = make_article()
    revisions.get_working_revision(article)
    assert tell(article, make_user("Editors"))["newest"]["by"] == "the program"


def test_without_javascript_the_others_are_named_when_the_page_is_opened() -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    page = f"/admin/articles/article/{article.pk}/change/"
    assert "Also here:" not in signed_in(can).get(page).content.decode().split("desk-here")[1]
    tell(article, ada)
    told = f'<p id="desk-here" class="desk-here" aria-live="polite">Also here: {ada}</p>'
    assert told in signed_in(can).get(page).content.decode()


@pytest.mark.parametrize("others", [1, 3])
def test_being_here_costs_the_same_among_one_and_among_three(
    others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_article()
    revisions.get_working_revision(article)
    for _number in range(others):
        tell(article, make_user("Editors"))
    client = signed_in(make_user("Editors"))
    # Session, person and permissions: 4; the piece; the upsert; the others.
    with django_assert_num_queries(7):
        client.post(address(article))
    with django_assert_num_queries(7):
        client.post(address(article))


def test_a_name_stays_text() -> None:
    article, mallory = make_article(), make_user("Editors")
    User.objects.filter(pk=mallory.pk).update(username="<b>M</b>")
    tell(article, mallory)
    page = signed_in(make_user("Editors")).get(f"/admin/articles/article/{article.pk}/change/")
    assert "Also here: &lt;b&gt;M&lt;/b&gt;" in page.content.decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_windows_of_one_person_make_one_row() -> None:
    article, ada = make_article(), make_user()
    barrier, errors = threading.Barrier(2), []

    def see() -> None:
        try:
            barrier.wait()
            for _time in range(20):
                Presence.objects.touch(article, person=ada)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=see) for _window in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [each.person_id for each in Presence.objects.all()] == [ada.pk]
