"""Counts failures of an address over all accounts, of which no success takes back others."""

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import RateLimitUsage, consume
from django.http import HttpRequest


def count_failure(request: HttpRequest, *, name: str = "") -> RateLimitUsage:
    """Count a failure before the check, which takes back this one, and no other, on success.

    Raise the response 429 where the address has reached its limit; ``name`` is what was typed for
    the account, for the log.
    """
    usage = consume(request, app="allauth.account", action="address_failed")
    if usage is None:
        adapter = get_adapter()
        adapter.name = name
        raise adapter.validation_error("too_many_login_attempts")
    return usage
