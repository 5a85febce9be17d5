"""What else a reader of an article may want to read: the same story, tags in common, its source."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from articles.models import Article

SHOWN: Final = 5
# So many are looked at on either side of the article: of each of so many tags, and of the source.
NEAR: Final = 20
TAGS: Final = 5
# So many of those that have most in common are read, of which the nearest in time are shown.
READ: Final = 40

# Of each only what a list of them shows.
_SHOWN: Final = ("headline", "slug", "language", "published_at", "source__name")

# What an article can have in common with another, in points: a story counts more than all tags.
SAME_SOURCE: Final = 1
SAME_TAG: Final = 2
SAME_STORY: Final = SAME_TAG * TAGS + SAME_SOURCE + 1

# Each finds keys by an index of its own. They are written out, since Django takes longer to write
# them than a database to answer.
_BY_TEXT: Final = "SELECT id FROM articles_article WHERE fingerprint = %s LIMIT %s"
_BY_ADDRESS: Final = "SELECT id FROM articles_article WHERE address_key = %s LIMIT %s"
_BY_TAG: Final = """
    SELECT content_object_id AS id FROM articles_tagging
    WHERE tag_id = %s AND content_object_id {side} %s ORDER BY content_object_id {order} LIMIT %s
"""
_BY_SOURCE: Final = """
    SELECT id FROM articles_article WHERE source_id = %s AND published_at {side} %s
    ORDER BY published_at {order} LIMIT %s
"""
_PART: Final = "SELECT id, {points} FROM ({search}) AS found"
_SIDES: Final = (("<=", "DESC"), (">", "ASC"))

# A statement, what it is given, and the points of those that it finds.
Search = tuple[str, tuple[Any, ...], int]


def related(article: Article) -> list[Article]:
    """Return the live articles that have most in common with it, in two queries for any number."""
    points = _points(article)
    live = Article.objects.live().select_related("source").only(*_SHOWN)
    read = live.filter(pk__in=_most(points, article)).exclude(_is_version_of(article))
    return sorted(read, key=lambda each: (-points[each.pk], _apart(each, article)))[:SHOWN]


def _points(article: Article) -> Counter[int]:
    """Return how much others have in common with the article, by their keys."""
    searches = list(_searches(article))
    parts = (_PART.format(search=search, points=common) for search, _, common in searches)
    given = [each for _, some, _ in searches for each in (*some, NEAR)]
    points = Counter[int]()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        for key, common in cursor:
            points[key] += common
    del points[article.pk]
    return points


def _searches(article: Article) -> Iterator[Search]:
    yield _BY_TEXT, (article.fingerprint,), SAME_STORY
    if article.address_key:
        yield _BY_ADDRESS, (article.address_key,), SAME_STORY
    for tag in article.tag_list[:TAGS]:
        yield from _on_both_sides(_BY_TAG, (tag.pk, article.pk), SAME_TAG)
    if article.source_id and article.published_at:
        place = connection.ops.adapt_datetimefield_value(article.published_at)
        yield from _on_both_sides(_BY_SOURCE, (article.source_id, place), SAME_SOURCE)


def _on_both_sides(search: str, given: tuple[Any, ...], points: int) -> Iterator[Search]:
    for side, order in _SIDES:
        yield search.format(side=side, order=order), given, points


def _most(points: Counter[int], article: Article) -> list[int]:
    """Return the keys with most points; of those with as many, the nearest to the article's."""
    return sorted(points, key=lambda key: (-points[key], abs(key - article.pk)))[:READ]


def _is_version_of(article: Article) -> Q:
    """Tell the piece in other languages, which stands on its page already."""
    original = article.translation_of_id or article.pk
    return Q(pk=original) | Q(translation_of=original)


def _apart(one: Article, other: Article) -> float:
    return abs(_seconds(one) - _seconds(other))


def _seconds(article: Article) -> float:
    return article.published_at.timestamp() if article.published_at else 0.0
