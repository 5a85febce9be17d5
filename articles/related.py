"""What else a reader of an article may want to read: the same story, tags in common, its source."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
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
_BY_TEXT: Final = "SELECT id FROM articles_article WHERE fingerprint = %s"
_BY_ADDRESS: Final = "SELECT id FROM articles_article WHERE address_key = %s"
_BY_TAG: Final = """
    SELECT content_object_id AS id FROM articles_tagging
    WHERE tag_id = %s AND content_object_id {side} %s ORDER BY content_object_id {order}
"""
_BY_SOURCE: Final = """
    SELECT id FROM articles_article WHERE source_id = %s AND published_at {side} %s
    ORDER BY published_at {order}
"""
_PART: Final = "SELECT id, {points} AS points FROM ({search} LIMIT {near}) AS found"
_SIDES: Final = (("<=", "DESC"), (">", "ASC"))
# Of each no more than what a list of them shows; of the piece in other languages nothing, for it
# stands on the page already.
_RELATED: Final = """
    WITH common AS (
        SELECT id, SUM(points) AS points FROM ({parts}) AS parts WHERE id <> %s
        GROUP BY id ORDER BY points DESC, ABS(id - %s) LIMIT {read}
    )
    SELECT headline, article.slug, language, {day}, COALESCE(source.name, '')
    FROM common JOIN articles_article AS article ON article.id = common.id
        LEFT JOIN articles_source AS source ON source.id = source_id
    WHERE is_released AND published_at <= %s AND (expire_at IS NULL OR expire_at > %s)
        AND article.id <> %s AND (translation_of_id IS NULL OR translation_of_id <> %s)
    ORDER BY points DESC, {apart} LIMIT {shown}
"""
_APART: Final = {
    "postgresql": "ABS(EXTRACT(EPOCH FROM published_at - %s::timestamptz))",
    "sqlite": "ABS(JULIANDAY(published_at) - JULIANDAY(%s))",
}

# A statement, what it is given, and the points of those that it finds.
Search = tuple[str, tuple[Any, ...], int]


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
    searches = list(_searches(article))
    parts = (_PART.format(search=s, points=points, near=NEAR) for s, _, points in searches)
    zone = timezone.get_default_timezone_name()
    day, zoned = connection.ops.datetime_cast_date_sql("published_at", (), zone)
    told = {"day": day, "apart": _APART[connection.vendor], "read": READ, "shown": SHOWN}
    sql = _RELATED.format(parts=" UNION ALL ".join(parts), **told)
    found = [each for _, given, _ in searches for each in given]
    now, original = _instant(timezone.now()), article.translation_of_id or article.pk
    near = _instant(article.published_at) if article.published_at else _instant(_OLDEST)
    given = (article.pk, article.pk, *zoned, now, now, original, original, near)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*found, *given])
        # SQLite tells a day as text.
        return [
            Related(headline, slug, language, date.fromisoformat(str(told)), source)
            for headline, slug, language, told, source in cursor.fetchall()
        ]


def _searches(article: Article) -> Iterator[Search]:
    yield _BY_TEXT, (article.fingerprint,), SAME_STORY
    if article.address_key:
        yield _BY_ADDRESS, (article.address_key,), SAME_STORY
    for tag in article.beside.tags[:TAGS]:
        yield from _on_both_sides(_BY_TAG, (tag.pk, article.pk), SAME_TAG)
    if article.source_id and article.published_at:
        near = (article.source_id, _instant(article.published_at))
        yield from _on_both_sides(_BY_SOURCE, near, SAME_SOURCE)


def _on_both_sides(search: str, given: tuple[Any, ...], points: int) -> Iterator[Search]:
    for side, order in _SIDES:
        yield search.format(side=side, order=order), given, points


def _instant(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
