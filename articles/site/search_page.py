"""The search in a list: the page of hits, and the links to narrow or reorder it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import quote_plus, urlencode

from articles.search.expression import Expression
from articles.site import paging
from articles.site.filters import PAGE_PARAMS, ArticleFilter
from articles.site.hits import Facet, FacetValue, Hits
from articles.site.nothing_found import NothingFound

ORDER: Final = "order"
BEST: Final = "best"
PAGE: Final = "page"


class FacetLink(NamedTuple):
    """A value of a facet, and the URL that sets it as a filter, or removes it again."""

    value: FacetValue
    url: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class FacetLinks:
    label: str
    links: list[FacetLink]


class SearchPage:
    """A page of the hits of an expression in a filtered list, as its URL orders and pages them."""

    def __init__(self, filterset: ArticleFilter, expression: Expression) -> None:
        self.filterset = filterset
        self.params = filterset.data
        self.hits = Hits(filterset.qs, expression)

    @property
    def is_best_first(self) -> bool:
        """Tell whether the hits are ranked.

        Without hits within the scan limit they are not: only a page by date can continue the scan.
        """
        is_requested = self.params.get(ORDER) == BEST
        return is_requested and (self.hits.scan_end is None or bool(self.hits.newest_ids))

    def get_page(self) -> paging.Page | paging.NumberedPage:
        """Return the page that the query string names; raise BadCursorError if there is none."""
        if self.is_best_first:
            return paging.get_numbered_page(self.hits.rank_newest(), self.params.get(PAGE, ""))
        if not paging.has_cursor(self.params):
            return paging.get_newest_page(self.hits.newest_ids, self.hits.scan_end)
        return paging.get_page(self.hits.articles.list_fields(with_text=True), self.params)

    @cached_property
    def nothing_found(self) -> NothingFound | None:
        """Return why the search finds nothing, None if it has hits or may have some."""
        if self.hits.newest_ids or self.hits.is_more_than_counted:
            return None
        return NothingFound(self.filterset, self.hits.expression)

    @property
    def reordered_url(self) -> str:
        """Return the URL of the same hits in the other order, by rank or by date."""
        return self.build_url(**{ORDER: None if self.is_best_first else BEST})

    @cached_property
    def facets(self) -> list[FacetLinks]:
        return [
            FacetLinks(facet.label, list(self._build_links(facet)))
            for facet in self.hits.count_facets()
        ]

    def _build_links(self, facet: Facet) -> Iterator[FacetLink]:
        names = ("from", "until") if facet.name == "year" else (facet.name,)
        url_without = self.build_url(**dict.fromkeys(names))
        active = [self.params.get(name) for name in names]
        for value in facet.values:
            filters = self._build_filter_values(facet.name, value.value)
            params = "&".join(map("{}={}".format, names, map(quote_plus, filters)))
            is_active = filters == active
            url = url_without if is_active else f"{url_without}&{params}"
            yield FacetLink(value, url, is_active)

    def build_url(self, **changes: str | None) -> str:
        """Return the first page's URL with other parameters; None removes a parameter."""
        params = {**dict(self.params.lists()), **dict.fromkeys(PAGE_PARAMS), **changes}
        values = {name: value for name, value in params.items() if value is not None}
        return f"?{urlencode(values, doseq=True)}"

    def _build_filter_values(self, name: str, value: str) -> list[str]:
        """Return the values of the filters that stand for this value of the facet ``name``.

        A year has two, "from" and "until", which stay within the days that are set already.
        """
        if name != "year":
            return [value]
        first = max(f"{value}-01-01", self.params.get("from", ""))
        last = min(f"{value}-12-31", self.params.get("until") or "9")  # "9" is after any date
        return [first, last]
