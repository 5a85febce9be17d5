"""What stands beside articles: whom they are credited to, and their tags, of many in one query."""

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
    """An author as an article names it."""

    name: str
    slug: str
    is_organisation: bool = False
    affiliation: str = ""

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_page("author", self.slug)


class TagRef(NamedTuple):
    """A tag as an article names it; one that is yet to be made has no key."""

    name: str
    slug: str
    pk: int | None = None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_page("tag", self.slug)


class RelatedData(NamedTuple):
    """What stands beside one article: authors in their order, tags by name."""

    authors: tuple[AuthorRef, ...] = ()
    tags: tuple[TagRef, ...] = ()
    has_corrections: bool = False
    has_translations: bool = False


_COLUMNS: Final = ("article_id", "content_object_id", "translation_of_id")
# Authors are its first part, tags the second, notices the third, translations the fourth. It is
# written out, since Django takes longer to write it, and to make rows of it, than a database to
# answer.
_BESIDE: Final = """
    SELECT byline.article_id, 1 AS part, position AS place, '' AS word, byline.id AS told,
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
    ORDER BY part, place, word, told
"""
_FIELDS: Final = "article_id, part, place, word, told, name, slug, is_organisation, affiliation"
_AS_ONE: Final = {
    "postgresql": f"CAST(COALESCE(JSON_AGG(JSON_BUILD_ARRAY({_FIELDS})), '[]') AS text)",
    "sqlite": f"JSON_GROUP_ARRAY(JSON_ARRAY({_FIELDS}))",
}


def load_related_data(keys: Sequence[int]) -> Mapping[int, RelatedData]:
    """Return what stands beside each of the articles."""
    return _read(_rows(keys), keys)


def build_related_data_column() -> RawSQL:
    """Return what tells in a row of an article all that stands beside it, for ``beside_of``.

    For one article it saves a query; many would each be looked up on their own.
    """
    of_row = {column: f"{column} = articles_article.id" for column in _COLUMNS}
    sql = f"SELECT {_AS_ONE[connection.vendor]} FROM ({_BESIDE.format_map(of_row)}) AS beside"  # noqa: S608 - our own
    return RawSQL(sql, [], output_field=TextField())  # noqa: S611 - it takes no value


def parse_related_data(encode_ids: str, key: int) -> RelatedData:
    """Return what stands beside the article of this key, as its row tells it."""
    return _read(json.loads(encode_ids), [key])[key]


def _read(rows: Iterable[Sequence[Any]], keys: Sequence[int]) -> Mapping[int, RelatedData]:
    authors: dict[int, list[AuthorRef]] = defaultdict(list)
    tags: dict[int, list[TagRef]] = defaultdict(list)
    noticed, translated = set[int](), set[int]()
    for article, part, _place, _word, key, name, slug, is_organisation, where in rows:
        if part == 1:
            authors[article].append(AuthorRef(name, slug, bool(is_organisation), where))
        elif part == 2:
            tags[article].append(TagRef(name, slug, key))
        else:
            (noticed if part == 3 else translated).add(article)
    return {
        key: RelatedData(tuple(authors[key]), tuple(tags[key]), key in noticed, key in translated)
        for key in keys
    }


def _rows(keys: Sequence[int]) -> list[tuple[Any, ...]]:
    if not keys:
        return []
    sql = _BESIDE.format_map({column: build_any_of(column, len(keys)) for column in _COLUMNS})
    with connection.cursor() as cursor:
        cursor.execute(sql, [encode_ids(keys)] * 4)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
