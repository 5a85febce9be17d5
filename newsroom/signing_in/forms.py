"""Django-allauth's forms with the labels of the desk."""

import struct
from typing import Any, Final

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext_lazy as _

# What the parsers of passkeys raise for JSON that is none.
MALFORMED: Final = (
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    InvalidSignature,
    struct.error,
)

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
    pass


class ForgottenPasswordForm(Labelled, ResetPasswordForm):
    pass


class PasswordOfLinkForm(Labelled, ResetPasswordKeyForm):
    pass


class CodeForm(Labelled, AuthenticateForm):
    pass


class ConfirmByCodeForm(Labelled, ReauthenticateByCodeForm):
    pass


class AppForm(Labelled, ActivateTOTPForm):
    pass


class PasskeyForm(Labelled, AddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()  # type: ignore[no-any-return] # django-allauth has no types
        except MALFORMED as error:
            raise get_adapter().validation_error("no_passkey") from error


class ByPasskey:
    """A form that refuses an answer of no passkey, which django-allauth raises other errors for."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc] # the form beside has it
        except MALFORMED as error:
            raise get_adapter().validation_error("no_passkey") from error


class SignInByPasskeyForm(ByPasskey, LoginWebAuthnForm):
    pass


class PasskeyAfterPasswordForm(ByPasskey, AuthenticateWebAuthnForm):
    pass


class ConfirmByPasskeyForm(ByPasskey, ReauthenticateWebAuthnForm):
    pass


class PasskeyNameForm(Labelled, EditWebAuthnForm):
    pass
