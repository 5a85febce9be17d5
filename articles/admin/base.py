"""Base classes of the admin: lists that stay fast, and search that folds what is typed."""

import re
from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from articles.text.strings import fold, fold_name

Row = TypeVar("Row", bound=Model)

_YEAR = re.compile("(?:19|2[01])[0-9][0-9]|2200")
_VALUES_LIMIT = 100  # of one parameter: SQLite fails at 1,000 conditions
SUGGESTIONS = 20  # names offered while one is typed


class CappedPaginator(Paginator[Any]):
    """A paginator that counts up to the limit: a full count would read the whole table."""

    limit = 5000
    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: self.limit].count()


class BoundedChangeList(ChangeList):
    """A list that takes from its URL only what its filters and its hierarchy of dates offer.

    Django would pass every lookup of every column to the database. There some fail (``why__range``
    with one value), some run for minutes (``headline__regex``), and some tell what the list does
    not show. Years are only those of our instants: others overflow in the database.
    """

    more_parameters: ClassVar[frozenset[str]] = frozenset()

    def get_filters(self, request: HttpRequest) -> Any:
        dates = self.date_hierarchy
        params = self.get_filters_params()
        years = params.get(f"{dates}__year", [])
        if not all(map(_YEAR.fullmatch, years)):
            raise IncorrectLookupParameters(years)
        filters = super().get_filters(request)
        of_dates = {f"{dates}__gte", f"{dates}__lt"} if years else set()  # Django makes them
        refused = filters[2].keys() - of_dates - self.more_parameters
        refused |= {name for name, values in params.items() if len(values) > _VALUES_LIMIT}
        if refused:
            message = f"This list does not filter by {sorted(refused)}"
            raise DisallowedModelAdminLookup(message)
        return filters


class BoundedListMixin:
    """A page of the admin whose list is bounded."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedChangeList


class FastAdmin(BoundedListMixin, admin.ModelAdmin[Row]):
    """A list that does not count the whole table and whose search folds the term."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    list_per_page = 50
    view_on_site: Any = False  # Django's own link leads past our permissions (newsroom/desk.py)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        return super().get_search_results(request, queryset, self.fold_term(search_term))

    def fold_term(self, term: str) -> str:
        """Return the words that are searched, as the columns of ``search_fields`` hold them."""
        return fold(term)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return nothing: Django would show what the query string says, without checking it."""
        return {}


class NamedAdmin(FastAdmin[Row]):
    """A list of named rows in alphabetical order, with "Çevre" between "cable" and "city".

    Their slugs have that order; databases sort letters with diacritics after z.
    """

    ordering = ["slug"]

    def view_on_site(self, row: Any) -> str:
        """Return the URL of the row's public page; ``row`` may have a slug that is not saved."""
        saved: Any = get_object_or_404(self.model, pk=row.pk)
        return str(saved.get_absolute_url())

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Let only those delete a name who may see all articles: the page lists whose it is."""
        may_see_all = request.user.has_perm("articles.review_article")
        return may_see_all and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("name"), ordering="slug")
    def name_label(self, row: Any) -> str:
        return str(row)

    def fold_term(self, term: str) -> str:
        return fold_name(term)


class ReadOnlyAdmin(FastAdmin[Row]):
    """A list of rows that only the program writes."""

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Refuse changes before the row is looked for; Django 6.1 redirects if it is missing."""
        if request.method == "POST":
            raise PermissionDenied
        return super().change_view(request, object_id, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False
