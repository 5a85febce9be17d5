"""Directories of names, in the order of the reader's alphabet and grouped by first letter."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import get_language

from articles.text.strings import build_sort_key, get_directory_letter

NAMES_PER_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of names; ``letters`` pairs each first letter with the rows that begin with it."""

    page: Page[Any]
    letters: list[tuple[str, list[Any]]]


def build_directory(queryset: QuerySet[Any], page_number: str | None) -> Directory:
    """Return one page of the directory, the nearest one where the number is out of range."""
    language = get_language() or ""
    rows = queryset.only("name", "slug").order_by()
    ordered = sorted(rows, key=lambda row: build_sort_key(row.name, language))
    page = Paginator(ordered, NAMES_PER_PAGE).get_page(page_number)
    groups = groupby(page, key=lambda row: get_directory_letter(row.name, language))
    return Directory(page, [(letter, list(group)) for letter, group in groups])
