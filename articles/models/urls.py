"""Where the site is: its addresses as others keep them, whatever host a request came by."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri


@lru_cache(maxsize=10_000)
def reverse_page(page: str, *place: str | int) -> str:
    """Return the address of a public page; a list has a hundred of them."""
    return reverse(f"articles:{page}", args=place)


def build_absolute_url(path: str) -> str:
    """Return the whole address of a path of ours, which may hold letters of any script."""
    return iri_to_uri(f"{settings.NEWSROOM_SITE_ADDRESS}{path}")
