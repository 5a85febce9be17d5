"""What pages show with articles from other tables: authors and tags, for many in one query."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from articles.database.keys import build_any_of, encode_ids
from articles.models.urls import reverse_page


class AuthorRef(NamedTuple):
    """An author as an article credits them, with the affiliation printed there."""

    name: str
    slug: str
    is_organisation: bool = False
    affiliation: str = ""

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_page("articles:author", self.slug)


class TagRef(NamedTuple):
    """A tag of an article; ``pk`` is None for a tag that is not saved yet."""

    name: str
    slug: str
    pk: int | None = None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_page("articles:tag", self.slug)


class RelatedData(NamedTuple):
    """The authors of one article in their order, its tags by name, and what else it has."""

    authors: tuple[AuthorRef, ...] = ()
    tags: tuple[TagRef, ...] = ()
    has_corrections: bool = False
    has_translations: bool = False


# The values of the column "part".
_AUTHOR, _TAG, _CORRECTION = 1, 2, 3
_ID_COLUMNS: Final = ("article_id", "content_object_id", "translation_of_id")
# Written by hand, since Django takes longer to build the query and its rows than a database to
# answer it.
# Each placeholder takes the condition on the id of the articles.
_QUERY: Final = """
    SELECT byline.article_id, 1 AS part, position, '' AS sort_name, byline.id AS row_id,
        name, slug, is_organisation, affiliation
    FROM articles_byline AS byline JOIN articles_author AS author ON author.id = author_id
    WHERE {article_id}
    UNION ALL
    SELECT content_object_id, 2, 0, name, tag.id, name, slug, FALSE, ''
    FROM articles_tagging AS tagging JOIN articles_tag AS tag ON tag.id = tag_id
    WHERE {content_object_id}
    UNION ALL SELECT article_id, 3, 0, '', 0, '', '', FALSE, ''
    FROM articles_correction WHERE {article_id}
    UNION ALL SELECT translation_of_id, 4, 0, '', 0, '', '', FALSE, ''
    FROM articles_article AS translation WHERE {translation_of_id}
    ORDER BY part, position, sort_name, row_id
"""
_FIELDS: Final = (
    "article_id, part, position, sort_name, row_id, name, slug, is_organisation, affiliation"
)
_ROWS_AS_JSON: Final = {
    "postgresql": f"CAST(COALESCE(JSON_AGG(JSON_BUILD_ARRAY({_FIELDS})), '[]') AS text)",
    "sqlite": f"JSON_GROUP_ARRAY(JSON_ARRAY({_FIELDS}))",
}


def load_related_data(ids: Sequence[int]) -> Mapping[int, RelatedData]:
    """Return the related data of each of these articles, by id."""
    return _group_rows(_fetch_rows(ids), ids)


def build_related_data_column() -> RawSQL:
    """Return a column with the article's related data as JSON for ``parse_related_data``.

    It saves a query for one article; for many it takes longer, one subquery for each.
    """
    conditions = {column: f"{column} = articles_article.id" for column in _ID_COLUMNS}
    rows = _QUERY.format_map(conditions)
    sql = f"SELECT {_ROWS_AS_JSON[connection.vendor]} FROM ({rows}) AS related"  # noqa: S608 - our own
    return RawSQL(sql, [], output_field=TextField())  # noqa: S611 - it takes no value


def parse_related_data(rows_json: str, article_id: int) -> RelatedData:
    """Return the related data that ``build_related_data_column`` holds for this article."""
    return _group_rows(json.loads(rows_json), [article_id])[article_id]


def _group_rows(rows: Iterable[Sequence[Any]], ids: Sequence[int]) -> Mapping[int, RelatedData]:
    authors: dict[int, list[AuthorRef]] = defaultdict(list)
    tags: dict[int, list[TagRef]] = defaultdict(list)
    corrected, translated = set[int](), set[int]()
    for article, part, _position, _name, row_id, name, slug, is_organisation, affiliation in rows:
        if part == _AUTHOR:
            authors[article].append(AuthorRef(name, slug, bool(is_organisation), affiliation))
        elif part == _TAG:
            tags[article].append(TagRef(name, slug, row_id))
        else:
            (corrected if part == _CORRECTION else translated).add(article)
    return {
        pk: RelatedData(tuple(authors[pk]), tuple(tags[pk]), pk in corrected, pk in translated)
        for pk in ids
    }


def _fetch_rows(ids: Sequence[int]) -> list[tuple[Any, ...]]:
    if not ids:
        return []
    sql = _QUERY.format_map({column: build_any_of(column, len(ids)) for column in _ID_COLUMNS})
    with connection.cursor() as cursor:
        cursor.execute(sql, [encode_ids(ids)] * 4)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
