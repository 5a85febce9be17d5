"""The cookie that names the drafts which the server has saved, so that browsers drop them."""

import re
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# The names of the saved drafts, separated by dots. desk-drafts.js drops these drafts.
COOKIE: Final = "newsroom_saved"
_NAME: Final = re.compile(r"[a-z0-9]{1,40}")
_LIMIT: Final = 20
_MAX_AGE: Final = timedelta(days=14)  # as long as the browser keeps a draft


def mark_draft_saved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add the draft that the request names to the cookie of saved drafts."""
    draft = request.POST.get("draft", "")
    # Browsers take a cookie with this prefix over HTTPS only.
    cookie = f"__Secure-{COOKIE}" if settings.CSRF_COOKIE_SECURE else COOKIE
    earlier = request.COOKIES.get(cookie, "").split(".")
    names = [name for name in (*earlier, draft) if _NAME.fullmatch(name)]
    if names:
        response.set_cookie(
            cookie,
            ".".join(names[-_LIMIT:]),
            max_age=_MAX_AGE,
            path=reverse("admin:index"),
            secure=settings.CSRF_COOKIE_SECURE,
            samesite="Lax",
        )
    return response
