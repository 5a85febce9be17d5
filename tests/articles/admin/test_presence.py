"""Who else has an article open: roles, expiry, the working revision, and its cost."""

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
from tests.articles.admin.pages import sign_in
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
SIGN_IN, NO, YES = HTTPStatus.FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.OK


def get_url(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/presence/"


def report(article: Article, person: User, **data: str) -> Any:
    return sign_in(person).post(get_url(article), data).json()


@pytest.mark.parametrize(
    ("role", "others_article", "own_article"),
    [
        ("anonymous", SIGN_IN, SIGN_IN),
        ("nobody", NO, NO),
        ("Contributors", NO, YES),
        ("Editors", YES, YES),
        ("Publishers", YES, YES),
        ("superuser", YES, YES),
    ],
)
def test_which_roles_may_report_their_presence(
    role: str, others_article: HTTPStatus, own_article: HTTPStatus
) -> None:
    group = role if role in {"Contributors", "Editors", "Publishers"} else ""
    person = make_user(group, is_superuser=role == "superuser")
    client = Client() if role == "anonymous" else sign_in(person)
    articles = [make_article(), make_article(created_by=person)]
    statuses = [client.post(get_url(article)).status_code for article in articles]
    assert statuses == [others_article, own_article]
    assert Presence.objects.count() == statuses.count(YES)


def test_a_get_request_is_refused() -> None:
    response = sign_in(make_user("Editors")).get(get_url(make_article()))
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_missing_article_is_not_found() -> None:
    response = sign_in(make_user("Editors")).post("/admin/articles/article/1234/presence/")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_the_response_names_the_others_in_the_same_article() -> None:
    article, other = make_article(), make_article()
    ada, can, zoe = make_user("Editors"), make_user("Editors"), make_user("Editors")
    report(other, zoe)
    assert report(article, ada)["others"] == []
    assert report(article, can)["others"] == [str(ada)]
    assert report(article, ada)["others"] == [str(can)]


@pytest.mark.parametrize(("seconds", "is_here"), [(59, True), (60, False)])
def test_a_presence_ends_after_a_minute(seconds: int, *, is_here: bool) -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    with time_machine.travel(NOW, tick=False):
        report(article, ada)
    with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
        assert report(article, can)["others"] == [str(ada)] * is_here


def test_leaving_ends_the_presence() -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    report(article, ada)
    report(article, can)
    response = sign_in(ada).post(get_url(article), {"left": "1"})
    assert response.status_code == HTTPStatus.NO_CONTENT
    assert list(Presence.objects.values_list("person", flat=True)) == [can.pk]


def test_presences_of_the_day_before_are_removed_when_a_page_is_opened() -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        report(make_article(), ada)
    with time_machine.travel(NOW, tick=False):
        report(article, can)
        assert Presence.objects.count() == 2
        report(article, can, opened="1")
    assert [str(each) for each in Presence.objects.all()] == [str(can)]


def test_the_response_has_the_newest_revision_and_its_maker() -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    content = contents.read_content(article) | {"headline": "Mended"}
    taken = revisions.save_revision(article, content, by=ada, builds_on=1)
    at = taken.made_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    newest = {"number": 2, "by": str(ada), "at": at}
    assert report(article, can)["newest"] == {**newest, "is_mine": False}
    assert report(article, ada)["newest"] == {**newest, "is_mine": True}


def test_an_article_without_revisions_has_no_newest() -> None:
    article = make_article()
    Article.objects.update(working_revision=None)
    assert report(article, make_user("Editors"))["newest"] is None


def test_a_revision_without_maker_is_by_the_program() -> None:
    article = make_article()
    revisions.get_working_revision(article)
    assert report(article, make_user("Editors"))["newest"]["by"] == "Newsroom"


def test_the_page_names_the_others_without_javascript() -> None:
    article, ada, can = make_article(), make_user("Editors"), make_user("Editors")
    page = f"/admin/articles/article/{article.pk}/change/"
    assert "Also on this page:" not in sign_in(can).get(page).content.decode().split("desk-here")[1]
    report(article, ada)
    html = f'<p id="desk-here" class="desk-here" aria-live="polite">Also on this page: {ada}</p>'
    assert html in sign_in(can).get(page).content.decode()


@pytest.mark.parametrize("others", [1, 3])
def test_a_report_costs_the_same_with_one_other_and_with_three(
    others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_article()
    revisions.get_working_revision(article)
    for _number in range(others):
        report(article, make_user("Editors"))
    client = sign_in(make_user("Editors"))
    # Session, person and permissions: 4; the article; the upsert; the others.
    with django_assert_num_queries(7):
        client.post(get_url(article))
    with django_assert_num_queries(7):
        client.post(get_url(article))


def test_names_are_escaped() -> None:
    article, mallory = make_article(), make_user("Editors")
    User.objects.filter(pk=mallory.pk).update(username="<b>M</b>")
    report(article, mallory)
    page = sign_in(make_user("Editors")).get(f"/admin/articles/article/{article.pk}/change/")
    assert "Also on this page: &lt;b&gt;M&lt;/b&gt;" in page.content.decode()


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
