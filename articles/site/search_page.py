"""What a reader searched for in a list: the page asked for, and what leads on from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict

from articles.models.article import ArticleQuerySet
from articles.search import engine, suggestions
from articles.search.excerpts import Marker
from articles.search.hits import Facet, FacetValue, Hits
from articles.site import paging
from articles.site.filters import PLACES

ORDER: Final = "order"
BEST: Final = "best"
PAGE: Final = "page"


class FacetLink(NamedTuple):
    """A value of a facet, and the address that chooses it, or takes the choice back."""

    value: FacetValue
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetLinks:
    label: str
    choices: list[FacetLink]


class SearchPage:
    """The hits of a query, as the address asks for them; ``among`` is the whole list."""

    def __init__(self, hits: Hits, asked: QueryDict, *, among: ArticleQuerySet) -> None:
        self.hits = hits
        self.asked = asked
        self.among = among
        self.marker = Marker.from_query(hits.query, engine.get_engine().find_stems(hits.query))

    @property
    def is_best_first(self) -> bool:
        """Tell whether they are shown so; of none so far only how far was searched can be told."""
        is_asked = self.asked.get(ORDER) == BEST
        return is_asked and (self.hits.scan_end is None or bool(self.hits.newest_ids))

    def page(self) -> paging.Page | paging.NumberedPage:
        """Return the page that the address names; raise BadCursorError where there is none."""
        if self.is_best_first:
            return paging.numbered(self.hits.rank_newest(), self.asked.get(PAGE, ""))
        if not paging.names_place(self.asked):
            return paging.newest(self.hits.newest_ids, self.hits.scan_end)
        return paging.page(self.hits.articles.as_list_items(with_text=True), self.asked)

    @cached_property
    def suggestion(self) -> str:
        """Return the query with likelier words where nothing was found, "" for none."""
        if self.hits.newest_ids or self.hits.is_more_than_counted:
            return ""
        return suggestions.suggest_query(str(self.asked["q"]), self.hits.query, self.among)

    @property
    def suggested(self) -> str:
        """Return the address's query with the suggestion."""
        return self.link(q=self.suggestion)

    @property
    def in_other_order(self) -> str:
        """Return the address's query that shows the same in the other order."""
        return self.link(**{ORDER: None if self.is_best_first else BEST})

    @cached_property
    def facets(self) -> list[FacetLinks]:
        """Return what the hits can be narrowed by, with the addresses that do it."""
        return [
            FacetLinks(each.label, list(self._choices(each))) for each in self.hits.count_facets()
        ]

    def _choices(self, facet: Facet) -> Iterator[FacetLink]:
        names = ("from", "until") if facet.name == "year" else (facet.name,)
        others, chosen = self.link(**dict.fromkeys(names)), [self.asked.get(each) for each in names]
        for value in facet.values:
            told = self._told(facet.name, value.value)
            link = "&".join(map("{}={}".format, names, map(quote_plus, told)))
            is_chosen = told == chosen
            yield FacetLink(value, others if is_chosen else f"{others}&{link}", is_chosen)

    def link(self, **changes: str | None) -> str:
        """Return the query of the address with these changes, None for what is to go."""
        asked = {**dict(self.asked.lists()), **dict.fromkeys(PLACES), **changes}
        told = {name: value for name, value in asked.items() if value is not None}
        return f"?{urlencode(told, doseq=True)}"

    def _told(self, name: str, value: str) -> list[str]:
        """Return what tells the facet's filters the value, a year those of its days that are asked.

        The filters of a year are its first day and its last.
        """
        if name != "year":
            return [value]
        first = max(f"{value}-01-01", self.asked.get("from", ""))
        return [first, min(f"{value}-12-31", self.asked.get("until") or "9")]
