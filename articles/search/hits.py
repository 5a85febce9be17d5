"""What a query found: how much, in which order, and of what it is made."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models.functions import ExtractYear
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models.article import ArticleQuerySet, kind_name
from articles.models.keys import among
from articles.models.keys import told as told_keys
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
    def newest(self) -> list[tuple[Any, ...]]:
        """Return key, source, kind, language and year of the newest hits, newest first."""
        within, _end = self._within_reach
        told = within.values_list("pk", "source", "kind", "language", ExtractYear("published_at"))
        return list(told[:NEWEST])

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
        return engine().ranked(self.query, [key for key, *_ in self.newest])

    def facets(self) -> list[Facet]:
        """Return what the newest hits can be narrowed by; of each filter what most of them have."""
        keys, sources, kinds, languages, years = zip(*self.newest, strict=True)
        named = _named(keys, _most(sources))
        facets = [
            Facet("source", _("Source"), named["source"]),
            Facet("author", _("Author"), named["author"]),
            Facet("tag", _("Tag"), named["tag"]),
            Facet("kind", _("Kind"), _values(kinds, kind_name)),
            Facet("language", _("Language"), _values(languages, language_name)),
            Facet("year", _("Year"), _values(years, str)),
        ]
        return [facet for facet in facets if facet.values]


def _most(values: Iterable[Any]) -> dict[Any, int]:
    """Return what most hits have, with how many have it."""
    return dict(Counter(filter(None, values)).most_common(SHOWN))


def _values(values: Iterable[Any], label: Callable[[Any], str]) -> list[Value]:
    return [Value(str(value), label(value), count) for value, count in _most(values).items()]


# Written out, since Django takes as long to write it as a database to answer.
_NAMED: Final = """
    SELECT * FROM (
        SELECT 'author' AS part, slug, name, number FROM (
            SELECT author_id, COUNT(*) AS number FROM articles_byline
            WHERE {article_id} GROUP BY author_id
        ) AS counted JOIN articles_author AS author ON author.id = author_id
        ORDER BY number DESC, name LIMIT %s
    ) AS authors
    UNION ALL SELECT * FROM (
        SELECT 'tag', slug, name, number FROM (
            SELECT tag_id, COUNT(*) AS number FROM articles_tagging
            WHERE {content_object_id} GROUP BY tag_id
        ) AS counted JOIN articles_tag AS tag ON tag.id = tag_id
        ORDER BY number DESC, name LIMIT %s
    ) AS tags
    UNION ALL SELECT 'source', slug, name, id FROM articles_source WHERE {id}
    ORDER BY part, number DESC, name
"""


def _named(keys: Sequence[int], sources: Mapping[int, int]) -> dict[str, list[Value]]:
    """Return authors, tags and sources, those of most of the articles first."""
    told = {"article_id": keys, "content_object_id": keys, "id": list(sources)}
    sql = _NAMED.format_map({column: among(column, some) for column, some in told.items()})
    mine = told_keys(keys)
    values: dict[str, list[Value]] = {"source": [], "author": [], "tag": []}
    with connection.cursor() as cursor:
        cursor.execute(sql, [mine, SHOWN, mine, SHOWN, told_keys(list(sources))])
        for part, slug, name, number in cursor:
            values[part].append(Value(slug, name, sources[number] if part == "source" else number))
    values["source"].sort(key=lambda value: (-value.count, value.label))
    return values
