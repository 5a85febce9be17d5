"""Accounts of people who sign in at the provider: who gets one, with which roles."""

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from newsroom.signing_in.attempts import log_attempt


class ProviderAccounts(DefaultSocialAccountAdapter):
    """An account belongs to the provider's permanent id (``sub``), never to an email address."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Return the person with the name at the provider, changed where it is taken here."""
        user: User = super().populate_user(request, sociallogin, data)
        names = [data.get("username"), data.get("email"), "user"]
        user.username = get_account_adapter().generate_unique_username(names)
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Make the account if it is new; give and take the roles that the provider names."""
        claims = sociallogin.account.extra_data["id_token"]
        roles = list_roles(claims)
        if sociallogin.state.get("process") != "login" or not (roles or sociallogin.is_existing):
            raise ImmediateHttpResponse(_refuse(request))
        with transaction.atomic():
            if not sociallogin.is_existing:
                self.save_user(request, sociallogin)
            give_roles(sociallogin.user, roles=roles)
        if not sociallogin.user.is_staff:
            raise ImmediateHttpResponse(_refuse(request))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        log_attempt(f"Sign-in by provider failed ({kwargs.get('exception')})", request=request)


def list_roles(claims: dict[str, Any]) -> set[str]:
    """Return the roles that the settings give for the group claim: a text, or a list of texts."""
    values = claims.get(settings.NEWSROOM_OIDC_GROUP_CLAIM)
    groups = values if isinstance(values, list) else [values]
    mapping: dict[str, str] = settings.NEWSROOM_OIDC_ROLES
    return {mapping[group] for group in groups if isinstance(group, str) and group in mapping}


def give_roles(person: User, *, roles: set[str]) -> None:
    """Give these roles, and take those away that the provider could give but does not.

    Roles that the settings do not map stay as the desk has set them. Whoever has none may not use
    the desk.
    """
    mapped = Group.objects.filter(name__in=settings.NEWSROOM_OIDC_ROLES.values())
    person.groups.remove(*mapped.exclude(name__in=roles))
    person.groups.add(*mapped.filter(name__in=roles))
    person.is_staff = person.is_superuser or person.groups.exists()
    person.save(update_fields=["is_staff"])


def _refuse(request: HttpRequest) -> Any:
    return render(request, "account/no_role.html", status=HTTPStatus.FORBIDDEN)
