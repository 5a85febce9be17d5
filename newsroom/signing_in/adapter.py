"""What the desk decides for django-allauth: nobody registers, attempts are counted and logged."""

import base64
import hashlib
import unicodedata
from threading import Thread
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.forms import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.safe_html import declare_picture_safe
from articles.publishing.mail import send_message
from newsroom.signing_in.addresses import get_client_address
from newsroom.signing_in.attempts import log_attempt
from newsroom.signing_in.failures import count_failure
from newsroom.signing_in.refusals import refuse

MAIL_THREAD: Final = "newsroom-mail"


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "The name or the password is wrong. Try again; capital letters count."
        ),
        "incorrect_password": gettext_lazy(
            "The password is wrong. Try again; capital letters count."
        ),
        "enter_current_password": gettext_lazy("The current password is wrong. Try again."),
    }
    name = ""  # what was typed for the name of the account

    def get_client_ip(self, request: HttpRequest) -> str:
        return get_client_address(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Tell whether the page after signing in is of this host; an odd URL is none."""
        request: HttpRequest = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        self.name = str(credentials.get("username", ""))
        failure = count_failure(request, name=self.name)
        user = super().authenticate(request, **credentials)
        if user:
            failure.rollback()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log_attempt("Sign-in failed", request=request, name=self.name)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return the error for a form; raise the response 429 where the limit is reached."""
        if code == "too_many_login_attempts":
            log_attempt("Sign-in refused", request=self.request, name=self._get_name())
            raise ImmediateHttpResponse(refuse(self.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def _get_name(self) -> str:
        """Return the name that was typed, or that of the account whose second factor is asked."""
        stage = getattr(self.request, "_login_stage", None)
        user = stage.login.user if stage else self.request.user
        return self.name or str(user.get_username())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return one key for all spellings of a name that could reach the same account.

        Allauth's key contains the request's host with its port, which a client chooses.
        """
        name = str(credentials.get("username", ""))
        return unicodedata.normalize("NFKC", name).casefold().strip()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def is_reauthentication_required(self, *, app: str, **keywords: Any) -> bool:
        """Return whether to ask again who it is: never where there is nothing to ask for."""
        is_required: bool = super().is_reauthentication_required(app=app, **keywords)
        return is_required and bool(self.get_reauthentication_methods(self.request.user))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail by the server of the settings, which Django 5.2 does not find itself."""
        message = EmailMessage(
            subject=f"[{settings.NEWSROOM_SITE_NAME}] {_('A new password')}",
            body=render_to_string(f"{template_prefix}_message.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[email],
            headers={"Auto-Submitted": "auto-generated"},  # no out-of-office replies
        )
        # In a thread: the time that the page takes does not tell whether there is an account.
        Thread(target=send_message, args=[message], name=MAIL_THREAD).start()

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link; nothing to those who sign in by a provider, which would be passed by.

        It goes to the address of the account: what was typed may only look like it.
        """
        if user.has_usable_password():
            super().send_password_reset_mail(user, user.email or email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link on the site's own address, whatever host the request has named."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.NEWSROOM_SITE_ADDRESS}{path}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors whose secrets are encrypted with the secret key of the site."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "no_passkey": gettext_lazy("The browser gave no passkey. Try again, or use another way."),
        "incorrect_code": gettext_lazy(
            "The code is wrong or was used before. Wait for the next one."
        ),
    }

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 # allauth's name
        """Return the name that a new passkey has unless its owner changes it."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}

    def encrypt(self, text: str) -> str:
        return _get_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _get_cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return str(settings.NEWSROOM_SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """Return the picture to stand in the page: the policy of the pages allows no data: URL."""
        document: str = super().build_totp_svg(url)
        return declare_picture_safe(document.partition("?>")[2])

    def _get_site_name(self) -> str:
        return str(settings.NEWSROOM_SITE_NAME)


def _get_cipher() -> Fernet:
    digest = hashlib.sha256(f"newsroom.signing_in:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
