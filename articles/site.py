"""Where the site is: its addresses as others keep them, whatever host a request came by."""

from django.conf import settings
from django.utils.encoding import iri_to_uri


def absolute(path: str) -> str:
    """Return the whole address of a path of ours, which may hold letters of any script."""
    return iri_to_uri(f"{settings.NEWSROOM_SITE_ADDRESS}{path}")
