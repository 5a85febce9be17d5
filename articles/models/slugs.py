"""Slugs that no other row has."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from django.db import models
from django.utils.crypto import get_random_string

# From here on, a number would say nothing and finding it would take ever longer.
NUMBERED = 20
_LONGEST_END = 9  # a hyphen and eight letters


def find_free_slug(base: str, *, queryset: models.QuerySet[Any]) -> str:
    """Return the base, or base-2, base-3 …, whichever no row has, cut to what a column holds."""
    return find_free_slugs([base], queryset=queryset)[0]


def find_free_slugs(bases: Sequence[str], *, queryset: models.QuerySet[Any]) -> list[str]:
    """Return such a slug for each of the bases, no two alike, in two queries at most."""
    field: Any = queryset.model._meta.get_field("slug")
    limit = field.max_length - _LONGEST_END
    taken = _taken(bases, queryset)
    again = taken | {base for base, count in Counter(bases).items() if count > 1}
    taken |= _taken([form for base in again for form in _forms(base[:limit])], queryset)
    return [_free(base, base[:limit], taken) for base in bases]


def _taken(slugs: Collection[str], queryset: models.QuerySet[Any]) -> set[str]:
    return set(queryset.filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()


def _forms(stem: str) -> list[str]:
    return [f"{stem}-{number}" for number in range(2, NUMBERED + 1)]


def _free(base: str, stem: str, taken: set[str]) -> str:
    """Return the base or a form of its stem, whichever is not taken, and take it."""
    free = next((form for form in [base, *_forms(stem)] if form not in taken), None)
    free = free or f"{stem}-{get_random_string(8, 'abcdefghijkmnpqrstuvwxyz23456789')}"
    taken.add(free)
    return free
