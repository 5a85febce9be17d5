"""Sessions that nobody uses: when they end, and what counts as use."""

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.accounts import is_signed_in
from tests.factories import make_article, make_user, settle_content_version

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

START = 1_800_000_000


@pytest.fixture
def user() -> User:
    return make_user("Editors")


def use(client: Client, *, minutes: int, page: str = "/admin/help/") -> int:
    """Open the page so many minutes after the start; return its status."""
    with time_machine.travel(START + 60 * minutes, tick=False):
        return client.get(page).status_code


@pytest.mark.parametrize(("limit", "status"), [(30, 302), (0, 200)])
def test_an_idle_session_ends_where_there_is_a_limit(
    settings: Settings, user: User, limit: int, status: int
) -> None:
    settings.NEWSROOM_IDLE_LIMIT = limit
    client = Client()
    with time_machine.travel(START, tick=False):
        client.force_login(user)
        client.get("/admin/")
    assert use(client, minutes=31) == status


def test_a_session_in_use_stays(settings: Settings, user: User) -> None:
    settings.NEWSROOM_IDLE_LIMIT = 30
    client = Client()
    with time_machine.travel(START, tick=False):
        client.force_login(user)
    assert [use(client, minutes=minutes) for minutes in (0, 29, 58, 87)] == [200] * 4


def test_what_an_open_page_asks_by_itself_is_no_use(settings: Settings, user: User) -> None:
    settings.NEWSROOM_IDLE_LIMIT = 30
    client, article = Client(), make_article()
    presence = f"/admin/articles/article/{article.pk}/presence/"
    with time_machine.travel(START, tick=False):
        client.force_login(user)
        client.get("/admin/")
    for minutes in (10, 20, 30):
        use(client, minutes=minutes, page=presence)
    assert use(client, minutes=31) == 302


def test_a_cookie_without_a_session_is_no_session(settings: Settings) -> None:
    settings.NEWSROOM_IDLE_LIMIT = 30
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert not is_signed_in(client)


def test_readers_cost_no_query_more(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.NEWSROOM_IDLE_LIMIT = 30
    settle_content_version()
    with django_assert_num_queries(1):  # of the content version
        Client().get("/robots.txt")


def test_a_page_that_waits_for_an_import_is_no_use(settings: Settings, user: User) -> None:
    settings.NEWSROOM_IDLE_LIMIT = 30
    client = Client()
    with time_machine.travel(START, tick=False):
        client.force_login(user)
        client.get("/admin/")
    for minutes in (10, 20, 30):
        with time_machine.travel(START + 60 * minutes, tick=False):
            client.get("/admin/help/", headers={"X-Background": "1"})
    assert use(client, minutes=31) == 302
