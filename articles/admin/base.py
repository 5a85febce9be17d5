"""What all lists of the desk share: they stay fast, and find a name however it is typed."""

from typing import Any, TypeVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from articles.text.strings import fold

Row = TypeVar("Row", bound=Model)

# So many names are suggested while one is typed.
SUGGESTIONS = 20


class CappedPaginator(Paginator[Any]):
    """Pages whose count stops at the limit: counting on would read the whole table each time."""

    limit = 5000
    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: self.limit].count()


class FastAdmin(admin.ModelAdmin[Row]):
    """A list without a count of the whole table, whose search folds what is typed."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        return super().get_search_results(request, queryset, fold(search_term))


class ReadOnlyAdmin(FastAdmin[Row]):
    """Rows that only the program writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False
