"""Leads people whose role must have a second factor to its set-up before they use the desk."""

from collections.abc import Callable
from typing import Any, Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Names of the pages that are open without a second factor: signing in and out, and the set-up.
OPEN_PAGES: Final = ("account_", "mfa_", "openid_connect_", "socialaccount_")


def must_have_second_factor(person: User) -> bool:
    """Return whether a role of the person must have one, which superusers must as well."""
    roles: list[str] = settings.NEWSROOM_SECOND_FACTOR_ROLES
    return person.is_superuser or person.groups.filter(name__in=roles).exists()


class RequireSecondFactor:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _arguments: Any, _keywords: Any, /
    ) -> HttpResponse | None:
        if not settings.NEWSROOM_SECOND_FACTOR_ROLES or not _is_desk(request):
            return None
        person = request.user
        if not person.is_authenticated or not must_have_second_factor(person):
            return None
        if _has_signed_in_at_provider(request) or is_mfa_enabled(person):
            return None
        text = _("Your role needs a second factor. Set one up here; the desk is open after that.")
        messages.warning(request, text)
        return HttpResponseRedirect(reverse("mfa_index"))


def _has_signed_in_at_provider(request: HttpRequest) -> bool:
    """Return whether the provider has said who it is; second factors are then its own affair."""
    records = request.session.get("account_authentication_methods", [])
    return any(record["method"] == "socialaccount" for record in records)


def _is_desk(request: HttpRequest) -> bool:
    """Return whether the page belongs to the desk and needs the second factor."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    return request.path.startswith(reverse("admin:index")) and not name.startswith(OPEN_PAGES)
