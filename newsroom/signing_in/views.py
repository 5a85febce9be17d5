"""Pages of our own about signing in: what django-allauth has none for."""

from http import HTTPStatus
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.account.views import LoginView, PasswordChangeView, PasswordResetView
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.publishing.mail import has_server
from newsroom.signing_in.session_keys import end_other_sessions, renew_session_key

authentication_step_completed.connect(renew_session_key)
authenticator_added.connect(end_other_sessions)


class SignIn(LoginView):
    """The only page for signing in, which tells whoever may not use the desk."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not admin.site.has_permission(request):
            return render(request, "account/no_access.html", status=HTTPStatus.FORBIDDEN)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["has_mail"] = has_server()
        context["providers"] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        return context


class ChangePassword(PasswordChangeView):
    """Asks for a new password; whoever signs in by a provider has none here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class ResetPassword(PasswordResetView):
    """Asks for an address to send a link to; there is no such page without a mail server."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_server():
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@require_POST
@login_required
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    session.end()
    messages.success(request, _("The session has ended."))
    return HttpResponseRedirect(reverse("usersessions_list"))
