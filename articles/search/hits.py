"""What a query found: how much, in which order, and of what it is made."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models import Byline, Tagging
from articles.models.article import KINDS, ArticleQuerySet, language_name
from articles.search.engine import engine
from articles.search.query import Query
from articles.search.walking import Place, within_reach

# Of so many of the newest hits the best are found, and the facets counted.
NEWEST: Final = 1_000
# People do not look further; to count on would read the whole table.
COUNTED: Final = 10_000
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Value:
    """What some of the hits have in common, as its filter takes it and as people read it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of one filter, those of most hits first; of the year, which is two filters, "year"."""

    name: str
    label: str
    values: list[Value]


class Hits:
    """Articles that a query finds, all filters counted in."""

    def __init__(self, articles: ArticleQuerySet, query: Query) -> None:
        self.articles = articles
        self.query = query

    @cached_property
    def newest(self) -> list[dict[str, Any]]:
        """Return what facets are made of, of the newest hits, newest first."""
        within, _end = self._within_reach
        told = ("pk", "published_at", "kind", "language")
        named = {"source_slug": F("source__slug"), "source_name": F("source__name")}
        return list(within.values(*told, **named)[:NEWEST])

    @cached_property
    def _within_reach(self) -> tuple[ArticleQuerySet, Place | None]:
        return within_reach(self.articles)

    @cached_property
    def count(self) -> int:
        """Return how many there are at least, as far as they are counted."""
        if len(self.newest) < NEWEST or self.articles.walked is not None:
            return len(self.newest)
        return min(self._to_limit, COUNTED)

    @property
    def count_text(self) -> str:
        """Return the count as people read it."""
        return number_format(self.count, use_l10n=True, force_grouping=True)

    @cached_property
    def _to_limit(self) -> int:
        return self.articles.order_by()[: COUNTED + 1].count()

    @property
    def is_more_than_counted(self) -> bool:
        """Tell whether there are, or may be, more than that."""
        if len(self.newest) < NEWEST:
            return self._within_reach[1] is not None
        return self.articles.walked is not None or self._to_limit > COUNTED

    @property
    def has_more_than_newest(self) -> bool:
        """Tell whether there are more hits than the best are sought and facets counted among."""
        return self.count > len(self.newest) or self.is_more_than_counted

    def best(self) -> list[int]:
        """Return the keys of the newest hits, the best of them first."""
        return engine().ranked(self.query, [hit["pk"] for hit in self.newest])

    def facets(self) -> list[Facet]:
        """Return what the newest hits can be narrowed by; of each filter what most of them have."""
        keys = [hit["pk"] for hit in self.newest]
        authors = Byline.objects.filter(article__in=keys)
        tags = Tagging.objects.filter(content_object__in=keys)
        sources = ((hit["source_slug"], hit["source_name"]) for hit in self.newest)
        facets = [
            Facet("source", _("Source"), _counted(sources)),
            Facet("author", _("Author"), _grouped(authors, "author")),
            Facet("tag", _("Tag"), _grouped(tags, "tag")),
            Facet("kind", _("Kind"), _counted(_named(self.newest, "kind", dict(KINDS)))),
            Facet("language", _("Language"), _counted(self._languages())),
            Facet("year", _("Year"), _counted(self._years())),
        ]
        return [facet for facet in facets if facet.values]

    def _languages(self) -> Iterable[tuple[str, str]]:
        return ((hit["language"], language_name(hit["language"])) for hit in self.newest)

    def _years(self) -> Iterable[tuple[str, str]]:
        years = (f"{timezone.localtime(hit['published_at']).year:04}" for hit in self.newest)
        return ((year, year) for year in years)


def _named(
    hits: Iterable[Mapping[str, Any]], name: str, labels: Mapping[str, Any]
) -> Iterable[tuple[str, str]]:
    return ((hit[name], str(labels.get(hit[name], hit[name]))) for hit in hits)


def _counted(named: Iterable[tuple[str, str]]) -> list[Value]:
    counts = Counter(named).most_common()
    return [Value(value, label, count) for (value, label), count in counts if value][:SHOWN]


def _grouped(rows: QuerySet[Any], named: str) -> list[Value]:
    grouped = rows.order_by().values_list(f"{named}__slug", f"{named}__name")
    counts = grouped.annotate(count=Count("pk")).order_by("-count", f"{named}__name")
    return [Value(*told) for told in counts[:SHOWN]]
