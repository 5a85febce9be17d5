"""The second factor: set up, asked for, refused, required by a role, removed, kept encrypted."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tests.accounts import LOGIN, PASSWORD, compute_code, is_signed_in, sign_in
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

SET_UP = "/admin/account/second-factor/"
APP = f"{SET_UP}totp/activate/"
CODE = f"{SET_UP}authenticate/"


@pytest.fixture
def user() -> User:
    return make_user("Editors", password=PASSWORD)


def set_up_app(client: Client) -> str:
    """Set up an app for codes by the page; return its secret."""
    confirm(client)
    [secret] = re.findall(r"<code>(\w+)</code>", client.get(APP).content.decode())
    response = client.post(APP, {"code": compute_code(secret)})
    assert response["Location"] == f"{SET_UP}recovery-codes/"
    return str(secret)


def confirm(client: Client) -> str:
    """Enter the password again, which changes of the second factor ask for; return the page."""
    form = {"password": PASSWORD, "next": APP}
    return client.post("/admin/account/confirm/", form, follow=True).content.decode()


def send_code(client: Client, code: str) -> Any:
    return client.post(CODE, {"code": code})


def test_whoever_has_an_app_is_asked_for_its_code(user: User) -> None:
    secret = set_up_app(sign_in(user))
    client = sign_in(user)
    assert (is_signed_in(client), "Enter the code" in client.get(CODE).content.decode()) == (
        False,
        True,
    )
    send_code(client, compute_code(secret))
    assert is_signed_in(client)


def test_a_recovery_code_is_taken_once(user: User) -> None:
    here = sign_in(user)
    set_up_app(here)
    page = here.get(f"{SET_UP}recovery-codes/").content.decode()
    code = re.findall(r'<pre class="signing-in-codes">(\S+)', page)[0]
    taken = []
    for _ in range(2):
        client = sign_in(user)
        send_code(client, code)
        taken.append(is_signed_in(client))
    assert taken == [True, False]


def test_wrong_codes_are_counted_and_logged(user: User, caplog: pytest.LogCaptureFixture) -> None:
    set_up_app(sign_in(user))
    client = sign_in(user)
    caplog.clear()
    statuses = [send_code(client, "000000").status_code for _ in range(7)]
    lines = [each.message for each in caplog.records if each.name == "newsroom.signing_in"]
    name = user.get_username()
    assert statuses == [200] * 5 + [429] * 2
    assert lines == [
        *[f'Second factor refused from 127.0.0.1 for "{name}"'] * 5,
        *[f'Sign-in refused from 127.0.0.1 for "{name}"'] * 2,
    ]


def test_secrets_are_encrypted_in_the_database(user: User) -> None:
    secret = set_up_app(sign_in(user))
    rows = [str(each.data) for each in Authenticator.objects.all()]
    assert (len(rows), [secret in row for row in rows]) == (2, [False, False])


def test_no_second_factor_is_asked_for_by_default(user: User) -> None:
    assert is_signed_in(sign_in(user))


@pytest.mark.parametrize("role", ["Publishers", "Superusers"])
def test_a_role_that_must_have_one_is_led_to_its_set_up(
    settings: Settings, user: User, role: str
) -> None:
    settings.NEWSROOM_SECOND_FACTOR_ROLES = ["Publishers"]
    if role == "Superusers":
        User.objects.update(is_superuser=True)
    else:
        user.groups.add(Group.objects.get(name=role))
    client = sign_in(user)
    for page in ("/admin/", "/admin/articles/article/add/", "/admin/help/", "/admin/jsi18n/"):
        assert client.get(page)["Location"] == SET_UP
    assert client.get("/").status_code == 200
    assert "Your role needs a second factor." in client.get(SET_UP).content.decode()
    set_up_app(client)
    assert is_signed_in(client)


def test_another_role_needs_none(settings: Settings, user: User) -> None:
    settings.NEWSROOM_SECOND_FACTOR_ROLES = ["Publishers"]
    assert is_signed_in(sign_in(user))
    assert Client().get("/admin/")["Location"] == f"{LOGIN}?next=/admin/"


def test_the_command_removes_the_second_factor(
    user: User, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_app(sign_in(user))
    call_command("remove_second_factor", user.get_username())
    printed = f"{user.get_username()} has no second factor any more; 2 removed.\n"
    assert capsys.readouterr().out == printed
    assert is_signed_in(sign_in(user))


def test_the_command_says_when_nobody_has_the_name() -> None:
    with pytest.raises(CommandError, match="Nobody is called vera; check the spelling"):
        call_command("remove_second_factor", "vera")


def test_the_app_is_removed_by_its_owner(user: User) -> None:
    client = sign_in(user)
    set_up_app(client)
    response = client.post(f"{SET_UP}totp/deactivate/", follow=True)
    assert "The app is removed." in response.content.decode()
    assert "Set up an app" in response.content.decode()


def test_a_change_needs_the_password_again(user: User) -> None:
    client = sign_in(user)
    place = client.get(APP)["Location"]
    assert place.startswith("/admin/account/confirm/?next=")
    assert "Confirm that it is you" in client.get(place).content.decode()
    assert "Scan this picture" in confirm(client)


def test_whoever_has_no_password_can_set_up_an_app() -> None:
    client, user = Client(), make_user("Editors")
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert "Scan this picture" in client.get(APP).content.decode()


def test_to_set_one_up_ends_the_sessions_that_were_not_asked_for_it(
    settings: Settings,
    user: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.NEWSROOM_SECOND_FACTOR_ROLES = ["Editors"]
    stolen, mine = sign_in(user), sign_in(user)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(mine)
    assert (is_signed_in(mine), is_signed_in(stolen)) == (True, False)


def test_a_right_code_takes_back_no_failures_of_the_address(user: User) -> None:
    here = sign_in(user)
    set_up_app(here)
    page = here.get(f"{SET_UP}recovery-codes/").content.decode()
    code = re.findall(r'<pre class="signing-in-codes">(\S+)', page)[0]
    statuses = [fail(f"name-{number}") for number in range(5)]
    client = sign_in(user)
    send_code(client, code)
    statuses += [fail(f"name-{number}") for number in range(5, 12)]
    assert (is_signed_in(client), statuses) == (True, [200] * 10 + [429] * 2)


def fail(name: str) -> int:
    return Client().post(LOGIN, {"login": name, "password": "wrong"}).status_code
