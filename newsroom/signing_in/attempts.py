"""The log of failed attempts to sign in, one line each, as fail2ban reads them."""

import logging
from typing import Any

from allauth.mfa.signals import authentication_failed
from django.dispatch import receiver
from django.http import HttpRequest

from newsroom.signing_in.addresses import get_client_address

logger = logging.getLogger("newsroom.signing_in")

MAX_NAME_LENGTH = 150


def log_attempt(event: str, *, request: HttpRequest, name: str = "") -> None:
    """Write one line with the address and the name that was given for the account.

    The name is what a stranger typed: without control characters, shortened, and at the end of
    the line.
    """
    printable = "".join(letter for letter in name if letter.isprintable())[:MAX_NAME_LENGTH]
    logger.warning('%s from %s for "%s"', event, get_client_address(request), printable)


@receiver(authentication_failed)
def log_refused_code(*, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    log_attempt("Second factor refused", request=request, name=user.get_username())
