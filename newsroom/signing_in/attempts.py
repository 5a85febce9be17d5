"""The log of failed attempts to sign in, one line each, as fail2ban reads them."""

import logging
from typing import Any

from allauth.mfa.signals import authentication_failed
from django.dispatch import receiver
from django.http import HttpRequest

from newsroom.signing_in.addresses import get_client_address

logger = logging.getLogger("newsroom.signing_in")

MAX_LENGTH = 150


def log_attempt(event: str, *, request: HttpRequest, name: str = "") -> None:
    """Write one line with the address and the name that was given for the account.

    The name is what a stranger typed: without control characters, shortened, and at the end of
    the line.
    """
    address = get_client_address(request)
    logger.warning('%s from %s for "%s"', clean(event), address, clean(name))


def clean(text: str) -> str:
    """Return the text as a part of a line: without control characters, shortened."""
    return "".join(letter for letter in text if letter.isprintable())[:MAX_LENGTH]


@receiver(authentication_failed)
def log_refused_code(*, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    log_attempt("Second factor refused", request=request, name=user.get_username())
