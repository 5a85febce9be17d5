"""The hits of a query: their number, order and facets."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.database.planning import plan_for_values
from articles.models.article import ArticleQuerySet
from articles.models.article_choices import get_kind_name
from articles.models.keyset import Cursor, limit_scan
from articles.models.languages import get_language_name
from articles.search.expression import Expression
from articles.search.ranking import NEWEST_LIMIT, rank_ids
from articles.text.strings import build_sort_key

FACET_LIMIT: Final = 8


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: as its filter takes it, its label on screen, and its number of hits."""

    value: str
    label: str
    count: int
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one filter that most hits have.

    ``name`` is that of the filter. There is none called "year": a link to a year sets the two
    filters "from" and "until".
    """

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
# The labels of values that are not names in the database.
_VALUE_LABELS: Final[Mapping[str, Callable[[str], str]]] = {
    "kind": get_kind_name,
    "language": get_language_name,
    "year": str,
}


def _sort_values(name: str, values: list[FacetValue]) -> list[FacetValue]:
    """Return years from the newest, other values from the most frequent, then by the alphabet.

    Persons stand under their family name, the last word of their name.
    """
    if name == "year":
        return sorted(values, key=lambda value: value.value, reverse=True)
    language = get_language() or ""

    def build_key(value: FacetValue) -> tuple[Any, ...]:
        family_name = value.label.split()[-1] if value.is_person else value.label
        names = (build_sort_key(each, language) for each in (family_name, value.label))
        return -value.count, *names

    return sorted(values, key=build_key)


class Hits:
    """The articles that match a query and all filters."""

    def __init__(self, articles: ArticleQuerySet, expression: Expression) -> None:
        self.articles = articles
        self.expression = expression

    @cached_property
    def newest_ids(self) -> list[int]:
        """Return the ids of the newest hits, the newest first."""
        ids: list[int] = json.loads(self._summary["hit"][0].value or "[]")
        return ids

    @property
    def scan_end(self) -> Cursor | None:
        """Return where the scan for hits stopped, None if it went through all articles."""
        return None if self.articles.scan_candidates is None else self._scan_up_to_limit[1]

    @property
    def count(self) -> int:
        """Return the number of hits; after a scan, of those that it has found."""
        return self._summary["hit"][0].count

    @property
    def count_text(self) -> str:
        """Return the count with separators as the reader's language has them."""
        return number_format(self.count, use_l10n=True, force_grouping=True)

    @property
    def is_more_than_counted(self) -> bool:
        """Return whether there may be more hits than ``count``."""
        is_full = len(self.newest_ids) == NEWEST_LIMIT
        return self.articles.scan_candidates is not None and (is_full or bool(self.scan_end))

    @property
    def has_more_than_newest(self) -> bool:
        """Return whether there are more hits than are ranked and counted by facet."""
        return self.count > len(self.newest_ids) or self.is_more_than_counted

    def rank_newest(self) -> list[int]:
        """Return the ids of the newest hits, the best first."""
        return rank_ids(self.expression, self.newest_ids)

    def count_facets(self) -> list[Facet]:
        """Return the facets of the newest hits, each with the values that most of them have."""
        return [
            Facet(name, str(label), _sort_values(name, self._summary[name]))
            for name, label in _LABELS.items()
            if self._summary[name]
        ]

    @cached_property
    def _scan_up_to_limit(self) -> tuple[ArticleQuerySet, Cursor | None]:
        """Return the articles that one request scans, and where its scan ends: ``limit_scan``."""
        return limit_scan(self.articles)

    @cached_property
    def _summary(self) -> Mapping[str, list[FacetValue]]:
        """Return the values by facet; under "hit" one with the ids as JSON and the number."""
        summary: dict[str, list[FacetValue]] = defaultdict(list)
        is_listed = self.articles.matched_ids is not None
        planning = nullcontext() if is_listed else plan_for_values()
        with planning, connection.cursor() as cursor:
            cursor.execute(*_build_summary_query(*self._hits_query))
            for part, value, name, number, is_person in cursor:
                label = _VALUE_LABELS[part](value) if part in _VALUE_LABELS else name
                summary[part].append(FacetValue(value, label, number, bool(is_person)))
        return summary

    @property
    def _hits_query(self) -> tuple[str, tuple[Any, ...]]:
        """Return SQL and parameters that select the hits by their ids, else the newest."""
        is_listed = self.articles.matched_ids is not None
        hits = self.articles.order_by() if is_listed else self._scan_up_to_limit[0][:NEWEST_LIMIT]
        columns = hits.values_list("pk", "source", "kind", "language", "published_at")
        return columns.query.sql_with_params()


# All in one statement: under "hit" the ids of the newest hits as JSON and the number of all, and of
# each facet the values that most of the newest have. By hand, since Django takes as long to build
# such a query as a database to answer it.
_SUMMARY: Final = """
    WITH hits (id, source_id, kind, language, published_at) AS ({hits}),
    newest AS (SELECT * FROM hits ORDER BY published_at DESC, id DESC LIMIT {limit})
    SELECT 'hit' AS part, {ids} AS value, '' AS name, (SELECT COUNT(*) FROM hits) AS number,
        1 = 0 AS is_person
    FROM newest {facets}
"""
# Of values with the same number those with the highest key: the newest years, in any collation.
_FACET: Final = """
    UNION ALL SELECT '{part}', {columns} FROM (
        SELECT {key} AS key, COUNT(*) AS number FROM {rows}
        GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT {limit}
    ) AS counted {join}
"""
_DIALECTS: Final = {
    "postgresql": {
        "ids": "CAST(JSON_AGG(id) AS text)",
        # As an array, for which the planner uses the index; for a set it would read the table.
        "in_newest": "= ANY(ARRAY(SELECT id FROM newest))",
    },
    "sqlite": {"ids": "JSON_GROUP_ARRAY(id)", "in_newest": "IN (SELECT id FROM newest)"},
}


def _build_named_facet(part: str, rows: str, *, is_person: str = "1 = 0") -> str:
    """Return the SQL for a facet whose values are rows with a slug and a name."""
    join = f"JOIN articles_{part} AS named ON named.id = key"
    columns = f"slug, name, number, {is_person}"
    return _build_facet(part, f"{part}_id", rows, columns=columns, join=join)


def _build_plain_facet(part: str, key: str, rows: str) -> str:
    return _build_facet(part, key, rows, columns="CAST(key AS text), '', number, 1 = 0", join="")


def _build_facet(part: str, key: str, rows: str, **clauses: str) -> str:
    return _FACET.format(part=part, key=key, rows=rows, limit=FACET_LIMIT, **clauses)


_BYLINES: Final = "articles_byline WHERE article_id {in_newest}"
_FACETS: Final = "".join(
    [
        _build_named_facet("source", "newest WHERE source_id IS NOT NULL"),
        _build_named_facet("author", _BYLINES, is_person="NOT is_organisation"),
        _build_named_facet("tag", "articles_tagging WHERE content_object_id {in_newest}"),
        _build_plain_facet("kind", "kind", "newest WHERE kind <> ''"),
        _build_plain_facet("language", "language", "newest WHERE language <> ''"),
        _build_plain_facet("year", "{year}", "newest"),
    ]
)


def _build_summary_query(
    hits_sql: str, hits_params: tuple[Any, ...]
) -> tuple[str, tuple[Any, ...]]:
    """Return SQL and parameters of the summary of the hits that the given query selects."""
    zone, dialect = timezone.get_current_timezone_name(), _DIALECTS[connection.vendor]
    year, year_params = connection.ops.datetime_extract_sql("year", "published_at", (), zone)
    facets = _FACETS.format(year=year, **dialect)
    sql = _SUMMARY.format(hits=hits_sql, facets=facets, limit=NEWEST_LIMIT, **dialect)
    return sql, (*hits_params, *year_params)
