"""Base classes of the admin: lists that stay fast, and search that folds what is typed."""

from typing import Any, TypeVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from articles.text.strings import fold, fold_name

Row = TypeVar("Row", bound=Model)

SUGGESTIONS = 20  # names offered while one is typed


class CappedPaginator(Paginator[Any]):
    """A paginator that counts up to the limit: a full count would read the whole table."""

    limit = 5000
    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: self.limit].count()


class FastAdmin(admin.ModelAdmin[Row]):
    """A list that does not count the whole table and whose search folds the term."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        return super().get_search_results(request, queryset, self.fold_term(search_term))

    def fold_term(self, term: str) -> str:
        """Return the words that are searched, as the columns of ``search_fields`` hold them."""
        return fold(term)


class NamedAdmin(FastAdmin[Row]):
    """A list of named rows in alphabetical order, with "Çevre" between "cable" and "city".

    Their slugs have that order; databases sort letters with diacritics after z.
    """

    ordering = ["slug"]

    @admin.display(description=gettext_lazy("name"), ordering="slug")
    def name_label(self, row: Any) -> str:
        return str(row)

    def fold_term(self, term: str) -> str:
        return fold_name(term)


class ReadOnlyAdmin(FastAdmin[Row]):
    """A list of rows that only the program writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False
