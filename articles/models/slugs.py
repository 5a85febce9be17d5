"""Slugs that no other row has."""

from typing import Any

from django.db import models
from django.utils.crypto import get_random_string

# From here on, a number would say nothing and finding it would take ever longer.
NUMBERED = 20


def free_slug(base: str, *, among: models.QuerySet[Any]) -> str:
    """Return the base, or base-2, base-3 …, whichever no row has; nine letters longer at most."""
    forms = [base, *(f"{base}-{number}" for number in range(2, NUMBERED + 1))]
    taken = set(among.filter(slug__in=forms).values_list("slug", flat=True))
    free = next((form for form in forms if form not in taken), None)
    return free or f"{base}-{get_random_string(8, 'abcdefghijkmnpqrstuvwxyz23456789')}"
