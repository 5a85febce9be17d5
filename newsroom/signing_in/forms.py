"""Django-allauth's forms with the labels of the desk."""

import json
import struct
from typing import Any, Final

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth.models import User
from django.forms import ValidationError
from django.utils.translation import gettext_lazy as _

from newsroom.signing_in.attempts import log_attempt
from newsroom.signing_in.failures import count_failure

# What the parsers of passkeys raise for JSON that is none.
MALFORMED: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    InvalidSignature,
    struct.error,
)
KEPT_OF_RESPONSE: Final = ("clientDataJSON", "attestationObject")

# By the names of the fields: the label, and what helps to fill it in.
LABELS: Final = {
    "login": (_("Username"), ""),
    "password": (_("Password"), ""),
    "oldpassword": (_("Current password"), ""),
    "password1": (_("New password"), None),
    "password2": (_("New password again"), ""),
    "email": (_("Email address"), ""),
    "code": (_("Code"), ""),
    "name": (_("Name"), ""),
    "passwordless": (
        _("Sign in with this key alone"),
        _("It then replaces the password, and asks for a finger, a face or a PIN."),
    ),
}


class Labelled:
    """A form whose fields have our labels, and nothing written into them."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & LABELS.keys():
            field = self.fields[name]
            field.label, help_text = LABELS[name]
            if help_text is not None:
                field.help_text = help_text
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Labelled, LoginForm):
    pass


class ConfirmForm(Labelled, ReauthenticateForm):
    pass


class NewPasswordForm(Labelled, ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        """Check the current password as signing in does, which counts and logs wrong ones."""
        password = str(self.cleaned_data["oldpassword"])
        if not get_account_adapter().reauthenticate(self.user, password):
            raise get_account_adapter().validation_error("enter_current_password")
        return password


class ForgottenPasswordForm(Labelled, ResetPasswordForm):
    users: list[User]

    def clean_email(self) -> str:
        """Find accounts whose address is stored with capitals, too; django-allauth does not."""
        address: str = super().clean_email()
        rows = User.objects.filter(email__iexact=address, is_active=True)
        same = {each for each in rows if each.email.lower() == address.lower()}
        self.users = list({*self.users, *same})
        return address


class PasswordOfLinkForm(Labelled, ResetPasswordKeyForm):
    pass


class ByCode(Labelled):
    """A form for a code; wrong ones are counted for the address as well."""

    def clean_code(self) -> str:
        failure = count_failure(context.request)
        code: str = super().clean_code()  # type: ignore[misc] # the form beside has it
        failure.rollback()
        return code


class CodeForm(ByCode, AuthenticateForm):
    pass


class ConfirmByCodeForm(ByCode, ReauthenticateByCodeForm):
    pass


class AppForm(ByCode, ActivateTOTPForm):
    pass


class CredentialField(forms.JSONField):
    """The hidden field in which a script sends what the browser gave for a passkey.

    Django's own field fails for JSON with long numbers or deep nesting. It also writes what was
    sent into the page again, which fails for lone surrogates; no answer of a browser counts twice.
    """

    widget = forms.HiddenInput

    def to_python(self, value: str | None) -> Any:
        try:
            return json.loads(value or "")
        except (ValueError, RecursionError) as error:
            raise get_adapter().validation_error("no_passkey") from error

    def bound_data(self, _data: Any, initial: Any) -> Any:
        return initial


class PasskeyForm(Labelled, AddWebAuthnForm):
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        try:
            fields: dict[str, Any] = super().clean()
            if "credential" in fields:
                fields["credential"] = _strip_credential(fields["credential"])
        except MALFORMED as error:
            raise get_adapter().validation_error("no_passkey") from error
        return fields


def _strip_credential(credential: dict[str, Any]) -> dict[str, Any]:
    """Return only those members of a checked passkey that are read later.

    Others may be anything, such as numbers that the database refuses as JSON.
    """
    response = {name: credential["response"][name] for name in KEPT_OF_RESPONSE}
    is_alone = bool(WebAuthn(Authenticator(data={"credential": credential})).is_passwordless)
    return {
        **{name: credential[name] for name in ("id", "rawId", "type")},
        "response": response,
        "clientExtensionResults": {"credProps": {"rk": is_alone}},
    }


class ByPasskey:
    """A form that counts and logs refused passkeys.

    Django-allauth raises other errors for an answer of no passkey.
    """

    user: Any  # None for a stranger, whom the passkey names

    def clean_credential(self) -> Any:
        failure = count_failure(context.request)
        try:
            passkey = self._read_passkey()
        except ValidationError:
            name = self.user.get_username() if self.user else ""
            log_attempt("Passkey refused", request=context.request, name=name)
            raise
        failure.rollback()
        return passkey

    def _read_passkey(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc] # the form beside has it
        except MALFORMED as error:
            raise get_adapter().validation_error("no_passkey") from error


class SignInByPasskeyForm(ByPasskey, LoginWebAuthnForm):
    credential = CredentialField()


class PasskeyAfterPasswordForm(ByPasskey, AuthenticateWebAuthnForm):
    credential = CredentialField()


class ConfirmByPasskeyForm(ByPasskey, ReauthenticateWebAuthnForm):
    credential = CredentialField()


class PasskeyNameForm(Labelled, EditWebAuthnForm):
    pass
