"""OpenID Connect: the sign-in at a provider, whose signed answer is checked in every part."""

import hashlib
import secrets
from typing import Any, Final

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from requests import RequestException

PROVIDER_ID: Final = "oidc"
NONCE: Final = "openid_nonce"
# Signatures by a private key only: the client secret signs nothing.
ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
CLOCK_DIFFERENCE: Final = 60  # seconds by which the provider's clock may differ from ours


class ProviderClient(OpenIDConnectOAuth2Adapter):
    """Speaks with the provider; believes only what its key has signed for this very sign-in."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != settings.NEWSROOM_OIDC_ISSUER:
            raise OAuth2Error("The provider names another issuer.")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("openid_connect_callback"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        claims = self._read_claims(kwargs["response"].get("id_token") or "", app=app)
        expected = request.session.pop(NONCE, "")
        given = str(claims.get("nonce", ""))
        if not (expected and secrets.compare_digest(given.encode(), expected.encode())):
            raise OAuth2Error("The answer belongs to another sign-in.")
        known = {name: value for name, value in claims.items() if _is_readable(name, value)}
        return self.get_provider().sociallogin_from_response(request, {"id_token": known})

    def _read_claims(self, token: str, *, app: Any) -> dict[str, Any]:
        """Return the claims of an ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            keys = [key for key in self._fetch_keys() if kid in {None, key.key_id}]
            if len(keys) != 1:
                raise OAuth2Error("The provider does not name the key of the answer.")
            claims: dict[str, Any] = jwt.decode(
                token,
                keys[0],
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=settings.NEWSROOM_OIDC_ISSUER,
                leeway=CLOCK_DIFFERENCE,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(str(error)) from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The answer is for another client.")
        return claims

    def _fetch_keys(self) -> list[jwt.PyJWK]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        return list(jwt.PyJWKSet.from_dict(answer.json()).keys)


def _is_readable(name: str, value: Any) -> bool:
    """Tell whether the claim can be read: a text, or the groups, which ``list_roles`` checks."""
    return isinstance(value, str) or name == settings.NEWSROOM_OIDC_GROUP_CLAIM


class Provider(OpenIDConnectProvider):
    """The provider of the settings; takes nothing from the query of the request."""

    pkce_enabled_default = True
    oauth2_adapter_class = ProviderClient

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        request.session[NONCE] = secrets.token_urlsafe(32)
        return {"nonce": request.session[NONCE]}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return a digest of the issuer with its id of the person; others may use the same id."""
        claims = data["id_token"]
        name = f"{claims['iss']}\n{claims['sub']}"
        return hashlib.sha256(name.encode()).hexdigest()

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Return none: an address proves nothing here, so no account is ever found by it."""
        return []


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead on to the provider."""
    return _ask_provider(request, OAuth2LoginView)


def finish(request: HttpRequest) -> HttpResponseBase:
    """Take the answer that the provider has sent the browser back with."""
    return _ask_provider(request, OAuth2CallbackView)


def _ask_provider(request: HttpRequest, view: Any) -> HttpResponseBase:
    if not settings.NEWSROOM_OIDC_ISSUER:
        raise Http404
    client = ProviderClient(request, PROVIDER_ID)
    try:
        response: HttpResponseBase = view.adapter_view(client)(request)
    except (RequestException, OAuth2Error, ValueError, KeyError) as error:
        response = render_authentication_error(request, client.get_provider(), exception=error)
    return response
