"""Related articles: those of the same story, with common tags, or of the same source."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from articles.models import Article

LIMIT: Final = 5
MAX_TAGS: Final = 5

# Each part finds up to 20 ids by one index, with points for what the articles have in common: 12
# for the same story, more than for five tags, 2 each, and the source, 1, together. The ORM has no
# union of ordered slices that SQLite takes; up to fourteen queries instead would double the cost of
# an article's page: python -m tests.benchmarks.site 10000 postgresql
_SAME_TEXT: Final = """
    SELECT id, 12 AS points FROM (
        SELECT id FROM articles_article WHERE fingerprint = %s LIMIT 20
    ) AS neighbours"""
_SAME_ADDRESS: Final = """
    SELECT id, 12 FROM (
        SELECT id FROM articles_article WHERE address_key = %s LIMIT 20
    ) AS neighbours"""
# The row comparison has the columns of the index in their order. With a plain "tag_id =" a planner
# that takes the index for expensive, as before the first VACUUM, reads the taggings of all tags.
_SAME_TAG_BEFORE: Final = """
    SELECT content_object_id, 2 FROM (
        SELECT tag_id, content_object_id FROM articles_tagging
        WHERE (tag_id, content_object_id) <= (%s, %s)
        ORDER BY tag_id DESC, content_object_id DESC LIMIT 20
    ) AS neighbours WHERE tag_id = %s"""
_SAME_TAG_AFTER: Final = """
    SELECT content_object_id, 2 FROM (
        SELECT tag_id, content_object_id FROM articles_tagging
        WHERE (tag_id, content_object_id) > (%s, %s)
        ORDER BY tag_id, content_object_id LIMIT 20
    ) AS neighbours WHERE tag_id = %s"""
_SAME_SOURCE_BEFORE: Final = """
    SELECT id, 1 FROM (
        SELECT id FROM articles_article WHERE source_id = %s AND published_at <= %s
        ORDER BY published_at DESC LIMIT 20
    ) AS neighbours"""
_SAME_SOURCE_AFTER: Final = """
    SELECT id, 1 FROM (
        SELECT id FROM articles_article WHERE source_id = %s AND published_at > %s
        ORDER BY published_at LIMIT 20
    ) AS neighbours"""
# The candidates, of which drafts are dropped afterwards. All neighbours of one tag fit in, so that
# drafts cannot hide live articles.
_MOST_IN_COMMON: Final = """
    SELECT id, SUM(points) AS points FROM ({parts}) AS parts WHERE id <> %s
    GROUP BY id ORDER BY points DESC, ABS(id - %s), id LIMIT 40"""


def find_related(article: Article) -> list[Article]:
    """Return up to LIMIT live articles, those that have most in common first.

    Of those with as much in common the nearest in time come first. Versions of the article in other
    languages are left out, since its page links to them elsewhere.
    """
    points, instant = _find_candidates(article), _get_instant(article)
    original = article.translation_of_id or article.pk
    others = Article.objects.live().filter(pk__in=points)
    others = others.exclude(Q(pk=original) | Q(translation_of=original)).select_related("source")
    rows = others.only("headline", "slug", "language", "published_at", "source__name").in_bulk()

    def sort_key(other: Article) -> tuple[int, Any]:
        return -points[other.pk], abs(_get_instant(other) - instant)

    return sorted((rows[pk] for pk in points if pk in rows), key=sort_key)[:LIMIT]


def _get_instant(article: Article) -> datetime:
    """Return when the article was published; a preview of a draft is as if published now."""
    return article.published_at or timezone.now()


def _find_candidates(article: Article) -> dict[int, int]:
    """Return the points of those that have most in common by their ids, live or not."""
    parts, params = zip(*_list_parts(article), strict=True)
    sql = _MOST_IN_COMMON.format(parts=" UNION ALL ".join(parts))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(value for values in params for value in values), *[article.pk] * 2])
        return dict(cursor.fetchall())


def _list_parts(article: Article) -> Iterator[tuple[str, list[Any]]]:
    """Yield the SELECTs of candidates, each with its parameters."""
    yield _SAME_TEXT, [article.fingerprint]
    if article.address_key:
        yield _SAME_ADDRESS, [article.address_key]
    for tag in article.tag_list[:MAX_TAGS]:
        if tag.pk:  # a preview may have new ones
            yield _SAME_TAG_BEFORE, [tag.pk, article.pk, tag.pk]
            yield _SAME_TAG_AFTER, [tag.pk, article.pk, tag.pk]
    if article.source_id:
        instant = connection.ops.adapt_datetimefield_value(_get_instant(article))
        yield _SAME_SOURCE_BEFORE, [article.source_id, instant]
        yield _SAME_SOURCE_AFTER, [article.source_id, instant]
