"""What else a reader of an article may want to read: the same story, tags in common, its source."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import timezone

from articles.models import Article
from articles.models.urls import reverse_page

SHOWN: Final = 5
# Where a draft stands that has no instant yet.
_OLDEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
# So many are looked at on either side of the article: of each of so many tags, and of the source.
NEAR: Final = 20
TAGS: Final = 5
# So many of those that have most in common are read, of which the nearest in time are shown: of a
# single tag all, that a row of drafts may not hide the live ones.
READ: Final = 2 * NEAR

# What an article can have in common with another, in points: a story counts more than all tags.
SAME_SOURCE: Final = 1
SAME_TAG: Final = 2
SAME_STORY: Final = SAME_TAG * TAGS + SAME_SOURCE + 1

# Each finds keys by an index of its own. All is written out, since Django takes longer to write it
# than a database to answer.
_BY_TEXT: Final = """
    SELECT id, {story} AS points FROM (
        SELECT id FROM articles_article WHERE fingerprint = %(fingerprint)s LIMIT {near}
    ) AS found
"""
_BY_ADDRESS: Final = _BY_TEXT.replace("fingerprint", "address_key")
# By both columns, as its index has them: a planner that takes the index for dear, as before the
# first VACUUM, would walk the taggings of all tags for the nearest of one.
_BY_TAG: Final = """
    SELECT content_object_id, {tag} FROM (
        SELECT tag_id, content_object_id FROM articles_tagging
        WHERE (tag_id, content_object_id) <= (%({name})s, %(pk)s)
        ORDER BY tag_id DESC, content_object_id DESC LIMIT {near}
    ) AS found WHERE tag_id = %({name})s
"""
_BY_SOURCE: Final = """
    SELECT id, {source} FROM (
        SELECT id FROM articles_article
        WHERE source_id = %(source)s AND published_at <= %(published_at)s
        ORDER BY published_at DESC LIMIT {near}
    ) AS found
"""
# Of each no more than what a list of them shows; of the piece in other languages nothing, for it
# stands on the page already.
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
    ORDER BY points DESC, {apart} LIMIT {shown}
"""
_APART: Final = {
    "postgresql": "ABS(EXTRACT(EPOCH FROM published_at - %(published_at)s::timestamptz))",
    "sqlite": "ABS(JULIANDAY(published_at) - JULIANDAY(%(published_at)s))",
}
_NUMBERS: Final = {
    "story": SAME_STORY,
    "tag": SAME_TAG,
    "source": SAME_SOURCE,
    "near": NEAR,
    "read": READ,
    "shown": SHOWN,
}


class Related(NamedTuple):
    """All that is shown of an article beside another."""

    headline: str
    slug: str
    language: str
    published_on: date
    source: str

    def get_absolute_url(self) -> str:
        day = self.published_on
        return reverse_page("article", day.year, day.month, day.day, self.slug)


def related(article: Article) -> list[Related]:
    """Return the live articles that have most in common with it, in one query for any number."""
    told = _told(article)
    with connection.cursor() as cursor:
        cursor.execute(_written(*(name for name, value in told.items() if value)), told)
        # SQLite tells a day as text.
        return [
            Related(headline, slug, language, date.fromisoformat(str(day)), source)
            for headline, slug, language, day, source in cursor.fetchall()
        ]


def _told(article: Article) -> dict[str, Any]:
    """Return what the statement is told of the article."""
    instant, published_at = connection.ops.adapt_datetimefield_value, article.published_at
    return {
        "pk": article.pk,
        "original": article.translation_of_id or article.pk,
        "fingerprint": article.fingerprint,
        "address_key": article.address_key,
        "source": article.source_id if published_at else None,
        "published_at": instant(published_at or _OLDEST),
        "now": instant(timezone.now()),
        **{f"zone_{place}": zone for place, zone in enumerate(_day()[1])},
        **{f"tag_{place}": tag.pk for place, tag in enumerate(article.related_data.tags[:TAGS])},
    }


@lru_cache
def _written(*told: str) -> str:
    """Return the statement for an article of which these are told."""
    parts = "UNION ALL".join(_parts(told)).format_map(_NUMBERS)
    day = _day()[0] % tuple(f"%({name})s" for name in told if name.startswith("zone_"))
    return _RELATED.format(parts=parts, day=day, apart=_APART[connection.vendor], **_NUMBERS)


def _day() -> tuple[str, Sequence[str]]:
    """Return what tells the day of publication in the site's zone, and the zones that it takes."""
    zone = timezone.get_default_timezone_name()
    return connection.ops.datetime_cast_date_sql("published_at", (), zone)


def _parts(told: Sequence[str]) -> Iterator[str]:
    yield _BY_TEXT
    if "address_key" in told:
        yield _BY_ADDRESS
    for name in told:
        if name.startswith("tag_"):
            yield from _on_both_sides(_BY_TAG.replace("{name}", name))
    if "source" in told:
        yield from _on_both_sides(_BY_SOURCE)


def _on_both_sides(search: str) -> tuple[str, str]:
    """Return it for those up to the article, and for those after it."""
    return search, search.replace("<=", ">").replace("DESC", "ASC")
