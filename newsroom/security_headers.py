"""Middleware that adds the security headers to every response, whichever part made it."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What pages may not ask of the browser, nor frames and scripts in them: all that neither the site
# nor the desk needs. Browsers write a warning to the console for a feature that they do not know.
FEATURES: Final = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read"),
    *("clipboard-write", "compute-pressure", "display-capture", "encrypted-media", "fullscreen"),
    *("gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection"),
    *("keyboard-map", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials"),
    *("payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access"),
    *("sync-xhr", "usb", "window-management", "xr-spatial-tracking"),
)
# Passkeys, on our own pages only.
OWN_FEATURES: Final = ("publickey-credentials-create", "publickey-credentials-get")

# The paths of the desk, sign-in included: nothing of it is kept by browsers or caches.
DESK: Final = "/admin/"
SIGN_OUT: Final = "/admin/logout/"
# What other sites may load into their pages: static files, feeds, the API and all other formats.
# Everything else is for our own pages alone, so that no other site learns what a reader is shown.
OPEN: Final = re.compile(
    r"/(static|api|\.well-known)/.*|/(.*/)?(feed\.\w+|article\.\w+)|/[\w-]*sitemap[\w-]*\.xml"
    r"|/robots\.txt",
    re.DOTALL,
)


class SecurityHeaders:
    """Add the headers that the response has not set itself; keep the desk out of all caches.

    As the first middleware it also sees cached pages, static files, redirects and errors. Most of
    the headers are built once, when the process starts.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.headers = build_headers()
        self.transport_security = f"max-age={settings.SECURE_HSTS_SECONDS}"

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers, path = response.headers, request.path_info
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        headers.setdefault("Cross-Origin-Resource-Policy", get_resource_policy(path))
        if path.startswith(DESK):
            headers["Cache-Control"] = "private, no-store"
            if has_signed_out(request, response):
                headers["Clear-Site-Data"] = '"storage"'  # drafts of texts that were not saved
        else:
            headers.setdefault("Cache-Control", "private, no-cache")
        if request.is_secure() and settings.SECURE_HSTS_SECONDS:
            headers.setdefault("Strict-Transport-Security", self.transport_security)
        return response


def build_headers() -> dict[str, str]:
    """Return the headers that are the same for every response."""
    off = [f"{feature}=()" for feature in FEATURES]
    own = [f"{feature}=(self)" for feature in OWN_FEATURES]
    headers = {
        "Permissions-Policy": ", ".join(off + own),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    if not settings.DEBUG:  # Django's pages for developers have scripts of their own
        headers["Content-Security-Policy"] = build_policy()
    if settings.NEWSROOM_CSP_REPORTS:
        name = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["report-to"]
        headers["Reporting-Endpoints"] = f'{name}="{settings.NEWSROOM_CSP_REPORTS}"'
    return headers


def get_resource_policy(path: str) -> str:
    """Return which sites may load the response into their pages."""
    return "cross-origin" if OPEN.fullmatch(path) else "same-origin"


def has_signed_out(request: HttpRequest, response: HttpResponseBase) -> bool:
    is_sign_out = request.path_info == SIGN_OUT and request.method == "POST"
    return is_sign_out and response.status_code < HTTPStatus.BAD_REQUEST
