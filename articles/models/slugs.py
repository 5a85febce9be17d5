"""Slugs that no other row of a table has."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import models
from django.utils.crypto import get_random_string

from articles.text.strings import SLUG_JOINER

# The highest number that is tried as an ending; after that a random one is free sooner.
MAX_NUMBER = 20
_RANDOM_LENGTH = 8
_ENDING_LENGTH = len(SLUG_JOINER) + _RANDOM_LENGTH


def find_free_slug(base: str, *, queryset: models.QuerySet[Any]) -> str:
    """Return ``base``, or else ``base-2``, ``base-3`` …, whichever no row of the queryset has.

    It is cut to the length of the column.
    """
    return find_free_slugs([base], queryset=queryset)[0]


def find_free_slugs(bases: Sequence[str], *, queryset: models.QuerySet[Any]) -> list[str]:
    """Return a free slug for each base, no two alike, in two queries at most."""
    field: Any = queryset.model._meta.get_field("slug")
    limit = field.max_length - _ENDING_LENGTH
    used = _find_used(bases, queryset)
    repeated = {base for base, count in Counter(bases).items() if count > 1}
    numbered = [slug for base in used | repeated for slug in _list_numbered(base[:limit])]
    used |= _find_used(numbered, queryset)
    return [_claim_slug(base, base[:limit], used) for base in bases]


def _find_used(slugs: Collection[str], queryset: models.QuerySet[Any]) -> set[str]:
    if not slugs:
        return set()
    return set(queryset.filter(slug__in=slugs).values_list("slug", flat=True))


def _list_numbered(stem: str) -> Iterator[str]:
    return (f"{stem}{SLUG_JOINER}{number}" for number in range(2, MAX_NUMBER + 1))


def _claim_slug(base: str, stem: str, used: set[str]) -> str:
    """Return the base, or the stem with an ending, that is not used; add it to ``used``."""
    free = (slug for slug in chain([base], _list_numbered(stem)) if slug not in used)
    # The base of a name without letters is empty.
    slug = next(free, "") or f"{stem}{SLUG_JOINER}{_build_ending()}"
    used.add(slug)
    return slug


def _build_ending() -> str:
    return get_random_string(_RANDOM_LENGTH, "abcdefghijkmnpqrstuvwxyz23456789")
