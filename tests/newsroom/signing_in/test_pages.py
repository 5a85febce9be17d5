"""The pages about signing in: who gets where, and what is said to whom."""

import re
import threading
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from articles.publishing.mail import NO_SERVER
from newsroom.signing_in.adapter import MAIL_THREAD
from tests.accounts import LOGIN, PASSWORD, is_signed_in, sign_in
from tests.factories import make_user, settle_content_version

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

LOCMEM = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def user() -> User:
    return make_user("Editors", password=PASSWORD, email="vera@example.org")


@pytest.fixture
def _mail_server(settings: Settings) -> Iterator[None]:
    settings.MAILERS = LOCMEM
    yield
    wait_for_mail()


def wait_for_mail() -> None:
    for thread in threading.enumerate():
        if thread.name == MAIL_THREAD:
            thread.join()


# The one page.


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("", "/admin/"),
        ("/admin/help/", "/admin/help/"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_after_signing_in_people_are_where_they_wanted_to_be(
    user: User, target: str, place: str
) -> None:
    form = {"login": user.get_username(), "password": PASSWORD, "next": target}
    response = Client().post(LOGIN, form)
    assert (response.status_code, response["Location"]) == (302, place)


def test_the_desk_leads_strangers_to_the_page_and_back() -> None:
    response = Client().get("/admin/articles/article/?q=a", follow=True)
    assert response.redirect_chain == [("/admin/login/?next=/admin/articles/article/%3Fq%3Da", 302)]
    assert 'name="next" value="/admin/articles/article/?q=a"' in response.content.decode()


def test_whoever_is_signed_in_goes_on_to_the_desk(user: User) -> None:
    assert sign_in(user).get(LOGIN)["Location"] == "/admin/"


def test_the_page_for_signing_in_has_no_script_or_style_of_its_own() -> None:
    page = Client().get(LOGIN).content.decode()
    scripts = re.findall(r"<script([^>]*)>", page)
    assert [each for each in scripts if "src=" not in each and "application/json" not in each] == []
    assert (re.findall(r"<style|style=|onclick=", page), "<script" in page) == ([], True)


def test_people_who_may_not_use_the_desk_are_told_so(user: User) -> None:
    client = sign_in(user)
    User.objects.update(is_staff=False)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "Your account may not use the desk." in response.content.decode()


@pytest.mark.parametrize("password", ["wrong", PASSWORD])
def test_an_account_that_is_switched_off_gets_no_session(user: User, password: str) -> None:
    User.objects.update(is_active=False)
    assert not is_signed_in(sign_in(user, password=password))


def test_switching_an_account_off_ends_its_sessions(user: User) -> None:
    client = sign_in(user)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(user: User) -> None:
    pages = [
        Client().post(LOGIN, {"login": name, "password": "wrong"}).content.decode()
        for name in (user.get_username(), "x" * len(user.get_username()))
    ]
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="login" value="\w+"')
    assert len({token.sub("", page) for page in pages}) == 1


def test_nobody_can_register() -> None:
    assert Client().get("/admin/account/signup/").status_code == 404


def test_signing_out_ends_the_session(user: User) -> None:
    client = sign_in(user)
    assert "Do you want to sign out?" in client.get("/admin/logout/").content.decode()
    response = client.post("/admin/logout/", follow=True)
    assert "You have signed out." in response.content.decode()
    assert not is_signed_in(client)


def test_strangers_need_no_session(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settle_content_version()
    with django_assert_num_queries(1):  # of the content version
        Client().get(LOGIN)


# Passwords.


def test_a_new_password_ends_the_other_sessions_only(user: User) -> None:
    here, elsewhere = sign_in(user), sign_in(user)
    form = {"oldpassword": PASSWORD, "password1": "quite-another", "password2": "quite-another"}
    response = here.post("/admin/password_change/", form, follow=True)
    assert "Your password is changed." in response.content.decode()
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)


def test_the_pages_of_an_account_lead_to_each_other(user: User) -> None:
    page = sign_in(user).get("/admin/account/second-factor/").content.decode()
    places = ("second-factor/", "sessions/")
    assert [f'href="/admin/account/{each}"' in page for each in places] == [True, True]
    assert 'href="/admin/password_change/"' in page


def test_whoever_has_no_password_here_cannot_change_it() -> None:
    client, user = Client(), make_user("Editors")
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert client.get("/admin/password_change/").status_code == 404


def test_strangers_cannot_change_a_password() -> None:
    assert Client().get("/admin/password_change/")["Location"].startswith(LOGIN)


def test_without_a_mail_server_no_link_is_offered(settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": NO_SERVER}}
    link = "/admin/account/reset/"
    assert link not in Client().get(LOGIN).content.decode()
    assert Client().get(link).status_code == 404
    settings.MAILERS = LOCMEM
    assert link in Client().get(LOGIN).content.decode()


@pytest.mark.usefixtures("_mail_server")
def test_the_link_in_the_mail_gives_a_new_password(user: User) -> None:
    client = Client()
    client.post(
        "/admin/account/reset/", {"email": "vera@example.org"}, headers={"host": "127.0.0.1"}
    )
    wait_for_mail()
    [message] = mail.outbox
    assert (message.to, message.subject) == (["vera@example.org"], "[Newsroom] A new password")
    [address] = re.findall(r"http\S+", str(message.body))
    assert address.startswith("http://127.0.0.1:8000/admin/account/reset/")
    page = client.get(address.removeprefix("http://127.0.0.1:8000"), follow=True)
    form = {"password1": "quite-another", "password2": "quite-another"}
    done = client.post(page.redirect_chain[-1][0], form, follow=True)
    assert "Your new password is saved." in done.content.decode()
    assert is_signed_in(sign_in(user, password="quite-another"))
    again = Client().get(address.removeprefix("http://127.0.0.1:8000"))
    assert "This link has been used" in again.content.decode()


@pytest.mark.usefixtures("_mail_server")
@pytest.mark.parametrize("stored", ["vera@example.org", "Vera@Example.org"])
@pytest.mark.parametrize("typed", ["vera@example.org", "VERA@example.ORG"])
def test_an_address_is_found_whatever_its_capitals(user: User, stored: str, typed: str) -> None:
    User.objects.filter(pk=user.pk).update(email=stored)
    Client().post("/admin/account/reset/", {"email": typed})
    wait_for_mail()
    assert [message.to for message in mail.outbox] == [[stored]]


@pytest.mark.usefixtures("_mail_server", "user")
def test_the_answer_hides_whether_there_is_an_account() -> None:
    pages = [
        Client().post("/admin/account/reset/", {"email": address}, follow=True).content
        for address in ("vera@example.org", "nobody@example.org")
    ]
    wait_for_mail()
    assert (pages[0] == pages[1], len(mail.outbox)) == (True, 1)


@pytest.mark.usefixtures("_mail_server")
def test_whoever_signs_in_by_a_provider_gets_no_link(user: User) -> None:
    user.set_unusable_password()
    user.save()
    Client().post("/admin/account/reset/", {"email": "vera@example.org"})
    wait_for_mail()
    assert mail.outbox == []


@pytest.mark.usefixtures("_mail_server")
def test_links_are_sent_three_times_at_most() -> None:
    statuses = [
        Client().post("/admin/account/reset/", {"email": "vera@example.org"}).status_code
        for _ in range(5)
    ]
    assert statuses == [302, 302, 302, 429, 429]


def test_a_server_that_fails_does_not_fail_the_page(
    user: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }
    response = Client().post("/admin/account/reset/", {"email": user.email})
    wait_for_mail()
    assert response.status_code == 302
    assert "No mail to vera@example.org" in caplog.text


# Sessions.


def test_sessions_are_listed_and_ended_one_by_one(user: User) -> None:
    here, elsewhere, third = sign_in(user), sign_in(user), sign_in(user)
    page = here.get("/admin/account/sessions/").content.decode()
    ends = re.findall(r'action="(/admin/account/sessions/\d+/end/)"', page)
    assert (page.count("127.0.0.1"), len(ends)) == (3, 2)
    here.post(ends[0])
    assert [is_signed_in(each) for each in (here, elsewhere, third)] == [True, False, True]


def test_all_other_sessions_are_ended_at_once(user: User) -> None:
    here, elsewhere, third = sign_in(user), sign_in(user), sign_in(user)
    response = here.post("/admin/account/sessions/", follow=True)
    assert "All other sessions have ended." in response.content.decode()
    assert [is_signed_in(each) for each in (here, elsewhere, third)] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(user: User) -> None:
    victim = sign_in(user)
    page = victim.get("/admin/account/sessions/").content.decode()
    sign_in(user)
    page = victim.get("/admin/account/sessions/").content.decode()
    [end] = re.findall(r'action="(/admin/account/sessions/\d+/end/)"', page)
    stranger = sign_in(make_user("Publishers", password=PASSWORD))
    assert stranger.post(end).status_code == 404
