"""The request by which doctor learns what the site sees of requests that a proxy passes on."""

from typing import Final, TypedDict

from django.core import signing

_SIGNER: Final = "articles.management.diagnosis.probe"
_SECONDS: Final = 60


class Seen(TypedDict):
    """What the site sees of a request."""

    address: str
    host: str
    is_secure: bool


def make_token() -> str:
    """Return a token that only who has the secret key of the site can make; it holds a minute."""
    return signing.dumps("", salt=_SIGNER)


def is_token(token: str) -> bool:
    try:
        signing.loads(token, salt=_SIGNER, max_age=_SECONDS)
    except signing.BadSignature:
        return False
    return True
