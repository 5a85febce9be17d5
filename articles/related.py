"""What else a reader of an article may want to read: the same story, tags in common, its source."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import timezone

from articles.models import Article
from articles.site import address_of

SHOWN: Final = 5
# Where a draft stands that has no instant yet.
_OLDEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
# So many are looked at on either side of the article: of each of so many tags, and of the source.
NEAR: Final = 20
TAGS: Final = 5
# So many of those that have most in common are read, of which the nearest in time are shown.
READ: Final = 40

# What an article can have in common with another, in points: a story counts more than all tags.
SAME_SOURCE: Final = 1
SAME_TAG: Final = 2
SAME_STORY: Final = SAME_TAG * TAGS + SAME_SOURCE + 1

# Each finds keys by an index of its own. All is written out, since Django takes longer to write it
# than a database to answer.
_BY_TEXT: Final = """
    SELECT id, {story} AS points
    FROM (SELECT id FROM articles_article WHERE fingerprint = %s LIMIT {near}) AS found
"""
_BY_ADDRESS: Final = _BY_TEXT.replace("fingerprint", "address_key")
# By both columns, as its index has them: a planner that takes the index for dear, as before the
# first VACUUM, would walk the taggings of all tags for the nearest of one.
_BY_TAG: Final = """
    SELECT content_object_id, {tag}
    FROM (
        SELECT tag_id, content_object_id FROM articles_tagging
        WHERE (tag_id, content_object_id) <= (%s, %s)
        ORDER BY tag_id DESC, content_object_id DESC LIMIT {near}
    ) AS found
    WHERE tag_id = %s
"""
_BY_SOURCE: Final = """
    SELECT id, {source}
    FROM (
        SELECT id FROM articles_article WHERE source_id = %s AND published_at <= %s
        ORDER BY published_at DESC LIMIT {near}
    ) AS found
"""
# Of each no more than what a list of them shows; of the piece in other languages nothing, for it
# stands on the page already.
_RELATED: Final = """
    WITH common AS (
        SELECT id, SUM(points) AS points FROM ({parts}) AS parts WHERE id <> %s
        GROUP BY id ORDER BY points DESC, ABS(id - %s) LIMIT {read}
    )
    SELECT headline, slug, language, {day},
        COALESCE((SELECT name FROM articles_source AS source WHERE source.id = source_id), '')
    FROM common JOIN articles_article AS article ON article.id = common.id
    WHERE is_released AND published_at <= %s AND (expire_at IS NULL OR expire_at > %s)
        AND article.id <> %s AND (translation_of_id IS NULL OR translation_of_id <> %s)
    ORDER BY points DESC, {apart} LIMIT {shown}
"""
_APART: Final = {
    "postgresql": "ABS(EXTRACT(EPOCH FROM published_at - %s::timestamptz))",
    "sqlite": "ABS(JULIANDAY(published_at) - JULIANDAY(%s))",
}
_NUMBERS: Final = {
    "story": SAME_STORY,
    "tag": SAME_TAG,
    "source": SAME_SOURCE,
    "near": NEAR,
    "read": READ,
    "shown": SHOWN,
}

# A part of the statement, and what it is given.
Search = tuple[str, tuple[Any, ...]]


class Related(NamedTuple):
    """All that is shown of an article beside another."""

    headline: str
    slug: str
    language: str
    published_on: date
    source: str

    def get_absolute_url(self) -> str:
        day = self.published_on
        return address_of("article", day.year, day.month, day.day, self.slug)


def related(article: Article) -> list[Related]:
    """Return the live articles that have most in common with it, in one query for any number."""
    parts, found = zip(*_searches(article), strict=True)
    zone = timezone.get_default_timezone_name()
    day, zoned = connection.ops.datetime_cast_date_sql("published_at", (), zone)
    sql = _written(parts, day, _APART[connection.vendor])
    now, original = _instant(timezone.now()), article.translation_of_id or article.pk
    near = _instant(article.published_at or _OLDEST)
    given = (article.pk, article.pk, *zoned, now, now, original, original, near)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*chain(*found), *given])
        # SQLite tells a day as text.
        return [
            Related(headline, slug, language, date.fromisoformat(str(told)), source)
            for headline, slug, language, told, source in cursor.fetchall()
        ]


@lru_cache
def _written(parts: tuple[str, ...], day: str, apart: str) -> str:
    every = "UNION ALL".join(parts).format_map(_NUMBERS)
    return _RELATED.format(parts=every, day=day, apart=apart, **_NUMBERS)


def _searches(article: Article) -> Iterator[Search]:
    yield _BY_TEXT, (article.fingerprint,)
    if article.address_key:
        yield _BY_ADDRESS, (article.address_key,)
    for tag in article.beside.tags[:TAGS]:
        yield from _on_both_sides(_BY_TAG, (tag.pk, article.pk, tag.pk))
    if article.source_id and article.published_at:
        yield from _on_both_sides(_BY_SOURCE, (article.source_id, _instant(article.published_at)))


def _on_both_sides(search: str, given: tuple[Any, ...]) -> Iterator[Search]:
    yield search, given
    yield search.replace("<=", ">").replace("DESC", "ASC"), given


def _instant(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
