"""Directories of names: in the order of the reader's alphabet, under their initials."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import get_language

from articles.text.strings import build_sort_key, get_directory_letter

NAMES_A_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of the names; ``letters`` has those of each initial."""

    page: Page[Any]
    letters: list[tuple[str, list[Any]]]


def directory(named: QuerySet[Any], number: str | None) -> Directory:
    """Return the page of this number; that which is nearest where there is none of it."""
    language = get_language() or ""
    names = named.only("name", "slug").order_by()
    ordered = sorted(names, key=lambda each: build_sort_key(each.name, language))
    page = Paginator(ordered, NAMES_A_PAGE).get_page(number)
    groups = groupby(page, key=lambda each: get_directory_letter(each.name, language))
    return Directory(page, [(letter, list(some)) for letter, some in groups])
