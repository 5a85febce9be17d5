"""Settings of django-allauth that are the same everywhere; newsroom/settings.py takes them in."""

from typing import Any, Final

# Entries of a table that newsroom/signing_in/migrations makes. Where there are more, Django drops
# a third of them, and attempts are forgotten.
DATABASE_CACHE: Final[dict[str, Any]] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "newsroom_cache",
    "OPTIONS": {"MAX_ENTRIES": 50_000},
}
SIGNING_IN_APPS: Final = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "newsroom.signing_in",
]
SIGNING_IN_MIDDLEWARE: Final = [
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.signing_in.idle.EndIdleSessions",
    "newsroom.signing_in.second_factor.RequireSecondFactor",
]


def build_providers(*, issuer: str, client_id: str, secret: str, name: str) -> dict[str, Any]:
    """Return django-allauth's entry for the OpenID provider; without an issuer there is none."""
    app = {
        "provider_id": "oidc",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer},
    }
    provider = "newsroom.signing_in.provider.Provider"
    return {"openid_connect": {"provider_class": provider, "APPS": [app] if issuer else []}}


AUTHENTICATION_BACKENDS: Final = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL: Final = "account_login"
LOGIN_REDIRECT_URL: Final = "admin:index"

ACCOUNT_ADAPTER: Final = "newsroom.signing_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS: Final = {"username"}
ACCOUNT_SIGNUP_FIELDS: Final = ["username*", "password1*"]
ACCOUNT_SIGNUP_ENABLED: Final = False  # nor is there a URL for it
ACCOUNT_EMAIL_VERIFICATION: Final = "none"  # whoever runs the site enters the addresses
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS: Final = False  # no mail to strangers
ACCOUNT_LOGOUT_REDIRECT_URL: Final = "account_login"
ACCOUNT_SESSION_REMEMBER: Final = True  # until SESSION_COOKIE_AGE, as in Django's admin
ACCOUNT_FORMS: Final = {
    "login": "newsroom.signing_in.forms.SignInForm",
    "reauthenticate": "newsroom.signing_in.forms.ConfirmForm",
    "change_password": "newsroom.signing_in.forms.NewPasswordForm",
    "reset_password": "newsroom.signing_in.forms.ForgottenPasswordForm",
    "reset_password_from_key": "newsroom.signing_in.forms.PasswordOfLinkForm",
}
MFA_FORMS: Final = {
    "authenticate": "newsroom.signing_in.forms.CodeForm",
    "reauthenticate": "newsroom.signing_in.forms.ConfirmByCodeForm",
    "activate_totp": "newsroom.signing_in.forms.AppForm",
    "add_webauthn": "newsroom.signing_in.forms.PasskeyForm",
    "login_webauthn": "newsroom.signing_in.forms.SignInByPasskeyForm",
    "authenticate_webauthn": "newsroom.signing_in.forms.PasskeyAfterPasswordForm",
    "reauthenticate_webauthn": "newsroom.signing_in.forms.ConfirmByPasskeyForm",
    "edit_webauthn": "newsroom.signing_in.forms.PasskeyNameForm",
}
# Failures are counted for an account over all addresses (key) and for an address over all accounts
# (ip, of IPv6 its first 64 bits). Whoever knows the password is not counted. Django-allauth forgets
# all of "login_failed" after a right code, so newsroom/signing_in/failures.py counts addresses.
ACCOUNT_RATE_LIMITS: Final = {
    "login": None,  # it counts right passwords, too, and refuses without a line in the log
    "login_failed": "5/5m/key",
    "address_failed": "10/5m/ip",
    "reset_password": "10/5m/ip,3/5m/key",
    "reset_password_from_key": "10/5m/ip",
}

# The links of the providers' pages are followed without a form: the policy of the pages lets forms
# lead nowhere else, and the state of the sign-in is checked when it comes back.
SOCIALACCOUNT_LOGIN_ON_GET: Final = True
SOCIALACCOUNT_ADAPTER: Final = "newsroom.signing_in.roles.ProviderAccounts"

MFA_ADAPTER: Final = "newsroom.signing_in.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES: Final = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED: Final = True
MFA_ALLOW_UNVERIFIED_EMAIL: Final = True
MFA_TOTP_TOLERANCE: Final = 1  # clocks of telephones are up to half a minute wrong
