"""What a query found: how much, in which order, and of what it is made."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import ExtractYear
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models import Byline, Tagging
from articles.models.article import KINDS, ArticleQuerySet
from articles.models.languages import language_name
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
        told = ("pk", "kind", "language")
        named = {"source_slug": F("source__slug"), "source_name": F("source__name")}
        rows = within.values(*told, **named, year=ExtractYear("published_at"))
        if self._is_counted_beside:
            rows = rows.annotate(count=Window(Count("pk")))
        return list(rows[:NEWEST])

    @property
    def _is_counted_beside(self) -> bool:
        """Tell whether finding the newest reads all hits, so that their count costs nothing."""
        return engine().READS_ALL and self.articles.walked is None

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
        if self._is_counted_beside:
            return int(self.newest[0]["count"])
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
        among = engine().among
        authors = Byline.objects.filter(among("articles_byline.article_id", keys))
        tags = Tagging.objects.filter(among("articles_tagging.content_object_id", keys))
        sources = {hit["source_slug"]: hit["source_name"] for hit in self.newest}
        facets = [
            Facet("source", _("Source"), self._counted("source_slug", sources.__getitem__)),
            Facet("author", _("Author"), _grouped(authors, "author")),
            Facet("tag", _("Tag"), _grouped(tags, "tag")),
            Facet("kind", _("Kind"), self._counted("kind", _kind_name)),
            Facet("language", _("Language"), self._counted("language", language_name)),
            Facet("year", _("Year"), self._counted("year", str)),
        ]
        return [facet for facet in facets if facet.values]

    def _counted(self, name: str, label: Callable[[Any], str]) -> list[Value]:
        """Return what the newest hits have under the name, what most of them have first."""
        counts = Counter(hit[name] for hit in self.newest if hit[name])
        common = counts.most_common(SHOWN)
        return [Value(str(value), label(value), count) for value, count in common]


def _kind_name(kind: str) -> str:
    return str(dict(KINDS).get(kind, kind))


def _grouped(rows: QuerySet[Any], named: str) -> list[Value]:
    grouped = rows.order_by().values_list(f"{named}__slug", f"{named}__name")
    counts = grouped.annotate(count=Count("pk")).order_by("-count", f"{named}__name")
    return [Value(*told) for told in counts[:SHOWN]]
