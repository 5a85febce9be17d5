"""Signing in at an OpenID provider: the whole way there and back, roles, and forged answers."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django import Settings

from newsroom.signing_in.settings import build_providers
from tests.accounts import LOGIN, PASSWORD, is_signed_in
from tests.factories import make_user
from tests.openid import CLIENT_ID, CLIENT_SECRET, Provider, make_key, serve_provider

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

START = "/admin/account/provider/"
BACK = "/admin/account/provider/back/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with serve_provider() as provider:
        settings.NEWSROOM_OIDC_ISSUER = provider.issuer
        settings.NEWSROOM_OIDC_ROLES = {"press-desk": "Editors", "press-lead": "Publishers"}
        settings.SOCIALACCOUNT_PROVIDERS = build_providers(
            issuer=provider.issuer, client_id=CLIENT_ID, secret=CLIENT_SECRET, name="Our login"
        )
        yield provider


def go(provider: Provider, client: Client, *, start: str = START, **changes: str) -> Any:
    """Go to the provider and back, as a browser does; return the last response."""
    place = client.get(start)["Location"]
    return client.get(BACK, provider.authorize(place) | changes)


def list_roles_of(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def test_the_page_offers_the_provider_with_the_page_to_go_on_to(provider: Provider) -> None:
    page = Client().get(f"{LOGIN}?next=/admin/help/").content.decode()
    assert f'href="{START}?next=%2Fadmin%2Fhelp%2F"' in page
    assert "Sign in with Our login" in page
    assert provider.question == {}


def test_without_a_provider_there_is_no_such_page() -> None:
    assert START not in Client().get(LOGIN).content.decode()
    assert Client().get(START).status_code == 404


def test_the_first_sign_in_makes_an_account_with_the_roles(provider: Provider) -> None:
    client = Client()
    response = go(provider, client, start=f"{START}?next=/admin/help/")
    assert (response.status_code, response["Location"]) == (302, "/admin/help/")
    user = User.objects.get()
    assert (user.username, user.get_full_name(), user.email) == (
        "vera",
        "Vera Aydın",
        "vera@example.org",
    )
    assert (list_roles_of(user), user.is_staff, user.is_superuser) == (["Editors"], True, False)
    assert (user.has_usable_password(), is_signed_in(client)) == (False, True)


def test_the_question_has_all_that_protects_the_answer(provider: Provider) -> None:
    start = f"{START}?auth_params=redirect_uri%3Dhttps://evil.example/&scope=admin"
    go(provider, Client(), start=start)
    question = provider.question
    assert question["redirect_uri"] == f"http://testserver{BACK}"
    assert (set(question["scope"].split()), question["code_challenge_method"]) == (
        {"openid", "profile", "email"},
        "S256",
    )
    assert [len(question[each]) > 15 for each in ("nonce", "state", "code_challenge")] == [True] * 3


def test_roles_are_given_and_taken_at_each_sign_in(provider: Provider) -> None:
    go(provider, Client())
    user = User.objects.get()
    user.groups.add(Group.objects.create(name="Library"))  # given here: it stays
    provider.claims["groups"] = "press-lead"
    go(provider, Client())
    assert (list_roles_of(user), User.objects.count()) == (["Library", "Publishers"], 1)
    user.groups.remove(Group.objects.get(name="Library"))
    provider.claims["groups"] = ["canteen"]
    client = Client()
    response = go(provider, client)
    user.refresh_from_db()
    assert (response.status_code, list_roles_of(user), user.is_staff) == (403, [], False)
    assert not is_signed_in(client)


@pytest.mark.parametrize("groups", [[], ["canteen"], None, ""])
def test_whoever_gets_no_role_gets_no_account(provider: Provider, groups: Any) -> None:
    provider.claims["groups"] = groups
    response = go(provider, Client())
    assert (response.status_code, User.objects.count()) == (403, 0)
    assert "You have no role here." in response.content.decode()


def test_an_account_with_the_same_name_and_address_is_not_taken_over(provider: Provider) -> None:
    local = User.objects.create_user("vera", "vera@example.org", PASSWORD, is_superuser=True)
    client = Client()
    go(provider, client)
    joined = SocialAccount.objects.get().user
    assert (joined.pk == local.pk, joined.username != "vera", is_signed_in(client)) == (
        False,
        True,
        True,
    )


def test_an_account_that_is_switched_off_stays_out(provider: Provider) -> None:
    go(provider, Client())
    User.objects.update(is_active=False)
    client = Client()
    response = go(provider, client)
    assert (response["Location"], is_signed_in(client)) == ("/admin/account/no-access/", False)
    assert "Your account is switched off." in client.get(response["Location"]).content.decode()


def test_somebody_who_is_signed_in_cannot_join_the_account(provider: Provider) -> None:
    client, user = Client(), make_user("Publishers")
    client.force_login(user)
    response = go(provider, client, start=f"{START}?process=connect")
    assert (response.status_code, SocialAccount.objects.count()) == (403, 0)


def test_the_provider_asks_for_the_second_factor(provider: Provider, settings: Settings) -> None:
    settings.NEWSROOM_SECOND_FACTOR_ROLES = ["Editors"]
    client = Client()
    go(provider, client)
    assert is_signed_in(client)


def change(provider: Provider, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(provider, name, value)


@pytest.mark.parametrize(
    "changes",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": int(time.time()) - 3600}},
        {"claims": {"exp": None}},
        {"claims": {"iat": int(time.time()) + 3600}},
        {"claims": {"aud": "somebody-else"}},
        {"claims": {"aud": [CLIENT_ID, "somebody-else"], "azp": "somebody-else"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"sub": None}},
        {"signing_key": make_key()},
        {"header": {"kid": "second"}},
        {"algorithm": "HS256", "signing_key": CLIENT_SECRET.ljust(32, "-")},
        {"algorithm": "none", "signing_key": ""},
        {"has_token": False},
        {"config": {"issuer": "https://evil.example"}},
    ],
    ids=[
        "another nonce",
        "no nonce",
        "expired",
        "no expiry",
        "issued later",
        "another client",
        "authorized for another client",
        "another issuer",
        "nobody",
        "another key",
        "an unknown key",
        "signed with the secret",
        "not signed",
        "no token",
        "another issuer in the discovery",
    ],
)
def test_an_answer_that_is_forged_or_too_old_is_refused(
    provider: Provider, changes: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    place = client.get(START)["Location"] if "config" not in changes else ""
    change(provider, **changes)
    query = provider.authorize(place) if place else {"code": "x", "state": "x"}
    response = client.get(BACK, query) if place else client.get(START)
    assert (response.status_code, User.objects.count()) == (401, 0)
    assert "The provider’s answer could not be used." in response.content.decode()
    lines = [each.message for each in caplog.records if each.name == "newsroom.signing_in"]
    assert [line.startswith("Sign-in by provider failed") for line in lines] == [True]


@pytest.mark.parametrize("changes", [{"state": "another"}, {"state": ""}, {"code": "another"}])
def test_a_wrong_state_or_code_is_refused(provider: Provider, changes: dict[str, str]) -> None:
    response = go(provider, Client(), **changes)
    assert (response.status_code, User.objects.count()) == (401, 0)


def test_an_answer_is_taken_by_the_browser_that_asked_and_once(provider: Provider) -> None:
    client, other = Client(), Client()
    query = provider.authorize(client.get(START)["Location"])
    assert other.get(BACK, query).status_code == 401
    assert client.get(BACK, query).status_code == 302
    assert client.get(BACK, query).status_code == 401


def test_a_key_without_a_name_is_taken_where_there_is_one_only(provider: Provider) -> None:
    provider.header = {}
    assert go(provider, Client()).status_code == 302


def test_somebody_who_breaks_off_is_told_so(provider: Provider) -> None:
    client = Client()
    query = provider.authorize(client.get(START)["Location"])
    response = client.get(BACK, {"error": "access_denied", "state": query["state"]}, follow=True)
    assert "You did not sign in at the provider." in response.content.decode()


def test_a_provider_that_does_not_answer_is_said(provider: Provider, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = build_providers(
        issuer="http://127.0.0.1:1", client_id=CLIENT_ID, secret=CLIENT_SECRET, name="Our login"
    )
    assert Client().get(START).status_code == 401
    assert urlsplit(provider.issuer).hostname == "127.0.0.1"


@pytest.mark.parametrize(
    "groups", [{"press-lead": False}, 7, True, [{"press-lead": 1}, ["press-lead"], 7], [None]]
)
def test_groups_of_another_type_give_no_role(provider: Provider, groups: Any) -> None:
    provider.claims["groups"] = groups
    assert (go(provider, Client()).status_code, User.objects.count()) == (403, 0)


def test_a_huge_claim_gives_the_roles_in_it(provider: Provider) -> None:
    provider.claims["groups"] = [*map(str, range(5_000)), "press-lead"]
    go(provider, Client())
    assert list_roles_of(User.objects.get()) == ["Publishers"]


@pytest.mark.parametrize("value", [7, ["vera"], {"vera": 1}, True, "", "x" * 5_000])
def test_a_name_of_another_type_is_no_name(provider: Provider, value: Any) -> None:
    names = ("preferred_username", "email", "given_name", "family_name", "name")
    provider.claims |= dict.fromkeys(names, value)
    assert go(provider, Client()).status_code == 302
    assert User.objects.count() == 1


def test_an_answer_with_a_foreign_nonce_in_foreign_letters_is_refused(provider: Provider) -> None:
    provider.claims["nonce"] = "ğ"
    assert (go(provider, Client()).status_code, User.objects.count()) == (401, 0)


def test_an_answer_without_a_nonce_fits_no_question_that_was_answered(provider: Provider) -> None:
    client = Client()
    first, second = [client.get(START)["Location"] for _ in range(2)]
    older = provider.authorize(first)
    client.get(BACK, provider.authorize(second))
    provider.authorize(first)
    provider.claims["nonce"] = None
    assert client.get(BACK, older).status_code == 401


def test_the_same_id_at_another_issuer_is_somebody_else(
    provider: Provider, settings: Settings
) -> None:
    go(provider, Client())
    with serve_provider() as other:
        settings.NEWSROOM_OIDC_ISSUER = other.issuer
        settings.SOCIALACCOUNT_PROVIDERS = build_providers(
            issuer=other.issuer, client_id=CLIENT_ID, secret=CLIENT_SECRET, name="Our login"
        )
        go(other, Client())
    assert User.objects.count() == 2
