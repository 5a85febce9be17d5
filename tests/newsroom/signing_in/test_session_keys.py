"""Keys of sessions: a new one for each sign-in and each confirmation; the old one is void."""

from http import HTTPStatus

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from tests.accounts import PASSWORD, is_signed_in, sign_in
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

CONFIRM = "/admin/account/confirm/"


def use_key(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_to_confirm_who_one_is_renews_the_key_of_the_session() -> None:
    client = sign_in(make_user("Editors", password=PASSWORD))
    key = client.session.session_key
    response = client.post(CONFIRM, {"password": PASSWORD, "next": "/admin/"})
    assert (response.status_code, response["Location"]) == (HTTPStatus.FOUND, "/admin/")
    assert (is_signed_in(client), is_signed_in(use_key(str(key)))) == (True, False)
    assert [row.session_key for row in UserSession.objects.all()] == [client.session.session_key]


def test_a_wrong_password_renews_nothing() -> None:
    client = sign_in(make_user("Editors", password=PASSWORD))
    key = client.session.session_key
    client.post(CONFIRM, {"password": "wrong", "next": "/admin/"})
    assert client.session.session_key == key


def test_to_sign_in_renews_the_key_of_the_session() -> None:
    user = make_user("Editors", password=PASSWORD)
    client = use_key("")
    client.get("/admin/login/?next=/admin/")
    session = client.session
    session["note"] = "planted"
    session.save()
    key = str(session.session_key)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    client.post("/admin/login/", {"login": user.get_username(), "password": PASSWORD})
    assert (is_signed_in(client), is_signed_in(use_key(key))) == (True, False)
