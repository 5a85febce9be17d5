"""URLs of public pages, on the host of the settings whatever host a request came by."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri


@lru_cache(maxsize=10_000)
def reverse_page(name: str, *args: str | int) -> str:
    """Return the path of a public page; cached, since a list has a hundred of them."""
    return reverse(name, args=args)


def build_absolute_url(path: str) -> str:
    """Return the absolute URL, in ASCII, of one of our paths, which may hold any characters."""
    return iri_to_uri(f"{settings.NEWSROOM_SITE_ADDRESS}{path}")
