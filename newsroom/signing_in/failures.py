"""Counts failures of an address over all accounts, of which no success takes back others."""

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import RateLimitUsage, consume
from django.http import HttpRequest


def count_failure(request: HttpRequest) -> RateLimitUsage:
    """Count a failure before the check, which takes back this one, and no other, on success.

    Raise the response 429 where the address has reached its limit.
    """
    usage = consume(request, app="allauth.account", action="address_failed")
    if usage is None:
        raise get_adapter().validation_error("too_many_login_attempts")
    return usage
