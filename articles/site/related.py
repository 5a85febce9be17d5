"""Related articles: those of the same story, with common tags, or of the same source."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import timezone

from articles.models import Article
from articles.models.urls import reverse_page

LIMIT: Final = 5
# The publication date of a draft that has none yet.
_OLDEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
# How many rows are read before and after the article: of each tag, up to MAX_TAGS, and the source.
NEIGHBOURS: Final = 20
MAX_TAGS: Final = 5
# How many candidates, those with the most points, are read before drafts are dropped and those
# nearest in time chosen. All neighbours of one tag fit in: drafts cannot hide live articles.
CANDIDATES: Final = 2 * NEIGHBOURS

# Points for what two articles have in common: the same story counts more than everything else.
SAME_SOURCE: Final = 1
SAME_TAG: Final = 2
SAME_STORY: Final = SAME_TAG * MAX_TAGS + SAME_SOURCE + 1

# Each part finds ids by one index. The SQL is written by hand since the ORM takes longer to compile
# it than a database to execute it.
_BY_TEXT: Final = """
    SELECT id, {story} AS points FROM (
        SELECT id FROM articles_article WHERE fingerprint = %(fingerprint)s LIMIT {near}
    ) AS neighbours
"""
_BY_ADDRESS: Final = _BY_TEXT.replace("fingerprint", "address_key")
# The row comparison has the columns of the index in their order. With a plain "tag_id =" a planner
# that takes the index for expensive, as before the first VACUUM, reads the taggings of all tags.
_BY_TAG: Final = """
    SELECT content_object_id, {tag} FROM (
        SELECT tag_id, content_object_id FROM articles_tagging
        WHERE (tag_id, content_object_id) <= (%({name})s, %(pk)s)
        ORDER BY tag_id DESC, content_object_id DESC LIMIT {near}
    ) AS neighbours WHERE tag_id = %({name})s
"""
_BY_SOURCE: Final = """
    SELECT id, {source} FROM (
        SELECT id FROM articles_article
        WHERE source_id = %(source)s AND published_at <= %(published_at)s
        ORDER BY published_at DESC LIMIT {near}
    ) AS neighbours
"""
# Only the columns that the list shows. Versions of the article in other languages are left out,
# since its page links to them elsewhere.
_RELATED: Final = """
    WITH common AS (
        SELECT id, SUM(points) AS points FROM ({parts}) AS parts WHERE id <> %(pk)s
        GROUP BY id ORDER BY points DESC, ABS(id - %(pk)s) LIMIT {read}
    )
    SELECT headline, slug, language, {day},
        COALESCE((SELECT name FROM articles_source AS source WHERE source.id = source_id), '')
    FROM common JOIN articles_article AS article ON article.id = common.id
    WHERE is_released AND published_at <= %(now)s AND (expire_at IS NULL OR expire_at > %(now)s)
        AND article.id <> %(original)s
        AND (translation_of_id IS NULL OR translation_of_id <> %(original)s)
    ORDER BY points DESC, {distance} LIMIT {limit}
"""
_DISTANCE: Final = {
    "postgresql": "ABS(EXTRACT(EPOCH FROM published_at - %(published_at)s::timestamptz))",
    "sqlite": "ABS(JULIANDAY(published_at) - JULIANDAY(%(published_at)s))",
}
_NUMBERS: Final = {
    "story": SAME_STORY,
    "tag": SAME_TAG,
    "source": SAME_SOURCE,
    "near": NEIGHBOURS,
    "read": CANDIDATES,
    "limit": LIMIT,
}


class RelatedArticle(NamedTuple):
    """The fields of a related article that its link shows."""

    headline: str
    slug: str
    language: str
    published_on: date
    source: str

    def get_absolute_url(self) -> str:
        day = self.published_on
        return reverse_page("articles:article", day.year, day.month, day.day, self.slug)


def find_related(article: Article) -> list[RelatedArticle]:
    """Return up to LIMIT live articles, those that have most in common first, in one query."""
    params = _build_params(article)
    with connection.cursor() as cursor:
        cursor.execute(_build_sql(*(name for name, value in params.items() if value)), params)
        # SQLite returns a date as text.
        return [
            RelatedArticle(headline, slug, language, date.fromisoformat(str(day)), source)
            for headline, slug, language, day, source in cursor.fetchall()
        ]


def _build_params(article: Article) -> dict[str, Any]:
    """Return the parameters of the statement by name."""
    adapt, published_at = connection.ops.adapt_datetimefield_value, article.published_at
    return {
        "pk": article.pk,
        "original": article.translation_of_id or article.pk,
        "fingerprint": article.fingerprint,
        "address_key": article.address_key,
        "source": article.source_id if published_at else None,
        "published_at": adapt(published_at or _OLDEST),
        "now": adapt(timezone.now()),
        **{f"zone_{index}": zone for index, zone in enumerate(_build_day_sql()[1])},
        **{
            f"tag_{index}": tag.pk for index, tag in enumerate(article.related_data.tags[:MAX_TAGS])
        },
    }


@lru_cache
def _build_sql(*names: str) -> str:
    """Return the statement for an article that has a value for the parameters with these names."""
    parts = "UNION ALL".join(_build_parts(names)).format_map(_NUMBERS)
    day = _build_day_sql()[0] % tuple(f"%({name})s" for name in names if name.startswith("zone_"))
    distance = _DISTANCE[connection.vendor]
    return _RELATED.format(parts=parts, day=day, distance=distance, **_NUMBERS)


def _build_day_sql() -> tuple[str, Sequence[str]]:
    """Return the SQL of the day of publication in the site's time zone, and its parameters."""
    zone = timezone.get_default_timezone_name()
    return connection.ops.datetime_cast_date_sql("published_at", (), zone)


def _build_parts(names: Sequence[str]) -> Iterator[str]:
    """Yield the SELECTs of candidates, each a template of ids and points."""
    yield _BY_TEXT
    if "address_key" in names:
        yield _BY_ADDRESS
    for name in names:
        if name.startswith("tag_"):
            yield from _search_both_sides(_BY_TAG.replace("{name}", name))
    if "source" in names:
        yield from _search_both_sides(_BY_SOURCE)


def _search_both_sides(part: str) -> tuple[str, str]:
    """Return the part for rows up to the article, and its mirror image for rows after it."""
    return part, part.replace("<=", ">").replace("DESC", "ASC")
