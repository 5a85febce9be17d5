"""The texts that the browser keeps until they are saved: it is told which of them were."""

import re
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# The names of drafts that were saved, with dots between them; desk-drafts.js drops these.
COOKIE: Final = "newsroom_saved"
_NAME: Final = re.compile(r"[a-z0-9]{1,40}")
_LIMIT: Final = 20
_KEPT: Final = timedelta(days=14)  # as long as the browser keeps a draft


def let_go(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the browser, whichever page comes next, that the draft it sent has been saved."""
    sent = request.POST.get("draft", "")
    told = request.COOKIES.get(COOKIE, "").split(".")
    names = [name for name in (*told, sent) if _NAME.fullmatch(name)]
    if names:
        response.set_cookie(
            COOKIE,
            ".".join(names[-_LIMIT:]),
            max_age=_KEPT,
            path=reverse("admin:index"),
            secure=settings.CSRF_COOKIE_SECURE,
            samesite="Lax",
        )
    return response
