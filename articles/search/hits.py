"""What a query found: how much, in which order, and of what it is made."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.database.compiled import IDS_PLACEHOLDER, INSTANT_PLACEHOLDER, CompiledQuery
from articles.database.keys import build_id_condition, encode_ids
from articles.models.article import Article, ArticleQuerySet
from articles.models.article_choices import get_kind_name
from articles.models.languages import get_language_name
from articles.search.engine import get_engine
from articles.search.keyset import Cursor, limit_scan
from articles.search.query import Query
from articles.text.strings import build_sort_key

# Of so many of the newest hits the best are found, and the facets counted.
NEWEST: Final = 1_000
# People do not look further; to count on would read the whole table.
COUNTED: Final = 10_000
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class FacetValue:
    """What some of the hits have in common, as its filter takes it and as people read it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of one filter, those of most hits first; of the year, which is two filters, "year"."""

    name: str
    label: str
    values: list[FacetValue]


_LABELS: Final[Mapping[str, Promise]] = {
    "source": _("Source"),
    "author": _("Author"),
    "tag": _("Tag"),
    "kind": _("Kind"),
    "language": _("Language"),
    "year": _("Year"),
}
# Of what has no name in the database.
_NAMES: Final[Mapping[str, Callable[[str], str]]] = {
    "kind": get_kind_name,
    "language": get_language_name,
    "year": str,
}


class Hits:
    """Articles that a query finds, all filters counted in.

    ``is_of_all``: they are of all live articles, and nothing but the query narrows them.
    """

    def __init__(self, articles: ArticleQuerySet, query: Query, *, is_of_all: bool = False) -> None:
        self.articles = articles
        self.query = query
        self.is_of_all = is_of_all

    @cached_property
    def newest_ids(self) -> list[int]:
        """Return the keys of the newest hits, newest first."""
        keys: list[int] = json.loads(self._told["hit"][0].value or "[]")
        return keys

    @property
    def scan_end(self) -> Cursor | None:
        """Return where the search for them stopped, None where it went through all articles."""
        return None if self.articles.scan_candidates is None else self._within_reach[1]

    @property
    def count(self) -> int:
        """Return how many there are at least, as far as they are counted."""
        return min(self._counted, COUNTED)

    @property
    def count_text(self) -> str:
        """Return the count as people read it."""
        return number_format(self.count, use_l10n=True, force_grouping=True)

    @property
    def is_more_than_counted(self) -> bool:
        """Tell whether there are, or may be, more than that."""
        if self.articles.scan_candidates is not None:
            return self.scan_end is not None or len(self.newest_ids) == NEWEST
        return self._counted > COUNTED

    @property
    def has_more_than_newest(self) -> bool:
        """Tell whether there are more hits than the best are sought and facets counted among."""
        return self.count > len(self.newest_ids) or self.is_more_than_counted

    def rank_newest(self) -> list[int]:
        """Return the keys of the newest hits, the best of them first."""
        return get_engine().rank_ids(self.query, self.newest_ids)

    def count_facets(self) -> list[Facet]:
        """Return what the newest hits can be narrowed by; of each filter what most of them have."""
        told, language = self._told, get_language() or ""
        by_number = {
            name: sorted(told[name], key=lambda v: (-v.count, build_sort_key(v.label, language)))
            for name in _LABELS
        }
        return [Facet(name, str(_LABELS[name]), some) for name, some in by_number.items() if some]

    @cached_property
    def _counted(self) -> int:
        """Return how many there are, COUNTED + 1 for more; of those walked through, the newest."""
        is_to_count = self.articles.matched_ids is None and self.articles.scan_candidates is None
        if is_to_count and len(self.newest_ids) == NEWEST:
            return self.articles.order_by()[: COUNTED + 1].count()
        return self._told["hit"][0].count

    @cached_property
    def _within_reach(self) -> tuple[ArticleQuerySet, Cursor | None]:
        return limit_scan(self.articles)

    @cached_property
    def _told(self) -> Mapping[str, list[FacetValue]]:
        """Return what the hits have in common, by facets; as "hit" keys and number of them."""
        told: dict[str, list[FacetValue]] = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(*_asked(*self._sought))
            for part, value, name, number in cursor:
                label = _NAMES[part](value) if part in _NAMES else name
                told[part].append(FacetValue(value, label, number))
        return told

    @property
    def _sought(self) -> tuple[str, tuple[Any, ...]]:
        """Return the statement that finds all that are known, or the newest, and its values."""
        keys = self.articles.matched_ids
        if keys is not None and self.is_of_all:
            return _KNOWN.bind_sql(
                {INSTANT_PLACEHOLDER: timezone.now(), encode_ids(IDS_PLACEHOLDER): keys}
            )
        hits = self._within_reach[0][:NEWEST] if keys is None else self.articles.order_by()
        return _row(hits).query.sql_with_params()


def _row(hits: ArticleQuerySet) -> QuerySet[Article, Any]:
    """Return of each what its facets are counted by."""
    return hits.values_list("pk", "source", "kind", "language", "published_at")


# As most searches ask.
_KNOWN: Final = CompiledQuery(
    lambda: _row(
        Article.objects.live(INSTANT_PLACEHOLDER)
        .filter(
            build_id_condition(
                "articles_article.id", encode_ids(IDS_PLACEHOLDER), len(IDS_PLACEHOLDER)
            )
        )
        .order_by()
    )
)


# All in one statement: as "hit" the keys of the newest hits with the number of all, and what most
# of the newest have. Written out, since Django takes as long to write it as a database to answer.
_TOLD: Final = """
    WITH hits (id, source_id, kind, language, published_at) AS ({hits}),
    newest AS (SELECT * FROM hits ORDER BY published_at DESC, id DESC LIMIT {number})
    SELECT 'hit' AS part, {keys} AS value, '' AS name, (SELECT COUNT(*) FROM hits) AS number
    FROM newest {facets}
    ORDER BY part, number DESC, name, value
"""
_FACET: Final = """
    UNION ALL SELECT * FROM (
        SELECT '{part}', {value}, {name}, number FROM (
            SELECT {key} AS told, COUNT(*) AS number FROM {among} GROUP BY 1
        ) AS counted {named}
        ORDER BY 4 DESC, 3, 2 LIMIT {number}
    ) AS some_of_{part}
"""
_SPELT: Final = {
    "postgresql": {
        "keys": "CAST(JSON_AGG(id) AS text)",
        # By the index: a planner that saw the set would read the whole table beside it.
        "of_newest": "= ANY(ARRAY(SELECT id FROM newest))",
    },
    "sqlite": {"keys": "JSON_GROUP_ARRAY(id)", "of_newest": "IN (SELECT id FROM newest)"},
}


def _named(part: str, among: str) -> str:
    """Return what counts by a table of names."""
    named = f"JOIN articles_{part} AS named ON named.id = told"
    return _facet(part, f"{part}_id", among, value="slug", name="name", named=named)


def _plain(part: str, key: str, among: str) -> str:
    return _facet(part, key, among, value="CAST(told AS text)", name="''", named="")


def _facet(part: str, key: str, among: str, **told: str) -> str:
    return _FACET.format(part=part, key=key, among=among, number=SHOWN, **told)


_FACETS: Final = "".join(
    [
        _named("source", "newest"),
        _named("author", "articles_byline WHERE article_id {of_newest}"),
        _named("tag", "articles_tagging WHERE content_object_id {of_newest}"),
        _plain("kind", "kind", "newest WHERE kind <> ''"),
        _plain("language", "language", "newest WHERE language <> ''"),
        _plain("year", "{year}", "newest"),
    ]
)


def _asked(hits: str, given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that tells of the hits which this one finds, and its values."""
    zone, spelt = timezone.get_current_timezone_name(), _SPELT[connection.vendor]
    year, zoned = connection.ops.datetime_extract_sql("year", "published_at", (), zone)
    facets = _FACETS.format(year=year, **spelt)
    return _TOLD.format(hits=hits, facets=facets, number=NEWEST, **spelt), (*given, *zoned)
