"""How to report a vulnerability of the site: security.txt (RFC 9116)."""

from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from articles.models.urls import build_absolute_url
from articles.site.http import public_view

MAX_AGE: Final = 24 * 3600


@public_view
@cache_control(public=True, max_age=MAX_AGE)  # changes without a new content version
def show(_request: HttpRequest) -> HttpResponse:
    """Return the file, or raise status 404 where nobody is named who takes reports."""
    if not settings.NEWSROOM_SECURITY_CONTACT:
        raise Http404("There is no contact for reports.")
    fields = [
        *(("Contact", contact) for contact in settings.NEWSROOM_SECURITY_CONTACT),
        ("Expires", find_expiry(datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("Preferred-Languages", ", ".join(code for code, _name in settings.LANGUAGES)),
        ("Canonical", build_absolute_url(reverse("articles:security_txt"))),
    ]
    if settings.NEWSROOM_SECURITY_POLICY:
        fields.append(("Policy", settings.NEWSROOM_SECURITY_POLICY))
    text = "".join(f"{name}: {value}\n" for name, value in fields)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def find_expiry(now: datetime) -> datetime:
    """Return the first day of this month in eleven months: RFC 9116 wants less than a year."""
    months = now.year * 12 + now.month - 1 + 11
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
